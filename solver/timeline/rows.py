"""Rows of a person's time, and the shifts that the law makes of them (ATW 1:7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.timeline.clock import HOUR, LocalClock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


SHIFT_SEPARATOR = 8 * HOUR  #: work rows closer together than this are one shift (ATW 1:7)


MOST_SEEN = 1_000  #: shifts of one person that are kept: some times those of a year


NIGHT_THRESHOLD = 60  #: a night shift has more than this many minutes of night work (ATW 1:7)


_WORK = (DutyKind.WORK, DutyKind.ELSEWHERE)


_WORKED = (*_WORK, DutyKind.CALL)


_MAY_MEET = (
    {DutyKind.ON_CALL, DutyKind.ELSEWHERE},
    {DutyKind.ON_CALL, DutyKind.CALL},
    {DutyKind.ELSEWHERE, DutyKind.CALL},
)


HALF_AN_HOUR = 30  #: the least that work on a call counts for (ATW 5:9(7))


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of a person's time, half open, in minutes since the epoch.

    Parameters
    ----------
    kind
        How the law sees it.
    start, end
        Minutes since the epoch.
    work
        Minutes that count as work (for an absence: those that ATW 5:2 credits).
    post, name
        Post id and shift name, for messages.
    shift
        Id of the shift of the problem; None for history, elsewhere and absence.
    standby
        An on-site stand-by (ATB 4.8).
    handover
        Minutes after the end in which the next one takes over (ATB 4.4:1); no work.
    """

    kind: DutyKind
    start: int
    end: int
    work: int
    post: str = ""
    name: str = ""
    shift: str | None = None
    standby: bool = False
    handover: int = 0

    @property
    def is_work(self) -> bool:
        """Whether it is work that shifts are made of (ATW 1:7)."""
        return self.kind in _WORK

    @property
    def is_worked(self) -> bool:
        """Whether its minutes are work: of a shift, or on a call (ATW 5:9(7))."""
        return self.kind in _WORKED

    def work_in(self, start: int, end: int) -> int:
        """Work inside a window, in minutes.

        Breaks are taken to lie outside the window; an absence is spread evenly, rounded up.
        """
        overlap = min(self.end, end) - max(self.start, start)
        if overlap <= 0:
            return 0
        if self.kind is DutyKind.ABSENCE:
            return -(-self.work * overlap // (self.end - self.start))
        return min(overlap, self.work)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether it shares a moment with ``[start, end)``."""
        return self.start < end and start < self.end


@dataclass(frozen=True)
class LegalShift:
    """A shift (dienst) of ATW 1:7: work rows with less than 8 hours between them.

    Parameters
    ----------
    rows
        Its rows by start; rows do not overlap (see `merge_overlapping`).
    night_work
        Minutes of work between 00:00 and 06:00 local time.
    ends_after_two
        It ends later than 02:00 on the first date on which it works between 00:00 and 06:00.
    """

    rows: tuple[Row, ...]
    night_work: int
    ends_after_two: bool

    @cached_property
    def start(self) -> int:
        """First minute."""
        return self.rows[0].start

    @cached_property
    def end(self) -> int:
        """Minute after the last."""
        return max(row.end for row in self.rows)

    @cached_property
    def work(self) -> int:
        """Minutes of work."""
        return sum(row.work for row in self.rows)

    @property
    def is_night(self) -> bool:
        """Whether it is a night shift: more than 60 minutes of night work (ATW 1:7)."""
        return self.night_work > NIGHT_THRESHOLD

    @cached_property
    def is_of_roster(self) -> bool:
        """Whether any of it is a shift of this roster, and not work elsewhere."""
        return any(row.kind is DutyKind.WORK for row in self.rows)

    @cached_property
    def is_standby(self) -> bool:
        """Whether an on-site stand-by is part of it."""
        return any(row.standby for row in self.rows)

    def work_in(self, start: int, end: int) -> int:
        """Work inside a window, in minutes."""
        return sum(row.work_in(start, end) for row in self.rows)


def night_of(shift: LegalShift, clock: LocalClock) -> int:
    """The date of the first morning that a night shift sees, whether it starts at 23:00 or 00:00.

    One person works one night shift a date: between two shifts lie 8 hours.
    """
    day = clock.day(shift.start)
    return day if shift.start < clock.night(day)[1] else day + 1


def legal_shift(rows: Sequence[Row], clock: LocalClock) -> LegalShift:
    """The shift that these rows form together; they stand by start and do not overlap."""
    night_work, first_night = 0, None
    for row in rows:
        for day in clock.days(row.start, row.end):
            minutes = row.work_in(*clock.night(day))
            night_work += minutes
            if minutes and first_night is None:
                first_night = day
    end = max(row.end for row in rows)
    after_two = first_night is not None and end > clock.at(first_night, 2 * HOUR)
    return LegalShift(tuple(rows), night_work, after_two)


def merge_overlapping(rows: Iterable[Row]) -> list[Row]:
    """Work rows by start, with overlapping ones taken as one row.

    Their work is added up, but is at most the elapsed time.
    """
    merged: list[Row] = []
    for row in sorted(rows, key=lambda r: (r.start, r.end)):
        if merged and row.start < merged[-1].end:
            last = merged[-1]
            end = max(last.end, row.end)
            work = min(end - last.start, last.work + row.work)
            merged[-1] = Row(
                last.kind,
                last.start,
                end,
                work,
                last.post,
                last.name,
                last.shift,
                last.standby or row.standby,
                max(last.handover, row.handover),
            )
        else:
            merged.append(row)
    return merged


def legal_shifts(
    rows: Iterable[Row],
    clock: LocalClock,
    seen: dict[tuple[Row, ...], LegalShift] | None = None,
) -> list[LegalShift]:
    """All shifts of a person, by start: work rows joined where less than 8 hours lie between.

    Parameters
    ----------
    seen
        Shifts that were made before, by their rows; new ones are added, and when they become too
        many all are forgotten: a long search tries ever other ones.
    """
    seen = {} if seen is None else seen
    if len(seen) > MOST_SEEN:
        seen.clear()
    chains: list[list[Row]] = []
    for row in merge_overlapping(r for r in rows if r.is_work):
        if chains and row.start - chains[-1][-1].end < SHIFT_SEPARATOR:
            chains[-1].append(row)
        else:
            chains.append([row])
    found = []
    for key in map(tuple, chains):
        shift = seen.get(key)  # another thread may clear them at any moment
        if shift is None:
            shift = seen[key] = legal_shift(key, clock)
        found.append(shift)
    return found


Stretch = tuple[int, int]  #: start and end, half open


def collides(row: Row, other: Row) -> bool:
    """Whether two rows share a moment at which they exclude each other (ATW 1:7).

    On-call lies in rest, so work of the roster and absence exclude it. Work elsewhere may lie in
    it, and is left for a call; on open call nobody is obliged to anything.
    """
    (start, end), (begin, until) = bodily(row), bodily(other)
    kinds = {row.kind, other.kind}
    may_meet = DutyKind.OPEN_CALL in kinds or kinds in _MAY_MEET
    return start < until and begin < end and not may_meet


def bodily(row: Row) -> Stretch:
    """When somebody is surely there: of a call of the least length only its first minute.

    The half hour that a short call counts for may reach into the next shift.
    """
    is_short = row.kind is DutyKind.CALL and row.end - row.start <= HALF_AN_HOUR
    return row.start, row.start + 1 if is_short else row.end


def pieces_of(row: Row, elsewhere: Iterable[Row]) -> tuple[Stretch, ...]:
    """The stretches of an on-call row outside the work elsewhere."""
    found, reached = [], row.start
    meanwhile = [other for other in elsewhere if other.overlaps(row.start, row.end)]
    for other in sorted(meanwhile, key=lambda r: (r.start, r.end)):
        if other.start > reached:
            found.append((reached, other.start))
        reached = max(reached, other.end)
    if reached < row.end:
        found.append((reached, row.end))
    return tuple(found)


def is_night(shift: LegalShift) -> bool:
    """Whether ATW 5:8 judges it: a night shift that is no stand-by (ATB 4.8 replaces 5:8)."""
    return shift.is_night and not shift.is_standby


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
