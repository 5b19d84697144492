"""The dates on which most of those who need an exercise can be there, and no seat is emptied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import time
    from zoneinfo import ZoneInfo

REST = timedelta(hours=11)  #: between two stretches of work on different days (ATW 5:3)


class DateHindrance(StrEnum):
    """Why somebody cannot be at an exercise; the first of these that holds is told."""

    DUTY = "duty"  #: at a desk: without them the seat is empty
    WORK = "work"  #: elsewhere, or at another exercise
    AWAY = "away"
    REST = "rest"  #: within eleven hours of a duty at a desk


@dataclass(frozen=True, slots=True)
class Engagement:
    """Time of somebody that is taken, half open, UTC.

    Parameters
    ----------
    why
        `DUTY`, `WORK` or `AWAY`.
    """

    start: datetime
    end: datetime
    why: DateHindrance


@dataclass(frozen=True, slots=True)
class PossibleDate:
    """A time at which an exercise could be held.

    Parameters
    ----------
    free
        Ids of those who could be there, in the order in which they were given.
    lapsing
        Those of them whose competence it would renew in time.
    late
        Those of them whose competence it would renew after it has ended.
    hindered
        The others, each with why.
    """

    start: datetime
    end: datetime
    free: tuple[str, ...]
    lapsing: tuple[str, ...]
    late: tuple[str, ...]
    hindered: tuple[tuple[str, DateHindrance], ...]


def slots(
    first: date, weeks: int, weekdays: Iterable[int], clock: time, length: timedelta, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches that are looked at, in UTC: one a day, at a time of the local clock.

    Parameters
    ----------
    first
        The first day.
    weekdays
        Days of the week, 0 is Monday.
    """
    wanted = frozenset(weekdays)
    for number in range(7 * weeks):
        day = first + timedelta(days=number)
        if day.weekday() in wanted:
            start = datetime.combine(day, clock, zone).astimezone(UTC)
            yield start, start + length


def best_dates(
    stretches: Iterable[tuple[datetime, datetime]],
    people: Sequence[str],
    needed_by: Mapping[str, datetime],
    engaged: Mapping[str, Sequence[Engagement]],
) -> tuple[PossibleDate, ...]:
    """Possible dates, the best first: most whom it renews in time, then most people, then soonest.

    Who has duty at a desk is never counted on, so no seat is emptied.

    Parameters
    ----------
    stretches
        Times that are looked at, half open.
    people
        Ids of everybody whom it is for.
    needed_by
        By id, of those whose competence it would renew: the moment at which that ends.
    engaged
        By id, time that is taken.
    """
    found = [_possible(start, end, people, needed_by, engaged) for start, end in stretches]
    return tuple(sorted(found, key=lambda one: (-len(one.lapsing), -len(one.free), one.start)))


def _possible(
    start: datetime,
    end: datetime,
    people: Sequence[str],
    needed_by: Mapping[str, datetime],
    engaged: Mapping[str, Sequence[Engagement]],
) -> PossibleDate:
    reasons = {one: hindrance(start, end, engaged.get(one, ())) for one in people}
    free = tuple(one for one in people if reasons[one] is None)
    return PossibleDate(
        start,
        end,
        free,
        tuple(one for one in free if one in needed_by and start < needed_by[one]),
        tuple(one for one in free if one in needed_by and start >= needed_by[one]),
        tuple((one, why) for one, why in reasons.items() if why is not None),
    )


def hindrance(
    start: datetime, end: datetime, engaged: Iterable[Engagement]
) -> DateHindrance | None:
    """What keeps somebody from being there; None: nothing does."""
    found = set()
    for one in engaged:
        if one.start < end and start < one.end:
            found.add(one.why)
        elif one.why is DateHindrance.DUTY and one.start < end + REST and start < one.end + REST:
            found.add(DateHindrance.REST)
    return next((why for why in DateHindrance if why in found), None)
