"""Hours in sliding windows, as the `check` half of the averages sees them.

"At most 48 hours a week in every 16 weeks" is judged on every window that starts or ends where a
duty or an absence starts or ends, and on whole weeks from Monday. From other moments a window can
hold more by a break at most, where it cuts one duty at either end: then no pattern of exactly 48
hours every week would pass. `solver.constraints.hour_windows` is the twin for the `constrain` half.

A window of weeks runs to the same clock time. Hours are those of work and of absence (ATW 5:2); the
breaks of a duty that the window cuts lie outside it, and an absence is spread evenly over its row.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.timeline.clock import DAY, WEEK
from solver.timeline.rows import Row, merge_overlapping

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from data.model.result import Violation
    from solver.timeline.context import PersonContext

Window = tuple[int, int]  #: start and end, half open
Counts = Callable[[Row], bool]  #: whether the hours of a row count

ONLY_SLIDING = "On a sliding window only; no window of whole weeks from Monday is over the limit."


def ordinary(row: Row) -> bool:
    """Whether a row's hours count for ATW 5:7: work that is no stand-by (ATB 4.8), or absence.

    Work on a call counts: ATW 5:9(8) and (9) set it apart from rest and nights, not from hours.
    """
    return row.kind is DutyKind.ABSENCE or (row.is_worked and not row.standby)


def all_hours(row: Row) -> bool:
    """Whether a row's hours count where stand-by does too (ATB 4.8:1(3)b)."""
    return row.kind is DutyKind.ABSENCE or row.is_worked


class HoursWorked:
    """The hours of one person's rows in any window.

    Parameters
    ----------
    rows
        Of one person; overlapping work is taken as one row.
    counts
        Which of them count.
    """

    def __init__(self, rows: Iterable[Row], counts: Counts = ordinary) -> None:
        counted = [row for row in rows if counts(row)]
        self.work = merge_overlapping(row for row in counted if row.is_worked)
        self.absences = [row for row in counted if not row.is_worked]
        self._starts = [row.start for row in self.work]
        self._ends = [row.end for row in self.work]
        self._sums = [0, *accumulate(row.work for row in self.work)]

    @property
    def rows(self) -> list[Row]:
        """The rows that count, overlapping work as one."""
        return [*self.work, *self.absences]

    def minutes(self, start: int, end: int) -> int:
        """Minutes of work and absence in ``[start, end)``, a broken one rounded up."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        if first >= last:
            return self._absent(start, end)
        work = self._sums[last] - self._sums[first]
        for index in {first, last - 1}:  # all others lie wholly inside
            row = self.work[index]
            if row.start < start or end < row.end:
                work += row.work_in(start, end) - row.work
        return work + self._absent(start, end)

    def cut(self, moment: int) -> list[Row]:
        """The rows that a window cuts which starts or ends at a moment."""
        index = bisect_right(self._ends, moment)
        near = [*self.work[index : index + 1], *self.absences]
        return [row for row in near if row.start < moment < row.end]

    def _absent(self, start: int, end: int) -> int:
        if not self.absences:
            return 0
        whole, broken = 0, list[Fraction]()
        for row in self.absences:
            if start <= row.start and row.end <= end:
                whole += row.work
            elif row.overlaps(start, end):
                overlap = min(row.end, end) - max(row.start, start)
                broken.append(Fraction(row.work * overlap, row.end - row.start))
        return whole + ceil(sum(broken)) if broken else whole


def edges(rows: Iterable[Row]) -> set[int]:
    """Where rows start or end."""
    return {edge for row in rows for edge in (row.start, row.end)}


def sliding_windows(about: PersonContext, weeks: int, places: Iterable[int]) -> list[Window]:
    """The judged windows inside the data that start or end at these places, by start."""
    clock, span, longest = about.clock, about.span, weeks * WEEK + DAY  # the clock may change
    first, last = span.judged_start, span.judged_end
    places = [place for place in places if first - longest < place < last + longest]
    windows = {(p, clock.add_weeks(p, weeks)) for p in places if p < last}
    windows |= {(clock.add_weeks(p, -weeks), p) for p in places if first < p}
    return sorted(w for w in windows if span.holds(*w) and span.judges(*w))


def windows_at(about: PersonContext, weeks: int, place: int) -> Iterator[Window]:
    """The window that starts at a place and the one that ends there, if judged and in the data."""
    clock, span = about.clock, about.span
    windows = [(place, clock.add_weeks(place, weeks)), (clock.add_weeks(place, -weeks), place)]
    return (window for window in windows if span.holds(*window) and span.judges(*window))


def agreed_moments(about: PersonContext, rules: Container[str]) -> set[int]:
    """Where an agreement on one of these rules begins or ends inside the data.

    The minutes beside such a midnight are among them, for there a limit may change.
    """
    first, last = about.clock.day(about.span.data_start), about.clock.day(about.span.data_end)
    days = []
    for derogation in about.ruleset.derogations:
        if derogation.rule in rules:
            days.append(derogation.start.toordinal())
            days += [] if derogation.until is None else [derogation.until.toordinal() + 1]
    midnights = [about.clock.midnight(day) for day in days if first <= day <= last]
    return {midnight + minutes for midnight in midnights for minutes in (-1, 0, 1)}


def whole_weeks(about: PersonContext) -> Iterator[int]:
    """The Mondays, 00:00, of the data."""
    monday = about.clock.monday(about.span.data_start)
    while monday < about.span.data_end:
        yield monday
        monday = about.clock.add_weeks(monday, 1)


def worst_of_overlapping(violations: Iterable[Violation]) -> list[Violation]:
    """Of violations whose windows overlap only the worst: the one farthest beyond its limit.

    Of equals the first is told. The answer is in order of time.
    """
    told: list[Violation] = []
    for violation in sorted(violations, key=lambda b: -abs(b.value - b.limit)):
        if all(violation.end <= other.start or other.end <= violation.start for other in told):
            told.append(violation)
    return sorted(told, key=lambda b: b.start)
