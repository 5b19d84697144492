"""What one person does: work, shifts, on-call, absence, and the hours in a window."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.law_audit.calls import as_counted
from tests.law_audit.clock import HOUR, at, nights
from tests.law_audit.rows import WORKING, Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    Span = tuple[int, int]

REST_BETWEEN_SHIFTS = 8 * HOUR  # ATW 1:7
NIGHT_WORK = 60  # ATW 1:7: a night shift has more than these minutes between 00:00 and 06:00


@dataclass(frozen=True)
class Duty:
    """An unbroken stretch of work."""

    start: int
    end: int
    work: int


@dataclass(frozen=True)
class Shift:
    """ATW 1:7 "dienst": work with less than 8 h between its parts, judged as a whole."""

    duties: tuple[Duty, ...]

    @property
    def start(self) -> int:
        """When it starts."""
        return self.duties[0].start

    @property
    def end(self) -> int:
        """When it ends."""
        return self.duties[-1].end

    @property
    def work(self) -> int:
        """Minutes of work."""
        return sum(duty.work for duty in self.duties)

    @property
    def is_night(self) -> bool:
        """ATW 1:7 "nachtdienst": more than 60 minutes of work between 00:00 and 06:00."""
        return self.night_work > NIGHT_WORK

    @property
    def night_work(self) -> int:
        """Minutes of work between 00:00 and 06:00, breaks outside these hours.

        Open in the text: a shift over two nights. Both are added up, which is stricter.
        """
        return sum(
            min(duty.work, sum(last - first for _, first, last in nights(duty.start, duty.end)))
            for duty in self.duties
        )

    @property
    def ends_after_two(self) -> bool:
        """ATW 5:8(4)(8): ends later than 02:00 on the first date it works between 00 and 06.

        When October has two 02:00, the first is meant, which is stricter.
        """
        for duty in self.duties:
            for day, _, _ in nights(duty.start, duty.end):
                return self.end > at(day, 2)
        return False


@dataclass
class Person:
    """All rows of one person, and what follows from them."""

    name: str
    rows: list[Row]
    data: Span  # from the Monday of the first row to the Monday after the last, of all people
    agreements: frozenset[str] = frozenset()
    night_exempt: bool = False
    duties: list[Duty] = field(init=False)
    shifts: list[Shift] = field(init=False)
    calls: list[Row] = field(init=False)  # as they count (ATW 5:9(7)); they make no shift
    counted: list[Duty] = field(init=False)  # duties and calls: what limits of hours count
    absences: list[Row] = field(init=False)
    on_call: list[Span] = field(init=False)  # rows, without what is worked elsewhere meanwhile

    def __post_init__(self) -> None:
        """Derive duties, shifts and on-call from the rows."""
        elsewhere = [(row.start, row.end) for row in self.of("elsewhere")]
        self.duties = one_row_where_work_overlaps(self.of(*WORKING))
        self.shifts = shifts_of(self.duties)
        self.calls = as_counted(self.of("call"))
        in_order = sorted([*self.of(*WORKING), *self.calls], key=lambda row: (row.start, row.end))
        self.counted = one_row_where_work_overlaps(in_order)
        self.absences = self.of("absence")
        self.on_call = [
            gap for row in self.of("on_call") for gap in gaps(elsewhere, row.start, row.end)
        ]
        self._starts = [duty.start for duty in self.counted]
        self._ends = [duty.end for duty in self.counted]

    def of(self, *kinds: str) -> list[Row]:
        """The rows of some kinds, in order."""
        rows = [row for row in self.rows if row.kind in kinds]
        return sorted(rows, key=lambda row: (row.start, row.end))

    @property
    def worked(self) -> list[Span]:
        """When the person works, calls apart."""
        return [(duty.start, duty.end) for duty in self.duties]

    @property
    def worked_or_called(self) -> list[Span]:
        """When the person works, on calls too."""
        return [(duty.start, duty.end) for duty in self.counted]

    def rests(self, start: int, end: int) -> list[Span]:
        """ATW 1:7 "rusttijd": the stretches of a window without work. On-call at home is rest."""
        return gaps(self.worked, start, end)

    def works(self, start: int, end: int) -> bool:
        """Does a duty or a call touch the window, be it with a break?"""
        return any(overlap(duty, start, end) for duty in self.counted)

    def hours(self, start: int, end: int, *, is_course_work: bool = False) -> Fraction | int:
        """Minutes of work, on calls too, and of absence (ATW 5:2) in a window.

        The breaks of a duty that the window cuts are put outside the window; an absence is spread
        evenly over its row, unless it is a course and that is taken as work.
        """
        inside = self.counted[bisect_right(self._ends, start) : bisect_left(self._starts, end)]
        worked = sum(min(overlap(duty, start, end), duty.work) for duty in inside)
        absent = [row for row in self.absences if overlap(row, start, end) > 0]
        return worked + sum(
            min(overlap(row, start, end), row.work)
            if is_course_work and row.post == "course"
            else spread_evenly(row, start, end)
            for row in absent
        )


def overlap(row: Duty | Row, start: int, end: int) -> int:
    """The minutes that a row shares with a window."""
    return max(0, min(row.end, end) - max(row.start, start))


def spread_evenly(row: Row, start: int, end: int) -> Fraction:
    """The share of a row's minutes that falls in a window."""
    return Fraction(row.work * overlap(row, start, end), row.end - row.start)


def one_row_where_work_overlaps(rows: Iterable[Row]) -> list[Duty]:
    """Work rows in order; those that overlap are taken as one.

    Open in the text: the minutes of that one row. The sum, at most the duration, is stricter.
    """
    duties: list[Duty] = []
    for row in rows:
        if duties and row.start < duties[-1].end:
            last = duties.pop()
            end = max(last.end, row.end)
            duties.append(Duty(last.start, end, min(last.work + row.work, end - last.start)))
        else:
            duties.append(Duty(row.start, row.end, row.work))
    return duties


def shifts_of(duties: Iterable[Duty]) -> list[Shift]:
    """ATW 1:7: work with less than 8 h rest in between is one shift."""
    shifts: list[list[Duty]] = []
    for duty in duties:
        if shifts and duty.start - shifts[-1][-1].end < REST_BETWEEN_SHIFTS:
            shifts[-1].append(duty)
        else:
            shifts.append([duty])
    return [Shift(tuple(parts)) for parts in shifts]


def gaps(busy: Iterable[Span], start: int, end: int) -> list[Span]:
    """The stretches of [start, end) outside all busy spans."""
    free: list[Span] = []
    reached = start
    for first, last in sorted(busy):
        if last <= reached:
            continue
        if first >= end:
            break
        if first > reached:
            free.append((reached, first))
        reached = last
    if reached < end:
        free.append((reached, end))
    return free


def windows_at(edges: Iterable[int], length: int) -> list[Span]:
    """All windows of a real length that start or end at one of the edges."""
    places = set(edges)
    return sorted(
        {(edge, edge + length) for edge in places} | {(edge - length, edge) for edge in places}
    )
