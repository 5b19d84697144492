"""One person's time in the past that is being made up, and what still fits into it.

Everything that a diary lets in is legal with room to spare, by conditions that are simpler and
narrower than the articles they stand for. Proof that the past is legal comes from the checks, not
from here.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from data.demo.scene import DAY, HOUR, WEEK, elapsed_minutes, instant, local, monday
from data.model.duty import Duty, DutyKind
from data.model.intervals import overlaps, overlaps_any, union

if TYPE_CHECKING:
    from collections.abc import Iterable

REST = 11 * HOUR
REST_AFTER_NIGHT = 14 * HOUR
SERIES_END = 36 * HOUR  #: a rest this long ends a series of shifts
LONGEST_SERIES = 132 * HOUR  #: with the rest after it, it fits in 168 hours
NIGHT_SERIES = 3  #: as many nights in one series stand at its end, and a longer rest follows
REST_AFTER_NIGHT_SERIES = 46 * HOUR
MOST_MINUTES_A_WEEK = 46 * 60
MOST_MINUTES_ON_AVERAGE = 38 * 60  #: a week, over the whole past
MOST_WEEKENDS = 3  #: with a duty, in any four weeks
ON_CALL_APART = 2 * WEEK  #: from one start to the next
FOUR_WEEKS = 4 * WEEK  #: in which somebody on call keeps free:
DAYS_OFF_CALL = DAY, 14  #: blocks without on-call, and how many
FREE_BLOCKS = 2 * DAY, 2  #: blocks without on-call and work
SATURDAY = 5
WORKING = (DutyKind.WORK, DutyKind.ELSEWHERE)


def is_night(duty: Duty) -> bool:
    """Whether more than an hour of it lies between 00:00 and 06:00."""
    return _has_night(duty.start, duty.end)


@lru_cache(maxsize=8192)
def _has_night(start: datetime, end: datetime) -> bool:
    day, last = local(start).date(), local(end).date()
    while day <= last:
        if min(end, instant(day, time(6))) - max(start, instant(day)) > HOUR:
            return True
        day += DAY
    return False


def overlap(duty: Duty, start: datetime, end: datetime) -> timedelta:
    """The time that a duty shares with ``[start, end)``."""
    return max(timedelta(), min(duty.end, end) - max(duty.start, start))


def _touches(duty: Duty, start: datetime, end: datetime) -> bool:
    return duty.start < end and start < duty.end


@dataclass
class Diary:
    """The known time of one person.

    Parameters
    ----------
    past
        Start and end of the past, a whole number of weeks.
    exempt
        Stretches in which the person does no nights.
    most_a_month
        Shifts of the roster in a calendar month; None: no limit.
    """

    past: tuple[datetime, datetime]
    exempt: Sequence[tuple[datetime, datetime]] = ()
    most_a_month: int | None = None
    work: list[Duty] = field(default_factory=list)
    on_call: list[Duty] = field(default_factory=list)
    absences: list[Duty] = field(default_factory=list)

    def add(self, duty: Duty) -> None:
        """Write a duty down."""
        if duty.kind in WORKING:
            insort(self.work, duty, key=lambda each: each.start)
        elif duty.kind is DutyKind.ON_CALL:
            insort(self.on_call, duty, key=lambda each: each.start)
        elif duty.kind is DutyKind.ABSENCE:
            insort(self.absences, duty, key=lambda each: each.start)

    def remove(self, duty: Duty) -> None:
        """Strike a duty out."""
        (self.on_call if duty.kind is DutyKind.ON_CALL else self.work).remove(duty)

    def given(self) -> list[Duty]:
        """The duties of the roster: on call, and work that is not elsewhere."""
        return [*self.on_call, *(each for each in self.work if each.kind is DutyKind.WORK)]

    def takes(self, duty: Duty) -> bool:
        """Whether a duty fits."""
        if duty.kind is DutyKind.ON_CALL:
            return self._takes_on_call(duty)
        return self._takes_work(duty)

    def _takes_work(self, duty: Duty) -> bool:
        taken = (*self.work, *self.absences, *self.on_call)
        return (
            not overlaps_any(duty, taken)
            and self._is_within_month(duty)
            and self._is_rested(duty)
            and self._allows_night(duty)
            and self._series_holds(duty)
            and self._keeps_weekends(duty)
            and self._has_hours(duty)
            and self._stays_free(duty)
        )

    def _takes_on_call(self, duty: Duty) -> bool:
        """Work elsewhere may lie wholly inside on-call; it may not stick out."""
        here = [each for each in self.work if each.kind is DutyKind.WORK]
        across = [
            each
            for each in self.work
            if overlaps(duty, each) and not (duty.start <= each.start and each.end <= duty.end)
        ]
        near = (duty.start - REST_AFTER_NIGHT, duty.end + REST)
        nights = [each for each in self.work if _touches(each, *near) and is_night(each)]
        close = [each for each in self.on_call if abs(each.start - duty.start) < ON_CALL_APART]
        return (
            (not (overlaps_any(duty, (*here, *self.absences)) or across or nights or close))
            and self._keeps_weekends(duty)
            and self._stays_free(duty)
        )

    def minutes(self, start: datetime, end: datetime) -> float:
        """Work and absence between two instants; an absence is spread evenly."""
        worked = sum(each.work_minutes for each in self.work if start <= each.start < end)
        return worked + sum(
            each.work_minutes * (overlap(each, start, end) / (each.end - each.start))
            for each in self.absences
            if _touches(each, start, end)
        )

    def last_before(self, moment: datetime) -> Duty | None:
        """The last work that starts before a moment."""
        earlier = [each for each in self.work if each.start < moment]
        return earlier[-1] if earlier else None

    def _is_within_month(self, duty: Duty) -> bool:
        if self.most_a_month is None:
            return True
        month = local(duty.start).month
        here = [each for each in self.work if each.kind is DutyKind.WORK]
        return sum(local(each.start).month == month for each in here) < self.most_a_month

    def _is_rested(self, duty: Duty) -> bool:
        before = [each for each in self.work if each.end <= duty.start]
        after = [each for each in self.work if each.start >= duty.end]
        pairs = [(before[-1], duty)] if before else []
        pairs += [(duty, after[0])] if after else []
        return all(
            second.start - first.end >= (REST_AFTER_NIGHT if is_night(first) else REST)
            for first, second in pairs
        )

    def _allows_night(self, duty: Duty) -> bool:
        if not is_night(duty):
            return True
        near = (duty.start - REST, duty.end + REST_AFTER_NIGHT)
        return not any(_touches(each, *near) for each in self.on_call) and not any(
            _touches(duty, *stretch) for stretch in self.exempt
        )

    def _series_holds(self, duty: Duty) -> bool:
        """Whether the series that a shift joins or comes near stay short, with few nights."""
        work = sorted([*self.work, duty], key=lambda each: each.start)
        series = [[work[0]]]
        for last, each in pairwise(work):
            if each.start - last.end >= SERIES_END:
                series.append([])
            series[-1].append(each)
        here = next(number for number, each in enumerate(series) if duty in each)
        return all(
            _is_sound(series[number], series[number + 1] if number + 1 < len(series) else [])
            for number in (here - 1, here)
            if number >= 0
        )

    def _keeps_weekends(self, duty: Duty) -> bool:
        """Whether one weekend in every four weeks from Monday stays free."""
        first = monday(local(duty.start).date())
        busy: set[date] = set()
        for each in (*self.work, *self.on_call, duty):
            busy |= _weekends(each.start, each.end)
        return not any(
            busy.issuperset(first + (week + place) * WEEK for place in range(MOST_WEEKENDS + 1))
            for week in range(-MOST_WEEKENDS, 1)
        )

    def _has_hours(self, duty: Duty) -> bool:
        first = monday(local(duty.start).date())
        week = self.minutes(instant(first), instant(first + WEEK)) + duty.work_minutes
        start, end = self.past
        limit = (end - start) / WEEK * MOST_MINUTES_ON_AVERAGE
        whole = self.minutes(start, end) + duty.work_minutes
        return week <= MOST_MINUTES_A_WEEK and whole <= limit

    def _stays_free(self, duty: Duty) -> bool:
        """Whether somebody on call keeps enough free time in every four weeks."""
        on_call = [*self.on_call, *([duty] if duty.kind is DutyKind.ON_CALL else [])]
        if not on_call:
            return True
        reach = (duty.start - FOUR_WEEKS, duty.end + FOUR_WEEKS)
        on_call = [each for each in on_call if _touches(each, *reach)]
        work = [each for each in (*self.work, duty) if _touches(each, *reach)]
        return _keeps(on_call, duty, *DAYS_OFF_CALL) and _keeps(
            [*work, *on_call], duty, *FREE_BLOCKS
        )


def _is_sound(series: list[Duty], after: list[Duty]) -> bool:
    """Whether a series is short enough, and its nights get their rest."""
    nights = [is_night(each) for each in series]
    if series[-1].end - series[0].start > LONGEST_SERIES or sum(nights) > NIGHT_SERIES:
        return False
    if sum(nights) < NIGHT_SERIES:
        return True
    rested = not after or after[0].start - series[-1].end >= REST_AFTER_NIGHT_SERIES
    return rested and all(nights[-NIGHT_SERIES:])


@lru_cache(maxsize=8192)
def _weekends(start: datetime, end: datetime) -> frozenset[date]:
    """The Mondays of the weeks of which Saturday or Sunday is touched."""
    first, last = local(start).date(), local(end - HOUR / 60).date()
    days = (first + number * DAY for number in range((last - first).days + 1))
    return frozenset(monday(day) for day in days if day.weekday() >= SATURDAY)


def _keeps(busy: Iterable[Duty], duty: Duty, block: timedelta, least: int) -> bool:
    """Whether all four weeks that begin or end with a duty, and hold the new one, keep blocks."""
    mine = [(each.start, each.end) for each in busy]
    stretches = [(_seconds(start), _seconds(end)) for start, end in union(mine)]
    edges = {_seconds(edge) for stretch in mine for edge in stretch}
    first, last = _seconds(duty.start), _seconds(duty.end)
    window, length = int(FOUR_WEEKS.total_seconds()), int(block.total_seconds())
    return all(
        _free_blocks(stretches, start, start + window, length) >= least
        for start in edges | {edge - window for edge in edges}
        if start < last and first < start + window
    )


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _free_blocks(busy: list[tuple[int, int]], start: int, end: int, block: int) -> int:
    """How many whole blocks lie free in a window; busy stretches are in order and apart."""
    blocks, reached = 0, start
    for place in range(bisect_right(busy, start, key=itemgetter(1)), len(busy)):
        first, last = busy[place]
        if first >= end:
            break
        if first > reached:
            blocks += (first - reached) // block
        reached = last
    return blocks + max(0, end - reached) // block


def absence_minutes(start: datetime, end: datetime, hours_per_week: float) -> int:
    """Minutes of an absence that count as worked: a fifth of a week for each weekday in it."""
    day, last, weekdays = local(start).date(), local(end - HOUR).date(), 0
    while day <= last:
        weekdays += day.weekday() < 5
        day += DAY
    return min(round(weekdays * hours_per_week * 12), elapsed_minutes(start, end))
