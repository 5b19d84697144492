"""``caco gaps``, ``gap`` and ``coverage``: what is open, its life, and the proof."""

from __future__ import annotations

import json
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from data.model.call_attempt import CallOutcome
from data.model.gap import Cause, Severity
from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, parse_date, parse_moment, speech_of
from scheduler.cli.output import coloured, escape, print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.i18n.language import Language
    from data.model.gap import GapEvent
    from scheduler.coverage.gap_queries import GapHistory, GapList
    from scheduler.coverage.proof import CoverageProof
    from scheduler.coverage.status import GapRow

FromMoment = Annotated[
    str | None, typer.Option("--from", metavar="MOMENT", help="As 2027-01-04; default now.")
]
ToMoment = Annotated[
    str | None,
    typer.Option("--to", metavar="MOMENT", help="As 2027-03-01; default the horizon."),
]
_COLOURS = {
    Severity.LOW: "dim",
    Severity.MEDIUM: "yellow",
    Severity.HIGH: "red",
    Severity.CRITICAL: "bold white on red",
}


def gaps(
    start: FromMoment = None, end: ToMoment = None, as_json: AsJson = False, lang: Lang = None
) -> None:
    """List the time in which a post is not validly filled, and why. Exit code 1 if there is any."""
    from scheduler.coverage.gap_queries import list_gaps
    from scheduler.coverage.monitor import horizon, sweep
    from scheduler.coverage.read_models import gap_out
    from scheduler.settings import settings

    weeks = settings().horizon_weeks
    with store_session() as at:
        sweep(at.store, weeks, at.now)
        begin = parse_moment(start) if start else at.now
        until = parse_moment(end) if end else max(horizon(at.now, weeks), begin + timedelta(1))
        _refuse_order(begin, until)
        found = list_gaps(at.store, begin, until, at.now)
    if as_json:
        print_json([gap_out(row) for row in found.rows])
    else:
        _show_gaps(found, speech_of(lang))
    if found.rows:
        raise typer.Exit(1)


