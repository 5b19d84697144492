"""The two clocks of the audit: real minutes since 1970 (UTC), and the clock in Amsterdam.

A moment is a whole number of real minutes. Durations are differences of moments, also over a clock
change. Only what the Act says in clock terms ("00.00 uur", "zondag", "week") asks the local clock.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOUR = 60
DAY = 24 * HOUR


def moment(when: datetime) -> int:
    """The real minute of an aware datetime (which must be a whole minute)."""
    return int(when.timestamp()) // 60


def local(minute: int) -> datetime:
    """What the clock in Amsterdam shows at a moment."""
    return datetime.fromtimestamp(minute * 60, AMSTERDAM)


@cache
def at(day: date, hour: int = 0) -> int:
    """The moment of a whole hour of a local day; of the two 02:00 in October, the first."""
    return moment(datetime(day.year, day.month, day.day, hour, tzinfo=AMSTERDAM))


@cache
def weeks_later(minute: int, weeks: int) -> int:
    """The same clock time some weeks later; where the clock shows it twice, the later one.

    Open in the text: which of the two. The later makes the longer window, which is stricter.
    """
    return max(_same_clock_time(minute, weeks))


@cache
def weeks_earlier(minute: int, weeks: int) -> int:
    """The same clock time some weeks earlier; where the clock shows it twice, the earlier one."""
    return min(_same_clock_time(minute, -weeks))


def _same_clock_time(minute: int, weeks: int) -> list[int]:
    shown = local(minute) + timedelta(weeks=weeks)  # wall-clock arithmetic: same zone
    return [moment(shown.replace(fold=fold)) for fold in (0, 1)]


def monday_before(minute: int) -> int:
    """The last Monday 00:00 that is not after a moment."""
    day = local(minute).date()
    return at(day - timedelta(days=day.weekday()))


def monday_after(minute: int) -> int:
    """The first Monday 00:00 that is not before a moment."""
    monday = monday_before(minute)
    return monday if monday == minute else weeks_later(monday, 1)


def days(start: int, end: int) -> Iterator[date]:
    """The local days that share some time with [start, end)."""
    day = local(start).date()
    while at(day) < end:
        yield day
        day += timedelta(days=1)


def nights(start: int, end: int) -> Iterator[tuple[date, int, int]]:
    """The parts of [start, end) between 00:00 and 06:00, each with its day."""
    for day in days(start, end):
        first, last = max(start, at(day)), min(end, at(day, 6))
        if first < last:
            yield day, first, last


def clock_change_note(start: int, end: int) -> str:
    """A note when the clock changes within a window, else nothing."""
    changes = [
        day
        for day in days(start, end)
        if at(day + timedelta(days=1)) - at(day) != DAY
        and start < at(day, 3) <= end  # 03:00 is never before the change
    ]
    return "; ".join(f"clock change in {day:%B %Y}" for day in changes)


def iso(minute: int) -> str:
    """A moment as ISO 8601 on the clock in Amsterdam."""
    return local(minute).isoformat(timespec="minutes")
