"""Demand: how many people a post needs at a moment, when that is not its pattern alone.

A post of k seats asks for k people whenever its weekly pattern does. A minimum cover asks for at
least so many at some hours of the week; a demand says for one dated stretch how many are needed:
more, fewer or none. A demand goes before both. Outside the first and last day of a post nobody is
needed. This is the one definition; shifts, coverage and statement follow from it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from data.model.intervals import union
from data.model.shift import SeatTime, Stretch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo


#: The date in a year of the public holiday that falls on a date; None: it is none, or not then.
HolidayIn = Callable[[date, int], date | None]


class DemandSource(StrEnum):
    """Why a post needs another number of people than usual."""

    EVENT = "event"
    CODE_RED = "code_red"  #: a weather alarm
    CLOSED = "closed"  #: nobody is needed
    RELIEF = "relief"  #: beside a deployment: a disaster asks more of the posts that go on


@dataclass(frozen=True, slots=True)
class Demand:
    """How many people a post needs in one dated stretch, instead of what it usually asks.

    Parameters
    ----------
    post
        Id.
    start, end
        UTC, half open.
    required
        People needed at once, all of that time; 0: none.
    reason
        For people to read.
    source
        What kind of thing asks for it.
    yearly
        Whether it returns each year: on the same date, or, if it begins on a public holiday, on
        that holiday.
    until
        Of what returns: the last day on which it may begin; None: it goes on.
    """

    post: str
    start: datetime
    end: datetime
    required: int
    reason: str = ""
    source: DemandSource = DemandSource.EVENT
    yearly: bool = False
    until: date | None = None

    def times(self, window: Stretch, zone: ZoneInfo, holiday_in: HolidayIn) -> Iterator[DemandTime]:
        """Each time that it holds and touches a window, by start."""
        if not self.yearly:
            if self.start < window[1] and window[0] < self.end:
                yield DemandTime(self.start, self.end, self.required)
            return
        begin, finish = self.start.astimezone(zone), self.end.astimezone(zone)
        first = begin.date()
        years = (moment.astimezone(zone).year for moment in window)
        earliest, latest = next(years) - 1, next(years)
        for year in range(max(first.year, earliest), latest + 1):
            day = holiday_in(first, year) or _same_day(first, year)
            last = day + (finish.date() - first)
            start, end = (
                datetime.combine(on, clock, zone).astimezone(UTC)
                for on, clock in ((day, begin.time()), (last, finish.time()))
            )
            is_over = self.until is not None and day > self.until
            if not is_over and start < end and start < window[1] and window[0] < end:
                yield DemandTime(start, end, self.required, yearly=True)


def _same_day(day: date, year: int) -> date:
    """The same date in a year; of a leap day the day before, where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


@dataclass(frozen=True, slots=True)
class MinimumCover:
    """At least so many people on a post, at some hours of each week.

    Parameters
    ----------
    post
        Id.
    weekdays
        0 is Monday: on which it begins.
    start, end
        Local clock times; an end that is not after the start lies on the next date.
    required
        People needed at once, >= 1.
    first, until
        First and last day on which it begins; None: without bound.
    """

    post: str
    weekdays: tuple[int, ...]
    start: time
    end: time
    required: int
    first: date | None = None
    until: date | None = None

    def times(self, window: Stretch, zone: ZoneInfo) -> Iterator[SeatTime]:
        """Each time that it asks and that touches a window, by start."""
        day = window[0].astimezone(zone).date() - timedelta(days=1)
        last = window[1].astimezone(zone).date()
        day, last = max(day, self.first or day), min(last, self.until or last)
        nights = timedelta(days=0 if self.end > self.start else 1)
        while day <= last:
            if day.weekday() in self.weekdays:
                start = datetime.combine(day, self.start, zone).astimezone(UTC)
                end = datetime.combine(day + nights, self.end, zone).astimezone(UTC)
                if start < end and start < window[1] and window[0] < end:
                    yield SeatTime(start, end, self.required)
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DemandTime:
    """A stretch for which a demand says how many are needed; UTC, half open."""

    start: datetime
    end: datetime
    required: int
    yearly: bool = False