def gap(
    number: Annotated[int, typer.Argument(metavar="GAP", help="Number; see caco gaps.")],
    take_up: Annotated[
        bool, typer.Option("--acknowledge", help="You handle it: reminders stop for now.")
    ] = False,
    let_go: Annotated[
        bool, typer.Option("--release", help="You no longer do: reminders begin again.")
    ] = False,
    reason: Annotated[
        str | None,
        typer.Option("--accept", metavar="REASON", help="It is intended: nobody is told of it."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="MOMENT", help="Until when it is; default its end."),
    ] = None,
    called: Annotated[
        str | None, typer.Option("--called", metavar="PERSON", help="You telephoned them about it.")
    ] = None,
    said: Annotated[CallOutcome, typer.Option("--said", help="What they said.")] = (
        CallOutcome.NO_ANSWER
    ),
    by: By = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show one gap with its history; take it up, let it go, accept it, or log a call about it."""
    from scheduler.coverage.acknowledgement import accept, acknowledge, release
    from scheduler.coverage.call_log import log_call
    from scheduler.coverage.gap_queries import show_gap
    from scheduler.coverage.read_models import gap_story_out
    from scheduler.coverage.snapshot import CoverageCache
    from scheduler.settings import settings

    with store_session(by) as at:
        if take_up:
            acknowledge(at.store, [number], at.who, at.now)
        if let_go:
            release(at.store, number, at.who, at.now)
        if called is not None:
            log_call(at.store, number, called, said, at.who, at.now)
        if reason is not None:
            accept(at.store, number, reason, _moment(until), at.who, at.now)
        seen = CoverageCache(at.store, settings().horizon_weeks).snapshot(at.now)
        story = show_gap(at.store, number, seen)
    if as_json:
        print_json(gap_story_out(story))
    else:
        _show_story(story, speech_of(lang))


def coverage(
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="First day; default the first of this month."),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="Last day; default the end of its month."),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option("--region", metavar="CODE", help="Only posts that serve this region."),
    ] = None,
    book: Annotated[
        str, typer.Option("--book", metavar="CODE", help="Only posts of this book.")
    ] = "",
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Count by month and post the minutes required, covered, and open by cause, with a hash."""
    from data.model.account import EVERYWHERE, Reach
    from data.tables.values import midnight
    from scheduler.coverage.gap_queries import prove_coverage
    from scheduler.coverage.read_models import proof_out
    from scheduler.reporting.stated_demand import days_said, demand_of, demand_said

    with store_session() as at:
        first = parse_date(start) if start else at.now.astimezone(ZONE).date().replace(day=1)
        last = parse_date(end) if end else _end_of_month(first)
        begin, until = midnight(first, ZONE), midnight(last + timedelta(days=1), ZONE)
        _refuse_order(begin, until)
        reach = Reach(frozenset({region})) if region else EVERYWHERE
        proof, known = prove_coverage(at.store, begin, until, at.now, reach, book)
        demands = demand_of(at.store, known.posts.values(), begin, until)
    names = {post.id: post.name for post in known.posts.values()}
    if as_json:
        print_json(proof_out(proof, names))
    else:
        speech = speech_of(lang)
        _show_proof(proof, names, speech)
        days = ((one.name, days_said(one, first, last, speech)) for one in known.posts.values())
        lines = [(name, said) for name, said in days if said]
        lines += [(names[one.post], demand_said(one, speech)) for one in demands]
        for name, said in lines:
            show(escape(f"{name}: {said}"))
    if not proof.is_whole:
        raise typer.Exit(1)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _moment(text: str | None) -> datetime | None:
    return parse_moment(text) if text else None


def _refuse_order(start: datetime, end: datetime) -> None:
    if end <= start:
        raise typer.BadParameter("the end is not after the start; correct --from or --to")


def _show_gaps(found: GapList, speech: Language) -> None:
    """A row for each gap."""
    from scheduler.coverage.words import count_words

    say, when = speech.gettext, speech.stretch(found.start, found.end, ZONE)
    if found.waiting:
        names = escape(", ".join(found.waiting))
        show(say("First roster yet to begin: {posts}.").format(posts=names), "yellow")
    if not found.rows:
        if not found.waiting:
            show(say("Every seat is validly filled: {when}").format(when=when), "green")
        return
    headings = say("Gap no."), say("Post"), say("When"), say("Why"), say("Severity"), say("State")
    show(table(headings, [_cells(row, found.names, speech) for row in found.rows]))
    show(f"{count_words(found.count, speech)}: {when}")


def _cells(row: GapRow, names: Mapping[str, str], speech: Language) -> list[str]:
    from scheduler.coverage.words import missing_words, severity_word, state_words, why

    interval = row.gap.interval
    reasons = [why(interval, names, speech), missing_words(interval, speech)]
    state = state_words(row, speech, ZONE)
    if row.offered_to:
        people = ", ".join(names.get(person, person) for person in row.offered_to)
        state = f"{state}, {speech.gettext('offered to {people}').format(people=people)}"
    return [
        str(row.gap.id or "–"),
        escape(row.post_name),
        speech.stretch(interval.start, interval.end, ZONE),
        escape("; ".join(part for part in reasons if part)),
        coloured(severity_word(row.severity, speech), _COLOURS[row.severity]),
        escape(state),
    ]


def _show_story(story: GapHistory, speech: Language) -> None:
    """One gap with its history."""
    from scheduler.coverage.words import filled_words

    number, post, when, reason, level, state = _cells(story.row, story.names, speech)
    if not story.row.gap.is_open and story.filled_by:
        state = escape(filled_words(story.filled_by, story.names, speech))
    show(f"{speech.gettext('Gap no.')} {number}: {post}, {when}")
    show(f"{reason}  {level}  {state}")
    for event in story.events:
        show(f"  {speech.moment(event.at, ZONE)}  {_event_words(event, story, speech)}")


def _event_words(event: GapEvent, story: GapHistory, speech: Language) -> str:
    from scheduler.coverage.words import cause_word, outcome_word

    say = speech.gettext
    word = {
        "opened": say("opened"),
        "moved": say("changed"),
        "closed": say("closed"),
        "reopened": say("opened again"),
        "acknowledged": say("taken up"),
        "released": say("let go"),
        "accepted": say("accepted"),
        "offered": say("offered"),
        "called": say("telephoned"),
        "told": say("notified"),
        "grown": say("grown since it was taken up"),
    }.get(event.what, event.what)
    facts = json.loads(event.facts)
    by = story.users.get(event.who, event.who)
    parts = [word] if event.who == "caco" else [word, escape(by)]
    if "start" in facts and "end" in facts:
        start, end = (datetime.fromisoformat(facts[name]) for name in ("start", "end"))
        parts.append(speech.stretch(start, end, ZONE))
    if "cause" in facts and event.what != "closed":
        parts.append(cause_word(Cause(facts["cause"]), speech))
    if skipped := facts.get("instead_of"):
        parts.append(say("nobody of level {level} can be reached").format(level=skipped))
    if "reason" in facts:
        parts.append(escape(facts["reason"]))
    if "outcome" in facts:
        person = story.rows.get(facts["person"], "")
        parts.append(escape(story.names.get(person, say("somebody who left"))))
        parts.append(outcome_word(CallOutcome(facts["outcome"]), speech))
    return ", ".join(parts)


def _show_proof(proof: CoverageProof, posts: Mapping[str, str], speech: Language) -> None:
    """A row for each month and post, and the hash."""
    from scheduler.coverage.words import cause_word
    from scheduler.reporting.statement import share_text

    say = speech.gettext
    no_record = say("no record yet {time}")
    seen = say("presence confirmed {confirmed} of {asked}")
    rows = []
    for month in proof.months:
        by_size = sorted(month.by_cause.items(), key=lambda pair: -pair[1])
        causes: tuple[str, ...] = tuple(
            f"{cause_word(cause, speech)} {speech.quantity(minutes, 'min')}"
            for cause, minutes in by_size
        )
        if month.unrecorded:
            causes = (*causes, no_record.format(time=speech.quantity(month.unrecorded, "min")))
        if month.asked:
            confirmed, asked = (
                speech.quantity(minutes, "min") for minutes in (month.confirmed, month.asked)
            )
            causes = (*causes, seen.format(confirmed=confirmed, asked=asked))
        share = share_text(month.valid, month.required, speech) if month.required else "–"
        rows.append(
            (
                f"{month.month:%Y-%m}",
                escape(posts.get(month.post, month.post)),
                speech.quantity(month.required, "min"),
                speech.quantity(month.named, "min"),
                speech.quantity(month.valid, "min"),
                coloured(share, "red" if month.missing else "green"),
                "\n".join(causes),
            )
        )
    numbers = say("Required"), say("On the roster"), say("Covered"), "%"
    headings = say("Month"), say("Post"), *numbers, say("Open, by cause")
    show(table(headings, rows, right=numbers))
    text = say("Counted from {rows} rows; SHA-256 {hash}")
    show(text.format(rows=proof.rows, hash=proof.hash), "dim")
