"""Tells the history of a gap what was offered, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.gap import GapState
from data.store import gaps
from data.store.rosters import person_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.shift_offer import ShiftOffer

_OPEN = (GapState.OPEN, GapState.ACKNOWLEDGED, GapState.ACCEPTED)


def note_offer(connection: Connection, made: Sequence[ShiftOffer], who: str, now: datetime) -> None:
    """Add a line for each offer, as it is now, to the open gaps of its shift."""
    numbers = person_numbers(connection)
    slots: dict[str, list[int]] = {}
    for gap in gaps.read_gaps(connection, _OPEN):
        slots.setdefault(gap.hole.slot, []).append(gap.id)
    for offer in made:
        facts = {
            "offer": offer.id,
            "person": numbers[offer.person],
            "status": offer.status.value,
        }
        for number in slots.get(offer.shift, ()):
            gaps.add_event(connection, number, now, "offered", who, facts)
