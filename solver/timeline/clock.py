"""The local clock, in whole UTC minutes since the epoch.

The solver and every rule count in elapsed minutes; this module is the only place where a minute
meets a wall clock. Days are `datetime.date` ordinals: plain integers that subtract.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY
SATURDAY, SUNDAY = 5, 6
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


def to_minute(instant: datetime) -> int:
    """Whole minutes since the epoch of an aware instant."""
    return (instant - _EPOCH) // _MINUTE


def to_instant(minute: int) -> datetime:
    """The UTC instant of a minute."""
    return _EPOCH + timedelta(minutes=minute)


def weekday(day: int) -> int:
    """Weekday of a date ordinal; 0 is Monday."""
    return (day + 6) % 7


class LocalClock:
    """Local dates and clock times of one time zone over a stretch of time.

    Parameters
    ----------
    zone
        The time zone.
    start, end
        Minutes between which the clock is asked; a margin of 60 weeks is kept on both sides.
    """

    def __init__(self, zone: ZoneInfo, start: int, end: int) -> None:
        self.zone = zone
        margin = timedelta(weeks=60)
        self._first_day = (to_instant(start).astimezone(zone) - margin).date().toordinal()
        last_day = (to_instant(end).astimezone(zone) + margin).date().toordinal()
        self._midnights = [self._convert(day, 0) for day in range(self._first_day, last_day)]
        #: Days of 24 hours, on which the clock does not change.
        self._even_days = frozenset(
            self._first_day + index
            for index, (midnight, next_one) in enumerate(pairwise(self._midnights))
            if next_one - midnight == DAY
        )

    def _convert(self, day: int, clock_minute: int) -> int:
        local = datetime.combine(
            date.fromordinal(day), time(clock_minute // 60, clock_minute % 60), self.zone
        )
        return to_minute(local.astimezone(UTC))

    def midnight(self, day: int) -> int:
        """The minute at which a local date begins."""
        return self._midnights[day - self._first_day]

    @lru_cache(maxsize=8192)  # noqa: B019 - a clock lives as long as its problem
    def at(self, day: int, clock_minute: int) -> int:
        """The minute of a clock time on a local date; `clock_minute` counts from 00:00."""
        return self._convert(day, clock_minute)

    @lru_cache(maxsize=65536)  # noqa: B019 - a clock lives as long as its problem
    def day(self, minute: int) -> int:
        """Ordinal of the local date of a minute."""
        return self._first_day + bisect_right(self._midnights, minute) - 1

    def days(self, start: int, end: int) -> range:
        """Ordinals of the local dates that ``[start, end)`` touches."""
        return range(self.day(start), self.day(end - 1) + 1)

    def night(self, day: int) -> tuple[int, int]:
        """The stretch 00:00-06:00 of a local date (5 or 7 hours when the clock changes)."""
        return self.midnight(day), self.at(day, 6 * HOUR)

    def time_of_day(self, minute: int) -> int:
        """What the clock shows at a minute, in minutes since 00:00."""
        day = self.day(minute)
        if day in self._even_days:  # the usual case, and quick
            return minute - self.midnight(day)
        local = to_instant(minute).astimezone(self.zone)
        return 60 * local.hour + local.minute

    def monday(self, minute: int) -> int:
        """The minute at which the local week (from Monday 00:00) of a minute begins."""
        day = self.day(minute)
        return self.midnight(day - weekday(day))

    @lru_cache(maxsize=65536)  # noqa: B019 - a clock lives as long as its problem
    def add_weeks(self, minute: int, weeks: int) -> int:
        """The same clock time some weeks later (or earlier).

        In the hours that the clock shows twice, or not at all, the choice that makes the stretch
        in between longer: the stricter one.
        """
        if not weeks:
            return minute
        day = self.day(minute)
        if self._even_days.issuperset((day, day + 7 * weeks)):  # the usual case, and quick
            return self.midnight(day + 7 * weeks) + minute - self.midnight(day)
        shown = to_instant(minute).astimezone(self.zone) + timedelta(weeks=weeks)
        moments = [to_minute(shown.replace(fold=fold).astimezone(UTC)) for fold in (0, 1)]
        return max(moments) if weeks > 0 else min(moments)

    def clock_changes(self, start: int, end: int) -> bool:
        """Whether the offset from UTC at `start` differs from that at `end`."""
        first, last = (to_instant(m).astimezone(self.zone).utcoffset() for m in (start, end))
        return first != last
