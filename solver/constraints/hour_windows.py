"""Hours in sliding windows, as the `constrain` half of the averages writes them.

The twin of `solver.timeline.windows`. The windows are many and the hours in each are a long sum, so
three things keep the model small: a window that cannot hold more than its limit is not written;
nor is one that another implies; and long sums are made of blocks, which all averages of a person
share.
`solver.rules.average` shows the use.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from solver.constraints.window_limits import BlockSums, Packing, WindowLimit, strongest
from solver.cpsat.model import TRUE
from solver.timeline.rows import SHIFT_SEPARATOR
from solver.timeline.windows import (
    Counts,
    HoursWorked,
    Window,
    edges,
    ordinary,
    whole_weeks,
    windows_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from solver.constraints.candidates import PersonCandidates, RowCandidate
    from solver.cpsat.model import Literal, Term
    from solver.timeline.rows import Row

Limit = Callable[[int, int], int | None]  #: limit of a window in minutes; None: not in force
Covers = Callable[[Window, Window], bool]


def always(one: Window, other: Window) -> bool:
    """Nothing but hours is counted."""
    return True


class HourWindows:
    """Minutes of work and absence of one person in any window.

    Parameters
    ----------
    person
        Their rows; those that are fixed are constants.
    counts
        Which rows count.
    """

    def __init__(self, person: PersonCandidates, counts: Counts = ordinary) -> None:
        self._person = person
        self._fixed = HoursWorked((c.row for c in person.rows if c.literal == TRUE), counts)
        free = [c for c in person.work if abs(c.literal) != TRUE and counts(c.row)]
        self.free: list[RowCandidate] = sorted(free, key=lambda c: (c.row.start, c.row.end))
        self._starts = [c.row.start for c in self.free]
        self._longest = max((c.row.end - c.row.start for c in self.free), default=0)
        self._packing = _packing(person, self.free)
        self._sums = BlockSums(
            person.model, [(c.row.work, c.literal) for c in self.free], self._most_of
        )
        self._weeks = _WeekCaps(person, self._packing) if counts is ordinary else None

    def windows(self, weeks: int, fixed: Iterable[int] = ()) -> dict[Window, set[Literal]]:
        """The judged windows inside the data that start or end where a row does.

        Each comes with the literals of the rows that put it there; `TRUE` for fixed rows and for
        the places in `fixed`.
        """
        found: dict[Window, set[Literal]] = {}
        places = [(place, TRUE) for place in {*fixed, *edges(self._fixed.rows)}]
        places += [(edge, c.literal) for c in self.free for edge in (c.row.start, c.row.end)]
        for place, literal in places:
            for window in windows_at(self._person.about, weeks, place):
                found.setdefault(window, set()).add(literal)
        return found

    def fixed(self, start: int, end: int) -> int:
        """Minutes that are fixed."""
        return self._fixed.minutes(start, end)

    def most(self, start: int, end: int) -> int:
        """An upper bound on the minutes: what is fixed, and the most that fits beside it."""
        return self.fixed(start, end) + self._most_free(start, end)

    def _most_free(self, start: int, end: int) -> int:
        bounds = [self._packing.most(start, end)]
        if self._person.max_new_work is not None:
            bounds.append(self._person.max_new_work)
        if self._weeks is not None and bounds[0]:
            bounds.append(self._weeks.most(start, end))
        return min(bounds)

    def _touching(self, start: int, end: int) -> Iterator[RowCandidate]:
        low = bisect_left(self._starts, start - self._longest + 1)
        for candidate in self.free[low : bisect_left(self._starts, end)]:
            if candidate.row.end > start:
                yield candidate

    def binding(
        self, windows: Mapping[Window, set[Literal]], limit: Limit, also: Covers = always
    ) -> list[Binding]:
        """The windows worth writing, by start, each with the literals that bring it about.

        Left out are those that hold nothing free or cannot exceed their limit, and those that
        another one implies: one with all their free work and no more room beside what is fixed.

        Parameters
        ----------
        limit
            Of a window. None also where the fixed part alone breaks the rule: such a window is
            left alone, and must not stand in for others.
        also
            Where a rule counts more than hours: whether the first window counts at least as much
            of that as the second, whatever is chosen.
        """
        always_there, sometimes = [], []
        for window, literals in sorted(windows.items()):
            minutes = limit(*window)
            if minutes is None:
                continue
            room = minutes - self.fixed(*window)
            if self._most_free(*window) <= max(0, room):
                continue
            bound = WindowLimit(window, minutes, room)
            if TRUE in literals or self._is_never_worst(window):
                always_there.append(bound)
            else:
                sometimes.append(Binding(bound, tuple(sorted(literals))))
        kept = strongest(
            always_there, lambda one, other: also(one, other) and self._covers(one, other)
        )
        return sorted([*(Binding(bound, (TRUE,)) for bound in kept), *sometimes])

    def _is_never_worst(self, window: Window) -> bool:
        """Whether, if nothing starts or ends at its edges, a window near it is at least as bad.

        So it is unless it cuts rows on both sides of which one has breaks or is an absence.
        """
        sides = [self._cut(moment) for moment in window]
        return not all(sides) or all(
            row.is_worked and row.work == row.end - row.start for side in sides for row in side
        )

    def _cut(self, moment: int) -> list[Row]:
        free = (c.row for c in self._touching(moment, moment + 1) if c.row.start < moment)
        return [*self._fixed.cut(moment), *free]

    def _covers(self, one: Window, other: Window) -> bool:
        """Whether the first window holds at least as much of all free work as the second."""
        outside = [(other[0], min(one[0], other[1])), (max(one[1], other[0]), other[1])]
        return not any(
            c.row.work_in(*other) > c.row.work_in(*one)
            for stretch in outside
            for c in self._touching(*stretch)
        )

    def add_at_most(self, window: Window, limit: int, condition: Literal = TRUE) -> None:
        """At most `limit` minutes in a window, if `condition` holds."""
        terms, room = self.terms(*window), limit - self.fixed(*window)
        if condition != TRUE:
            most = self._most_free(*window)
            terms, room = [*terms, (max(0, most - room), condition)], most
        self._person.model.add_at_most(terms, room)

    def terms(self, start: int, end: int) -> list[Term]:
        """The minutes of free work in a window, as terms."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        terms = self._sums.between(low, high)
        for candidate in self._touching(start, end):
            counted = candidate.row.work if candidate.row.start >= start else 0
            if missing := candidate.row.work_in(start, end) - counted:
                terms.append((missing, candidate.literal))
        return terms

    def _most_of(self, low: int, high: int) -> int:
        """A bound on the work of the free rows with index in a range."""
        return self._most_free(self._starts[low], self._starts[high - 1] + 1)


