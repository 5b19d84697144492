"""The duties in which the clock changes: shown longer or shorter than they really are. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.shift import Shift

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from data.model.duty import Assignment


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A shift whose hours by the clock are not its real ones.

    Parameters
    ----------
    shown
        Its length as the clock shows it.
    real
        As it elapses; this is what the rules and the hours count.
    holders
        Ids of those who are on it.
    """

    shift: Shift
    shown: timedelta
    real: timedelta
    holders: tuple[str, ...]


def clock_changes(
    shifts: Iterable[Shift], assignments: Iterable[Assignment], zone: ZoneInfo
) -> tuple[ClockChange, ...]:
    """Those of a roster, by start."""
    holders: dict[str, list[str]] = {}
    for one in assignments:
        holders.setdefault(one.shift, []).append(one.person)
    found = []
    for shift in sorted(shifts, key=lambda shift: (shift.start, shift.post)):
        first, last = (at.astimezone(zone).replace(tzinfo=None) for at in (shift.start, shift.end))
        shown, real = last - first, shift.end - shift.start
        if shown != real:
            found.append(ClockChange(shift, shown, real, tuple(holders.get(shift.id, ()))))
    return tuple(found)
