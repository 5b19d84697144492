"""The clock of the region: local dates and times, as a planner types them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


def instant(day: date, clock: time = time()) -> datetime:
    """The UTC instant of a local date and clock time."""
    return datetime.combine(day, clock, ZONE).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """An instant on the local clock."""
    return moment.astimezone(ZONE)


def monday(day: date) -> date:
    """The Monday of the week of a date."""
    return day - timedelta(days=day.weekday())


def elapsed_minutes(start: datetime, end: datetime) -> int:
    """Real minutes between two instants."""
    return int((end - start).total_seconds()) // 60
