"""Series of shifts as the model counts them: how many, and whether they hold this or that.

The candidate shifts of a person stand in a row by start. Along it run a counter and, per mark, a
literal "the series so far holds one": they pass from start to start, and fall back to nothing only
where a literal claims a rest that ends the series. All of it is one way: counters and marks may say
more than is worked, never less.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.candidates import ShiftCandidate
from solver.constraints.rest_model import ShiftLine, free_literal, most_together
from solver.cpsat.model import FALSE, TRUE, Literal, Model, Term
from solver.timeline.rows import LegalShift

if TYPE_CHECKING:
    from collections.abc import Iterator


Mark = Callable[[LegalShift], bool]  #: whether a shift has some property
RestEnd = Callable[[int], int]  #: until when a rest from this moment must last to end a series


@dataclass(frozen=True, slots=True)
class SeriesStep:
    """The candidate shifts that start at one moment, of which at most one is worked.

    Parameters
    ----------
    resets
        Literals that claim a rest, between the start before this one and this one, that ends a
        series.
    parted
        Such a rest may be over when these shifts start.
    preexisting
        One of them is fixed, in a series that is too long by fixed shifts alone.
    first_preexisting
        None of that series comes before.
    """

    shifts: tuple[ShiftCandidate, ...]
    resets: tuple[Literal, ...]
    parted: bool
    preexisting: bool
    first_preexisting: bool

    def terms(self, mark: Mark | None = None) -> list[Term]:
        """The number of its shifts that are worked, of those with a mark."""
        return [(1, c.literal) for c in self.shifts if mark is None or mark(c.shift)]


def possible_series(
    shifts: Sequence[ShiftCandidate], rest_end: RestEnd
) -> Iterator[list[ShiftCandidate]]:
    """Stretches of candidate shifts, by start, between which a rest surely ends a series."""
    stretch: list[ShiftCandidate] = []
    last = 0
    for candidate in shifts:
        if candidate.literal == FALSE:
            continue
        if stretch and candidate.shift.start >= rest_end(last):
            yield stretch
            stretch = []
        last = max(last, candidate.shift.end) if stretch else candidate.shift.end
        stretch.append(candidate)
    if stretch:
        yield stretch


def steps_of(
    model: Model,
    stretch: Sequence[ShiftCandidate],
    rest_end: RestEnd,
    is_preexisting: Callable[[ShiftCandidate], bool],
) -> list[SeriesStep]:
    """The starts of a stretch, with the rests that end a series before each.

    Parameters
    ----------
    is_preexisting
        Whether a shift is fixed, in a series that fixed shifts alone make too long.
    """
    line = ShiftLine(stretch)
    by_start: dict[int, list[ShiftCandidate]] = {}
    for candidate in stretch:
        by_start.setdefault(candidate.shift.start, []).append(candidate)
    starts = sorted(by_start)
    resets: dict[int, list[tuple[int, Literal]]] = {}
    for end in sorted(line.ending):
        place = bisect_left(starts, end)
        if place < len(starts):
            until = rest_end(end)
            claim = free_literal(model, line.touching(end, until))
            resets.setdefault(starts[place], []).append((until, claim))
    steps, last_preexisting = [], None
    for start in starts:
        preexisting = [c for c in by_start[start] if is_preexisting(c)]
        steps.append(
            SeriesStep(
                tuple(by_start[start]),
                tuple(literal for _, literal in resets.get(start, ()) if literal != FALSE),
                any(until <= start for until, _ in resets.get(start, ())),
                bool(preexisting),
                last_preexisting is None or rest_end(last_preexisting) <= start,
            )
        )
        last_preexisting = max((c.shift.end for c in preexisting), default=last_preexisting)
    return steps


@dataclass
class SeriesCount:
    """The series up to a step.

    Attributes
    ----------
    limit
        Longest series that may hold all marks; where it lacks one the count stops there.
    count
        The number of shifts in it, as a term.
    marks
        Per mark: a literal that holds if the series holds such a shift.
    """

    model: Model
    limit: int
    tests: Sequence[Mark]
    count: Term
    marks: list[Literal]

    @classmethod
    def before(cls, model: Model, limit: int, tests: Sequence[Mark]) -> SeriesCount:
        """No series yet."""
        return cls(model, limit, tests, (0, TRUE), [FALSE] * len(tests))

    def fill(self, step: SeriesStep) -> None:
        """Go on to a step of a series that is too long by itself: nothing may be added to it."""
        if step.first_preexisting and self.count[1] != TRUE:
            self.model.add_at_most([self.count, *((-self.limit, r) for r in step.resets)], 0)
        self.count, self.marks = (self.limit, TRUE), [TRUE] * len(self.tests)

    def pass_on(self, step: SeriesStep) -> None:
        """Go on to the next step."""
        resets = step.resets
        if TRUE in resets:
            self.count, self.marks, resets = (0, TRUE), [FALSE] * len(self.tests), ()
        self.marks = [
            self._passed_mark(mark, resets, step.terms(test))
            for mark, test in zip(self.marks, self.tests, strict=True)
        ]
        before = self.count[0] if self.count[1] == TRUE else None
        if before is not None and not resets and all(c.literal == TRUE for c in step.shifts):
            self.count = (min(self.limit, before + len(step.shifts)), TRUE)
        else:
            self.count = (1, self._passed_count(step, resets))

    def _passed_mark(
        self, mark: Literal, resets: Sequence[Literal], marked: Sequence[Term]
    ) -> Literal:
        """The mark after a step: it was there and no rest ended the series, or it is new."""
        kept = self.model.all_of([mark, *(-reset for reset in resets)], "mark")
        return self.model.any_of([kept, *(literal for _, literal in marked)], "mark")

    def _passed_count(self, step: SeriesStep, resets: Sequence[Literal]) -> int:
        """The count after a step, as an integer variable."""
        model, limit = self.model, self.limit
        count = model.new_integer(0, limit, "series")
        worked = [(-1, literal) for _, literal in step.terms()]
        if step.parted:
            model.add_at_least([(1, count), *worked], 0)
        terms = [(1, count), (-self.count[0], self.count[1]), *worked]
        terms += [(limit, reset) for reset in resets]
        if not all(mark == TRUE for mark in self.marks):
            full = model.new_literal("full")
            model.add_at_least([(1, count), (-limit, full)], 0)
            model.add_at_most([(1, full), *((1, m) for m in self.marks)], len(self.marks))
            terms.append((1, full))
        model.add_at_least(terms, 0)
        return count


def limit_series(
    model: Model, steps: Sequence[SeriesStep], limit: int, tests: Sequence[Mark]
) -> None:
    """No series that holds all marks is longer than the limit."""
    shifts = [c for step in steps for c in step.shifts]
    for test in tests:
        if not any(test(c.shift) for c in shifts):
            return
    if most_together(shifts) <= limit or all(c.literal == TRUE for c in shifts):
        return
    count = SeriesCount.before(model, limit, tests)
    for step in steps:
        if step.preexisting:
            count.fill(step)
        else:
            count.pass_on(step)
