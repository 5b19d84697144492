"""Rosters and seats on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from data.i18n.language import Language
from data.i18n.sign_off_words import signer_words
from data.model.roster import RosterHead, RosterStatus
from scheduler.planning.comparison import Seat
from scheduler.planning.rebase import StaleDraft, behind_text

_COLOURS = {
    RosterStatus.DRAFT: "yellow",
    RosterStatus.PUBLISHED: "green",
    RosterStatus.SUPERSEDED: "dim",
}


def print_table(table: Table) -> None:
    """Print it as wide as it needs to be."""
    Console(highlight=False, emoji=False).print(table)


def heads_table(
    heads: Sequence[RosterHead], since: Mapping[int, StaleDraft | None], speech: Language
) -> Table:
    """A row for each roster.

    Parameters
    ----------
    since
        By number: why a draft is not up to date.
    """
    say = speech.gettext
    table = Table(box=None, padding=(0, 2, 0, 0))
    headings = (
        say("Roster"),
        say("Period"),
        say("Status"),
        say("Version"),
        say("Made from"),
        say("Made by"),
        say("Signed by"),
    )
    for heading in headings:
        table.add_column(heading)
    words = {
        RosterStatus.DRAFT: say("draft"),
        RosterStatus.PUBLISHED: say("published"),
        RosterStatus.SUPERSEDED: say("superseded"),
    }
    for head in heads:
        colour = _COLOURS[head.status]
        why = since.get(head.id)
        weeks = say("{count} weeks").format(count=head.weeks)
        signed = (
            f"{signer_words(head, speech)}, {speech.moment(head.published_at, head.zone)}"
            if head.published_at
            else ""
        )
        table.add_row(
            str(head.id),
            f"{speech.long_date(head.first_date)}, {weeks}",
            f"[{colour}]{words[head.status]}{', ' + behind_text(why, speech) if why else ''}[/]",
            str(head.version or ""),
            str(head.based_on or ""),
            f"{head.maker}, {speech.moment(head.created_at, head.zone)}",
            signed,
        )
    return table


def seats_table(seats: Sequence[Seat], speech: Language) -> Table:
    """A row for each seat, with the signature that fills it."""
    say = speech.gettext
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (say("Post"), say("Who"), say("Shift"), say("Version"), say("Signed by")):
        table.add_column(heading)
    for seat in seats:
        holder = seat.holder or "[red]" + say("nobody") + "[/red]"
        table.add_row(
            seat.shift.post,
            holder + (" " + say("(doubles)") if seat.doubles else ""),
            speech.stretch(seat.shift.start, seat.shift.end, seat.by.zone),
            str(seat.by.version),
            f"{signer_words(seat.by, speech)}, {speech.moment(seat.by.published_at, seat.by.zone)}"
            if seat.by.published_at
            else "",
        )
    return table
