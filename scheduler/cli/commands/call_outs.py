"""``caco call-outs``: the minutes of call-outs against their norms, and what went well."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, parse_date, speech_of
from scheduler.cli.output import escape, plain, print_json, show, table
from scheduler.cli.session import store_session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from data.i18n.language import Language
    from scheduler.reporting.call_outs import CallOutReport, NormRow


def call_outs(
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="First day; default the first of this year."),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last day; default today.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show minutes of call-outs against their norms by month, with and without a valid CaCo."""
    from scheduler.reporting.call_outs import report

    with store_session() as at:
        today = at.now.astimezone(ZONE).date()
        first = parse_date(start) if start else date(today.year, 1, 1)
        last = parse_date(end) if end else today
        if last < first:
            raise typer.BadParameter("the end is not after the start; correct --from or --to")
        found = report(at.store, first, last, at.now)
    if as_json:
        print_json(facts(found))
    else:
        _show(found, speech_of(lang))


def facts(found: CallOutReport) -> Any:  # noqa: ANN401 - JSON
    """All of it for programs; of the people of a call-out only how many there were."""
    said = plain(found)
    said["call_outs"] = [
        {
            "id": one.call_out.id,
            "label": one.call_out.label,
            "alert_at": one.call_out.alert_at.isoformat(),
            "exercise": one.call_out.is_exercise,
            "grip": one.call_out.grip,
            "called": len(one.call_out.people),
            "came": sum(person.came for person in one.call_out.people),
            "valid_caco": one.desk.is_valid,
        }
        for one in found.call_outs
    ]
    return said


def _show(found: CallOutReport, speech: Language) -> None:
    from scheduler.reporting.call_out_words import notes

    say = speech.gettext
    days = f"{speech.long_date(found.first)} – {speech.long_date(found.last)}"
    show(f"[bold]{say('Call-outs')}[/bold] {days}\n")
    show(_call_outs(found, speech))
    if found.months:
        show(_norms(found.months, say("Month"), found, speech))
        show(_norms(found.posts, say("Post"), found, speech))
    if found.exercises:
        show(_norms(found.exercises, say("Exercises"), found, speech))
    if found.gaps:
        show(_gaps(found, speech))
    for line in notes(speech):
        show(escape(line))


def _call_outs(found: CallOutReport, speech: Language) -> Table:
    from scheduler.reporting.call_out_words import desk_words

    say = speech.gettext
    rows = [
        (
            speech.moment(one.call_out.alert_at, ZONE),
            escape(one.call_out.label),
            say("exercise") if one.call_out.is_exercise else "",
            f"{sum(p.came for p in one.call_out.people)}/{len(one.call_out.people)}",
            desk_words(one.desk, speech),
        )
        for one in found.call_outs
    ]
    head = (say("Alert"), say("Incident"), "", say("Came"), say("In charge of the control room"))
    return table(head, rows, right=[say("Came")])


def _norms(rows: Iterable[NormRow], first: str, found: CallOutReport, speech: Language) -> Table:
    from scheduler.reporting.call_out_words import norm_words, share_words, source_words

    say = speech.gettext
    numbers = (say("Met"), say("With a valid CaCo"), say("Without"), say("Not known"))
    took = say("Median (min)"), say("Worst (min)"), say("Not timed")
    lines = []
    for row in rows:
        name = found.names.get(row.post, "") or (
            say("In all") if row.month is None else speech.month(row.month)
        )
        counts = (row.everything, row.with_caco, row.without_caco, row.unknown)
        minutes = (row.everything.median, row.everything.worst)
        lines.append(
            (
                escape(name),
                norm_words(row.norm, speech),
                source_words(row.norm, speech),
                *(share_words(one, speech) for one in counts),
                *("–" if one is None else speech.number(one, 1) for one in minutes),
                str(row.everything.untimed),
            )
        )
    head = (first, say("Norm"), say("Source"), *numbers, *took)
    return table(head, lines, right=[*numbers, *took])


def _gaps(found: CallOutReport, speech: Language) -> Table:
    say = speech.gettext
    numbers = (
        say("Filled in time"),
        say("Filled late"),
        say("Not filled"),
        say("Hours from found to filled (median)"),
        say("Parts of duties taken over"),
    )
    rows = [
        (
            say("In all") if one.month is None else speech.month(one.month),
            str(one.in_time),
            str(one.late),
            str(one.not_filled),
            "–" if one.median_hours is None else speech.number(one.median_hours, 1),
            str(one.taken_over),
        )
        for one in found.gaps
    ]
    return table((say("Gaps that began in"), *numbers), rows, right=numbers)
