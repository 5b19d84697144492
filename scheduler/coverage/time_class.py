"""Day, night and holiday: times at which people come to a call more readily, or less."""

from __future__ import annotations

from datetime import UTC, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.days import DAY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date
    from zoneinfo import ZoneInfo

    from data.model.uncovered import Stretch

NIGHT_ENDS = time(6)  #: a night lasts from 00:00 to 06:00, as in ATW 1:7


class TimeClass(StrEnum):
    """A holiday is one from midnight to midnight; all other time is night or day.

    A weekend is day and night: nothing says that people come less then. What counts as a holiday is
    for the caller to say; `scheduler.coverage.open_call` is given public and school holidays.
    """

    DAY = "day"
    NIGHT = "night"
    HOLIDAY = "holiday"


def class_of(moment: datetime, holidays: Collection[date], zone: ZoneInfo) -> TimeClass:
    """The class in which a moment lies."""
    local = moment.astimezone(zone)
    if local.date() in holidays:
        return TimeClass.HOLIDAY
    return TimeClass.NIGHT if local.time() < NIGHT_ENDS else TimeClass.DAY


def stretches(
    time_class: TimeClass,
    start: datetime,
    end: datetime,
    holidays: Collection[date],
    zone: ZoneInfo,
) -> Iterator[Stretch]:
    """The parts of ``[start, end)`` that lie in a class, by start."""
    day = start.astimezone(zone).date()
    while _instant(day, zone) < end:
        for found, first, last in _parts(day, holidays, zone):
            if found is time_class and first < end and start < last:
                yield max(first, start), min(last, end)
        day += DAY


def _parts(
    day: date, holidays: Collection[date], zone: ZoneInfo
) -> tuple[tuple[TimeClass, datetime, datetime], ...]:
    begin, beyond = _instant(day, zone), _instant(day + DAY, zone)
    if day in holidays:
        return ((TimeClass.HOLIDAY, begin, beyond),)
    dawn = _instant(day, zone, NIGHT_ENDS)
    return (TimeClass.NIGHT, begin, dawn), (TimeClass.DAY, dawn, beyond)


def _instant(day: date, zone: ZoneInfo, clock: time = time()) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
