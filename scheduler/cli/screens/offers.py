"""Shifts that were offered, on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from data.i18n.language import Language
from data.model.request import OfferStatus, ShiftOffer
from data.store import rosters
from data.store.opening import Store
from data.tables.period import ZONE

_COLOURS = {OfferStatus.OPEN: "yellow", OfferStatus.ACCEPTED: "green"}


def show_offers(store: Store, found: Sequence[ShiftOffer], speech: Language) -> None:
    """A row for each offer."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    if not found:
        console.print(say("Nothing is offered."))
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    headings = (say("Offer"), say("Shift"), say("To"), say("By"), say("Until"), say("Status"))
    for heading in headings:
        table.add_column(heading)
    with store.reading() as connection:
        shifts = {one.shift: rosters.shift_as_signed(connection, one.shift) for one in found}
    for one in found:
        shift = shifts[one.shift]
        when = f" {speech.stretch(shift.start, shift.end, ZONE)}" if shift else ""
        colour = _COLOURS.get(one.status, "dim")
        table.add_row(
            str(one.id),
            f"{one.post}{when}" if shift else one.shift,
            one.person,
            one.offered_by,
            speech.moment(one.expires_at, ZONE),
            f"[{colour}]{status_word(one.status, speech)}[/{colour}]",
        )
    console.print(table)


def status_word(status: OfferStatus, speech: Language) -> str:
    """A status in a word or two."""
    say = speech.gettext
    return {
        OfferStatus.OPEN: say("waits for an answer"),
        OfferStatus.ACCEPTED: say("accepted"),
        OfferStatus.DECLINED: say("declined"),
        OfferStatus.TOO_LATE: say("too late"),
        OfferStatus.IMPOSSIBLE: say("no longer possible"),
        OfferStatus.EXPIRED: say("expired"),
        OfferStatus.WITHDRAWN: say("withdrawn"),
    }[status]
