"""The rests of one person as the model sees them: long enough, or enough together.

A rest is claimed by a literal: a shift ends where it starts, and none is worked before it ends. At
most one claim holds per start and none holds where no shift ends, so no time is claimed twice. The
model may claim less rest than there is, never more.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from solver.constraints.intervals import interval_cliques
from solver.cpsat.model import FALSE, TRUE, Literal, Model
from solver.timeline.rows import SHIFT_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from solver.constraints.candidates import ShiftCandidate


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


def most_together(shifts: Iterable[ShiftCandidate], rest: int = SHIFT_SEPARATOR) -> int:
    """The greatest number of these shifts that one person can work with such rests between."""
    count, free_from = 0, None
    for shift in sorted((c.shift for c in shifts), key=lambda s: s.end):
        if free_from is None or shift.start >= free_from:
            count, free_from = count + 1, shift.end + rest
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


class Claim(NamedTuple):
    """A rest that is claimed: a shift ends at `start`, and none is worked before `end`."""

    start: int
    end: int
    literal: Literal


class RestModel:
    """Whether periods that start with a shift lack rest.

    Parameters
    ----------
    line
        The candidate shifts.
    rest
        The rest that one period must hold, in minutes.
    total, part
        The rest that another period must hold together, and the least part of it that counts.
    """

    def __init__(self, model: Model, line: ShiftLine, rest: int, total: int, part: int) -> None:
        self._model = model
        self._line = line
        self._rest, self._total, self._part = rest, total, part
        #: A part that needs only one more, of the least length. Longer is no better, up to `total`.
        self._enough = max(part, total - part)
        self._claims = [
            claim
            for start, before in sorted(line.ending.items())
            for claim in self._claims_from(start, before)
        ]
        self._starts = [claim.start for claim in self._claims]

    def lacks_rest(self, candidate: ShiftCandidate, period: int) -> Literal:
        """A literal that holds if a shift is worked and the period from its start lacks the rest.

        Like all literals of this class it may hold otherwise.
        """
        end = candidate.shift.start + period
        rests = [
            claim.literal
            for claim in self._from(candidate, end - self._rest)
            if claim.end - claim.start >= self._rest
        ]
        if not rests or TRUE in rests:
            return FALSE if rests else candidate.literal
        literal = self._model.new_literal("lacks a rest")
        self._model.add_clause([-candidate.literal, *rests, literal])
        return literal

    def lacks_total(self, candidate: ShiftCandidate, period: int) -> Literal:
        """A literal that holds if a shift is worked and the period from it lacks the total."""
        end = candidate.shift.start + period
        credits = [
            (self._credit(min(claim.end, end) - claim.start), claim.literal)
            for claim in self._from(candidate, end - self._part)
        ]
        need = self._total - sum(minutes for minutes, literal in credits if literal == TRUE)
        free = [(min(minutes, need), lit) for minutes, lit in credits if minutes and lit != TRUE]
        if need <= 0 or not free:
            return FALSE if need <= 0 else candidate.literal
        literal = self._model.new_literal("lacks rest in all")
        terms = [(-minutes, lit) for minutes, lit in free]
        self._model.add_at_most([(need, candidate.literal), (-need, literal), *terms], 0)
        return literal

    def _from(self, candidate: ShiftCandidate, last: int) -> list[Claim]:
        """The claims that start after a shift and at `last` at the latest."""
        low = bisect_left(self._starts, candidate.shift.end)
        return self._claims[low : bisect_right(self._starts, last)]

    def _credit(self, minutes: int) -> int:
        """What a rest counts for the total."""
        if minutes < self._part:
            return 0
        return self._total if minutes >= self._total else min(minutes, self._enough)

    def _claims_from(self, start: int, before: Sequence[ShiftCandidate]) -> list[Claim]:
        """Claims of all lengths that make a difference, after the shifts that end at a moment."""
        exact = self._line.starting(start + self._part, start + self._enough)
        lengths = (self._part, self._rest, self._enough, self._total)
        ends = sorted({start + length for length in lengths} | {c.shift.start for c in exact})
        slices: list[tuple[int, list[ShiftCandidate]]] = []
        begin = start
        for end in ends:
            touch = self._line.starting if slices else self._line.touching
            inside = touch(begin, end)
            if any(c.literal == TRUE for c in inside):
                break
            if slices and not inside:
                slices[-1] = (end, slices[-1][1])  # the longer claim costs nothing more
            else:
                slices.append((end, inside))
            begin = end
        if len(slices) == 1 and not slices[0][1] and any(c.literal == TRUE for c in before):
            return [Claim(start, slices[0][0], TRUE)]
        return self._write(start, before, slices)

    def _write(
        self,
        start: int,
        before: Sequence[ShiftCandidate],
        slices: Sequence[tuple[int, list[ShiftCandidate]]],
    ) -> list[Claim]:
        claims = [Claim(start, end, self._model.new_literal("rest")) for end, _ in slices]
        literals = [claim.literal for claim in claims]
        terms = [(1, literal) for literal in literals] + [(-1, c.literal) for c in before]
        self._model.add_at_most(terms, 0)
        for index, (_, inside) in enumerate(slices):
            if inside:
                keep_free(self._model, inside, literals[index:])
        return claims


def require_rest(model: Model, line: ShiftLine, rest: int, period: int) -> bool:
    """Each period that starts with a shift (no stand-by) holds one rest.

    Returns
    -------
    bool
        False, and nothing is written, if what is fixed cannot do so.
    """
    ends = sorted(line.ending)
    free = _free_after(model, line, ends, rest)
    periods = []
    for candidate in line.shifts:
        shift = candidate.shift
        low = bisect_left(ends, shift.end)
        high = bisect_right(ends, shift.start + period - rest)
        if not shift.is_standby:
            periods.append((candidate.literal, free[low:high]))
    if any(all(literal == FALSE for literal in [-worked, *rests]) for worked, rests in periods):
        return False
    for worked, rests in periods:
        model.add_at_least([*((1, literal) for literal in rests), (-1, worked)], 0)
    return True


def _free_after(model: Model, line: ShiftLine, ends: Sequence[int], rest: int) -> list[Literal]:
    """Per end of a shift: a literal that holds only if the rest after it is free.

    Rests that are needed follow shifts that are worked, and so do not overlap: each largest set of
    rests and shifts that share a moment holds at most one, which is stronger than pairs.
    """
    free: list[Literal] = []
    for end in ends:
        touching = line.touching(end, end + rest)
        if any(c.literal == TRUE for c in touching):
            free.append(FALSE)
        else:
            free.append(model.new_literal("rest") if touching else TRUE)
    intervals = [
        (end, end + rest, literal)
        for end, literal in zip(ends, free, strict=True)
        if literal not in (TRUE, FALSE)
    ]
    intervals += [(c.shift.start, c.shift.end, c.literal) for c in line.shifts]
    for clique in interval_cliques(intervals):
        model.add_at_most_one(clique)
    return free
