"""Gaps and coverage on the screen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from data.i18n.language import Language
from data.model.gap import Cause, GapEvent, Severity
from data.tables.period import ZONE
from scheduler.coverage.gap_queries import GapList, GapStory
from scheduler.coverage.proof import CoverageProof
from scheduler.coverage.status import GapRow
from scheduler.coverage.words import (
    cause_word,
    count_words,
    filled_words,
    missing_words,
    severity_word,
    state_words,
    why,
)
from scheduler.reporting.statement import share_text

_COLOURS = {
    Severity.LOW: "dim",
    Severity.MEDIUM: "yellow",
    Severity.HIGH: "red",
    Severity.CRITICAL: "bold white on red",
}


def show_gaps(found: GapList, speech: Language) -> None:
    """A row for each gap."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    when = speech.stretch(found.start, found.end, ZONE)
    if not found.rows:
        console.print("[green]" + say("Every seat is validly filled: {when}").format(when=when))
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    headings = (say("Gap no."), say("Post"), say("When"), say("Why"), say("Severity"), say("State"))
    for heading in headings:
        table.add_column(heading)
    for row in found.rows:
        table.add_row(*_cells(row, found.names, speech))
    console.print(table)
    console.print(f"{count_words(found.count, speech)}: {when}")


def _cells(row: GapRow, names: Mapping[str, str], speech: Language) -> list[str]:
    hole, colour = row.gap.hole, _COLOURS[row.severity]
    told = [why(hole, names, speech), missing_words(hole, speech)]
    return [
        str(row.gap.id or "–"),
        escape(row.post_name),
        speech.stretch(hole.start, hole.end, ZONE),
        escape("; ".join(part for part in told if part)),
        f"[{colour}]{severity_word(row.severity, speech)}[/{colour}]",
        escape(_state(row, names, speech)),
    ]


def _state(row: GapRow, names: Mapping[str, str], speech: Language) -> str:
    state = state_words(row, speech, ZONE)
    if not row.offered_to:
        return state
    asked = ", ".join(names.get(person, person) for person in row.offered_to)
    return f"{state}, {speech.gettext('offered to {people}').format(people=asked)}"


def show_story(story: GapStory, speech: Language) -> None:
    """One gap with its history."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    number, post, when, reason, level, state = _cells(story.row, story.names, speech)
    if not story.row.gap.is_open and story.filled_by:
        state = escape(filled_words(story.filled_by, story.names, speech))
    console.print(f"{say('Gap no.')} {number}: {post}, {when}")
    console.print(f"{reason}  {level}  {state}")
    for event in story.events:
        at = speech.moment(event.at, ZONE)
        console.print(f"  {at}  {_event_words(event, story.users, speech)}")


def _event_words(event: GapEvent, users: Mapping[str, str], speech: Language) -> str:
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
        "told": say("told"),
        "grown": say("grown since it was taken up"),
    }.get(event.what, event.what)
    facts = json.loads(event.facts)
    by = users.get(event.who, event.who)
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
    return ", ".join(parts)


def show_proof(proof: CoverageProof, posts: Mapping[str, str], speech: Language) -> None:
    """A row for each month and post, and the hash."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (say("Month"), say("Post")):
        table.add_column(heading)
    for heading in (say("Required"), say("On the roster"), say("Covered"), "%"):
        table.add_column(heading, justify="right")
    table.add_column(say("Open, by cause"))
    for month in proof.months:
        causes = "\n".join(
            f"{cause_word(cause, speech)} {speech.quantity(minutes, 'min')}"
            for cause, minutes in sorted(month.by_cause.items(), key=lambda pair: -pair[1])
        )
        colour = "green" if month.missing == 0 else "red"
        table.add_row(
            f"{month.month:%Y-%m}",
            escape(posts.get(month.post, month.post)),
            speech.quantity(month.required, "min"),
            speech.quantity(month.named, "min"),
            speech.quantity(month.valid, "min"),
            f"[{colour}]{share_text(month.valid, month.required, speech)}[/{colour}]",
            causes,
        )
    console.print(table)
    text = say("Counted from {rows} rows; SHA-256 {hash}")
    console.print(f"[dim]{text.format(rows=proof.rows, hash=proof.hash)}[/dim]", soft_wrap=True)
