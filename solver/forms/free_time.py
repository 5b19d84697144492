"""Free time as literals: "no shift between this moment and that"."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from solver.forms.model import FALSE, TRUE, Literal, Model
from solver.time.rows import SHIFT_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from solver.forms.person_model import ShiftCandidate


class ShiftLine:
    """The candidate shifts of a person that can be worked, by start."""

    def __init__(self, shifts: Iterable[ShiftCandidate]) -> None:
        possible = [c for c in shifts if c.literal != FALSE]
        self.shifts = sorted(possible, key=lambda c: (c.shift.start, c.shift.end))
        self.starts = [c.shift.start for c in self.shifts]
        self.ending: dict[int, list[ShiftCandidate]] = {}
        for candidate in self.shifts:
            self.ending.setdefault(candidate.shift.end, []).append(candidate)
        self._longest = max((c.shift.end - c.shift.start for c in self.shifts), default=0)

    def starting(self, start: int, end: int) -> list[ShiftCandidate]:
        """The shifts that start in ``[start, end)``."""
        return self.shifts[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def touching(self, start: int, end: int) -> list[ShiftCandidate]:
        """The shifts that share a moment with ``[start, end)``."""
        near = self.starting(start - self._longest, end)
        return [c for c in near if c.shift.end > start]


def most_together(shifts: Iterable[ShiftCandidate]) -> int:
    """The greatest number of these shifts that one person can work."""
    count, free_from = 0, None
    for shift in sorted((c.shift for c in shifts), key=lambda s: s.end):
        if free_from is None or shift.start >= free_from:
            count, free_from = count + 1, shift.end + SHIFT_SEPARATOR
    return count


def keep_free(model: Model, shifts: Sequence[ShiftCandidate], claims: Sequence[Literal]) -> None:
    """While one of the claims holds, of which one can, none of the shifts is worked."""
    most = most_together(shifts)
    terms = [(1, c.literal) for c in shifts] + [(most, literal) for literal in claims]
    model.add_at_most(terms, most)


def free_literal(model: Model, shifts: Sequence[ShiftCandidate]) -> Literal:
    """A literal that holds only if none of the shifts is worked (it need not hold then)."""
    if any(c.literal == TRUE for c in shifts):
        return FALSE
    if not shifts:
        return TRUE
    literal = model.new_literal("free")
    keep_free(model, shifts, [literal])
    return literal