@dataclass(frozen=True, slots=True)
class SeatRule:
    """Everything that decides how many people one post needs, as dated stretches.

    Parameters
    ----------
    seats
        How many its pattern asks for.
    asked
        When its pattern asks; stretches may overlap.
    floors
        Of minimum covers.
    demands
        Those that hold. One of one year goes before one that returns; of others that overlap, the
        most people.
    start, end
        Of the post; None: without bound.
    """

    seats: int
    asked: tuple[Stretch, ...]
    floors: tuple[SeatTime, ...] = ()
    demands: tuple[DemandTime, ...] = ()
    start: datetime | None = None
    end: datetime | None = None

    def needed_at(self, at: datetime) -> int:
        """How many people are needed at a moment."""
        if (self.start and at < self.start) or (self.end and at >= self.end):
            return 0
        said = [one for one in self.demands if one.start <= at < one.end]
        if said:
            once = [one for one in said if not one.yearly]
            return max(one.required for one in once or said)
        usual = self.seats if any(start <= at < end for start, end in self.asked) else 0
        return max(usual, *(one.required for one in self.floors if one.start <= at < one.end), 0)

    def seat_times(self) -> tuple[SeatTime, ...]:
        """When how many people are needed, by start: stretches that touch differ in number."""
        usual = union(self.asked)
        floors = _joined(self.floors)
        edges = {edge for stretch in usual for edge in stretch}
        edges |= {edge for one in floors for edge in (one.start, one.end)}
        edges |= {edge for one in self.demands for edge in (one.start, one.end)}
        edges |= {edge for edge in (self.start, self.end) if edge}
        asked_from = [start for start, _end in usual]
        floors_from = [one.start for one in floors]
        found: list[SeatTime] = []
        for start, end in pairwise(sorted(edges)):
            here = bisect_right(asked_from, start) - 1
            there = bisect_right(floors_from, start) - 1
            needed = SeatRule(
                self.seats,
                tuple(usual[max(here, 0) : here + 1]),
                tuple(floors[max(there, 0) : there + 1]),
                self.demands,
                self.start,
                self.end,
            ).needed_at(start)
            if needed and found and (found[-1].end, found[-1].required) == (start, needed):
                found[-1] = SeatTime(found[-1].start, end, needed)
            elif needed:
                found.append(SeatTime(start, end, needed))
        return tuple(found)


def _joined(floors: Iterable[SeatTime]) -> list[SeatTime]:
    """Minimum covers as stretches that do not overlap, each with the most that any asks."""
    ordered = sorted(floors)
    if all(one.end <= other.start for one, other in pairwise(ordered)):
        return ordered
    edges = sorted({edge for one in ordered for edge in (one.start, one.end)})
    found = []
    for start, end in pairwise(edges):
        here = [one.required for one in ordered if one.start <= start < one.end]
        if here:
            found.append(SeatTime(start, end, max(here)))
    return found


def at_least(seats: int, times: Iterable[SeatTime]) -> list[Stretch]:
    """When at least so many people are needed, by start."""
    return union((one.start, one.end) for one in times if one.required >= seats)


MOST_HOURS = timedelta(hours=12)  #: an extra seat that lasts longer is cut into several shifts
_FEW_HOURS = timedelta(hours=4)  #: a piece of less is joined with its neighbour, if that is short
_CUTS = (time(7), time(19))  #: where no pattern says when people change


def pieces_of_extra(
    start: datetime, end: datetime, shifts: Sequence[Stretch], zone: ZoneInfo, *, is_desk: bool
) -> list[Stretch]:
    """An extra seat as shifts that people can have.

    Parameters
    ----------
    start, end
        When the seat is there.
    shifts
        Of the pattern of its post: a long seat changes hands when they do.
    is_desk
        Whether its holder works: then no shift lasts over 12 hours, but one of the pattern.
    """
    if end - start <= MOST_HOURS:
        return [(start, end)]
    edges = {edge for one in shifts for edge in one if start < edge < end}
    if not edges and not is_desk:
        return [(start, end)]
    if is_desk:
        for first, last in list(pairwise(sorted({start, end} | edges))):
            if last - first > MOST_HOURS and not any(a <= first and last <= b for a, b in shifts):
                edges |= set(_local_cuts(first, last, zone))
    return _without_crumbs(list(pairwise(sorted({start, end} | edges))))


def _local_cuts(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    day = start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        for clock in _CUTS:
            at = datetime.combine(day, clock, zone).astimezone(UTC)
            if start < at < end:
                yield at
        day += timedelta(days=1)


def _without_crumbs(pieces: list[Stretch]) -> list[Stretch]:
    """A short first or last piece goes with its neighbour, if they are no more than 12 hours."""
    if len(pieces) > 1 and _is_crumb(pieces[0], pieces[1]):
        pieces = [(pieces[0][0], pieces[1][1]), *pieces[2:]]
    if len(pieces) > 1 and _is_crumb(pieces[-1], pieces[-2]):
        pieces = [*pieces[:-2], (pieces[-2][0], pieces[-1][1])]
    return pieces


def _is_crumb(piece: Stretch, neighbour: Stretch) -> bool:
    short, long = piece[1] - piece[0], neighbour[1] - neighbour[0]
    return short < _FEW_HOURS and short + long <= MOST_HOURS