class Binding(NamedTuple):
    """A bound, and the rows that bring its window about (`TRUE`: it is always there)."""

    bound: WindowLimit
    literals: tuple[Literal, ...]


class _WeekCaps:
    """What fits where each calendar week has a cap of its own."""

    def __init__(self, person: PersonCandidates, packing: Packing) -> None:
        self._packing = packing
        self._mondays = list(whole_weeks(person.about))
        ends = [*self._mondays[1:], person.about.span.data_end]
        fits = [packing.most(*week) for week in zip(self._mondays, ends, strict=True)]
        caps = [person.week_caps.get(monday, sys.maxsize) for monday in self._mondays]
        self._fits = [min(pair) for pair in zip(fits, caps, strict=True)]
        self._before = [0, *accumulate(self._fits)]

    def most(self, start: int, end: int) -> int:
        """A bound on the free work in ``[start, end)``: whole weeks, and a part at either end."""
        first = bisect_left(self._mondays, start)
        last = bisect_right(self._mondays, end) - 1
        if last < first:
            return self._packing.most(start, end)
        head = min(self._packing.most(start, self._mondays[first]), self._cap(first - 1))
        tail = min(self._packing.most(self._mondays[last], end), self._cap(last))
        return head + self._before[last] - self._before[first] + tail

    def _cap(self, index: int) -> int:
        return self._fits[index] if 0 <= index < len(self._fits) else sys.maxsize


def _packing(person: PersonCandidates, free: Sequence[RowCandidate]) -> Packing:
    """What fits: whole shifts with the rest between them, or rows where there are no shifts."""
    if not person.shifts:
        return Packing([(c.row.start, c.row.end, c.row.work) for c in free], 0)
    counted = {c.row for c in free}
    items = [
        (c.shift.start, c.shift.end, sum(row.work for row in c.shift.rows if row in counted))
        for c in person.shifts
    ]
    return Packing(items, SHIFT_SEPARATOR)
