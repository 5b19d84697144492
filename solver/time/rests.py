"""The rests after the shifts of one person, in plain Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.time.rows import LegalShift

Stretch = tuple[int, int]  #: start and end, half open
_FOREVER = 1 << 50


class Rests:
    """What rest there is in periods that start with a shift.

    Parameters
    ----------
    shifts
        By start; after the last all is rest.
    """

    def __init__(self, shifts: Sequence[LegalShift]) -> None:
        self.shifts = shifts
        self._ends = [*(shift.start for shift in shifts[1:]), _FOREVER]

    def inside(self, place: int, period: int, least: int = 1) -> list[Stretch]:
        """The rests in a period from the shift at a place that are at least so long there."""
        until = self.shifts[place].start + period
        found = []
        for index in range(place, len(self.shifts)):
            start, end = self.shifts[index].end, min(self._ends[index], until)
            if start >= until:
                break
            if end - start >= least:
                found.append((start, end))
        return found

    def total(self, place: int, period: int, least: int) -> int:
        """The minutes of these rests together."""
        return sum(end - start for start, end in self.inside(place, period, least))
