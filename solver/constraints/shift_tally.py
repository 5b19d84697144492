"""How many shifts of a kind start in a window: night shifts, stand-bys.

A shift belongs to the window in which it starts; a window includes its first moment and excludes
its last.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from solver.constraints.window_limits import BlockSums, Packing, WindowLimit, strongest
from solver.cpsat.model import FALSE, TRUE, Literal, Term
from solver.timeline.rows import SHIFT_SEPARATOR, legal_shifts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from solver.constraints.person_model import PersonModel
    from solver.timeline.rows import LegalShift
    from solver.timeline.windows import Window


class ShiftTally:
    """The number of shifts of one kind that start in any window.

    Parameters
    ----------
    person
        Whose they are.
    concerns
        Whether a shift is of that kind.
    """

    def __init__(self, person: PersonModel, concerns: Callable[[LegalShift], bool]) -> None:
        self._person = person
        shifts = [c for c in person.shifts if concerns(c.shift)]
        fixed = (c.row for c in person.work if c.literal == TRUE)
        self._fixed_by_themselves = [
            s.start for s in legal_shifts(fixed, person.clock) if concerns(s)
        ]
        self._fixed = [c.shift.start for c in shifts if c.literal == TRUE]
        self._free = [c for c in shifts if abs(c.literal) != TRUE]
        self._starts = [c.shift.start for c in self._free]
        self._packing = Packing(
            ((c.shift.start, c.shift.end, 1) for c in self._free), SHIFT_SEPARATOR
        )
        self._sums = BlockSums(person.model, [(1, c.literal) for c in self._free], self._most_of)
        self._least_work = max(1, min((c.shift.work for c in self._free), default=1))

    @property
    def starts(self) -> list[int]:
        """Where the shifts start."""
        return sorted({*self._fixed, *self._starts})

    def fixed(self, start: int, end: int) -> int:
        """How many are fixed."""
        return bisect_left(self._fixed, end) - bisect_left(self._fixed, start)

    def fixed_by_themselves(self, start: int, end: int) -> int:
        """How many the fixed rows make by themselves, though candidates may lengthen them."""
        return bisect_left(self._fixed_by_themselves, end) - bisect_left(
            self._fixed_by_themselves, start
        )

    def most(self, start: int, end: int) -> int:
        """An upper bound on how many there are."""
        return self.fixed(start, end) + self._most_free(start, end)

    def _most_free(self, start: int, end: int) -> int:
        low, high = self._range(start, end)
        most = min(high - low, self._packing.most(start, end))
        cap = self._person.max_new_work
        return most if cap is None else min(most, cap // self._least_work)

    def _most_of(self, low: int, high: int) -> int:
        return self._most_free(self._starts[low], self._starts[high - 1] + 1)

    def _range(self, start: int, end: int) -> tuple[int, int]:
        return bisect_left(self._starts, start), bisect_left(self._starts, end)

    def terms(self, start: int, end: int) -> list[Term]:
        """How many of the free ones are chosen, as terms."""
        return self._sums.between(*self._range(start, end))

    def at_least(self, number: int, start: int, end: int) -> Literal:
        """A literal that holds if so many start in a window (it may hold otherwise)."""
        room = number - 1 - self.fixed(start, end)
        most = self._most_free(start, end)
        if room < 0 or most <= room:
            return TRUE if room < 0 else FALSE
        result = self._person.model.new_literal(f"at least {number}")
        terms = [*self.terms(start, end), (room - most, result)]
        self._person.model.add_at_most(terms, room)
        return result

    def covers(self, one: Window, other: Window) -> bool:
        """Whether the first window counts at least as many as the second, whatever is chosen."""
        outside = [(other[0], min(one[0], other[1])), (max(one[1], other[0]), other[1])]
        if any(low < high for low, high in (self._range(*stretch) for stretch in outside)):
            return False
        return self.fixed(*other) <= self.fixed(*one)

    def limit(self, windows: Iterable[tuple[Window, int]]) -> None:
        """At most so many start in each window; one that is over already is left alone."""
        bounds = []
        for window, number in sorted(windows):
            room = number - self.fixed(*window)
            if self.fixed_by_themselves(*window) <= number and 0 <= room < self._most_free(*window):
                bounds.append(WindowLimit(window, number, room))
        for bound in strongest(bounds, self._covers_free):
            self._person.model.add_at_most(self.terms(*bound.window), bound.room)

    def _covers_free(self, one: Window, other: Window) -> bool:
        low, high = self._range(*one)
        first, last = self._range(*other)
        return low <= first and last <= high
