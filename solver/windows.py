"""Hours in sliding windows, as the `check` half of the averages sees them.

"At most 48 hours a week in every 16 weeks" is a promise about every window, wherever it starts. The
hours in a window that slides change at a steady rate between a handful of moments, so they are
highest in one of the windows of `sliding_windows`: those that start or end where a duty, or its
work, starts or ends. `solver.hour_windows` is the twin for the `constrain` half.

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
from solver.clock import HOUR
from solver.rows import Row, merge_overlapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.model.result import Breach
    from solver.timeline import Circumstances

Window = tuple[int, int]  #: start and end, half open
Counts = Callable[[Row], bool]  #: whether the hours of a row count

ONLY_SLIDING = "On a sliding window only; no window of whole weeks from Monday is over the limit."


def ordinary(row: Row) -> bool:
    """Whether a row's hours count for ATW 5:7: work that is no stand-by (ATB 4.8), or absence."""
    return row.kind is DutyKind.ABSENCE or (row.is_work and not row.standby)


def all_hours(row: Row) -> bool:
    """Whether a row's hours count where stand-by does too (ATB 4.8:1(3)b)."""
    return row.kind is DutyKind.ABSENCE or row.is_work


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
        self.work = merge_overlapping(row for row in counted if row.is_work)
        self.absences = [row for row in counted if not row.is_work]
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
        for row in {self.work[first], self.work[last - 1]}:
            work += row.work_in(start, end) - row.work
        return work + self._absent(start, end)

    def _absent(self, start: int, end: int) -> int:
        whole, broken = 0, Fraction(0)
        for row in self.absences:
            if start <= row.start and row.end <= end:
                whole += row.work
            elif row.overlaps(start, end):
                overlap = min(row.end, end) - max(row.start, start)
                broken += Fraction(row.work * overlap, row.end - row.start)
        return whole + ceil(broken)


def sliding_windows(
    about: Circumstances,
    weeks: int,
    rows: Iterable[Row],
    starts: Iterable[int] = (),
    ends: Iterable[int] = (),
) -> list[Window]:
    """The judged windows inside the data in which the hours of some rows can be highest.

    Parameters
    ----------
    weeks
        Length of a window.
    rows
        Whose hours are counted.
    starts, ends
        More places at which a window must start or end: where something else that the rule counts
        leaves or enters it. A thing that must lie inside from its first minute `m` on leaves a
        window that starts after `m` (so `m` is the last start) and enters one that ends at `m + 1`.

    Returns
    -------
    list of Window
        By start. Each window of whole weeks from Monday is among them.
    """
    clock, span = about.clock, about.span
    first, last = span.data_start, span.data_end
    froms, untils = _places(rows)
    froms |= {first, *starts, *(moment + shift for moment in clock.changes for shift in (-1, 0))}
    untils |= {last, *ends}
    untils |= {m + shift for m in clock.changes for shift in (-HOUR - 1, -HOUR, -1, 0, HOUR)}
    for moment in agreed_moments(about):
        froms |= {moment - 1, moment}
        untils |= {moment, moment + 1}
    froms |= set(whole_weeks(about))
    froms |= {clock.add_weeks(end, -weeks) for end in untils if first < end <= last}
    windows = {(start, clock.add_weeks(start, weeks)) for start in froms if first <= start < last}
    windows |= {(clock.add_weeks(end, -weeks), end) for end in untils if first < end <= last}
    return sorted(w for w in windows if span.holds(*w) and span.judges(*w))


def agreed_moments(about: Circumstances) -> Iterator[int]:
    """Where a recorded agreement begins or ends inside the data, so that a limit may change."""
    first, last = about.clock.day(about.span.data_start), about.clock.day(about.span.data_end)
    for derogation in about.ruleset.derogations:
        days = [derogation.start.toordinal()]
        if derogation.until is not None:
            days.append(derogation.until.toordinal() + 1)
        yield from (about.clock.midnight(day) for day in days if first <= day <= last)


def whole_weeks(about: Circumstances) -> Iterator[int]:
    """The Mondays, 00:00, of the data."""
    monday = about.clock.monday(about.span.data_start)
    while monday < about.span.data_end:
        yield monday
        monday = about.clock.add_weeks(monday, 1)


def _places(rows: Iterable[Row]) -> tuple[set[int], set[int]]:
    """Where windows start and end so that the hours in them can be highest.

    The hours of a duty begin to leave a window that starts where only its breaks still fit before
    the work, and cease to enter one that ends where its work is complete; the bounds of the duty
    itself are there for who reads the window.
    """
    starts, ends = set(), set()
    for row in rows:
        starts.add(row.start)
        ends.add(row.end)
        if row.is_work:
            starts.add(row.end - row.work)
            ends.add(row.start + row.work)
    return starts, ends


def worst_of_overlapping(breaches: Iterable[Breach]) -> list[Breach]:
    """Of breaches whose windows overlap only the worst: the one farthest beyond its limit.

    Of equals the first is told. The answer is in order of time.
    """
    told: list[Breach] = []
    for breach in sorted(breaches, key=lambda b: -abs(b.value - b.limit)):
        if all(breach.end <= other.start or other.end <= breach.start for other in told):
            told.append(breach)
    return sorted(told, key=lambda b: b.start)
