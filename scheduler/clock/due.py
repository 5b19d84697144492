"""When a task is due: pure, from its pulse and the time.

Triggers by the wall clock of a scheduling library fire twice, or an hour late, on the nights on
which the clock changes. So the question is asked the other way round: since when has this time of
day been behind us, and did a run that went well begin since then?
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from data.model.pulse import Pulse
    from scheduler.clock.task import Task


def is_due(task: Task, pulse: Pulse, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a task is to be done now.

    A task that failed, or was killed, has not been done and stays due. One whose last good run lies
    further ahead than half a period is due too: the clock was wrong then, and has been put right.
    A run that lies less far ahead counts, so that nothing is done twice when the clock steps back.
    """
    if pulse.good_at is None or pulse.good_at - now > task.every / 2:
        return True
    return next_due(task, pulse.good_at, zone) <= now


def next_due(task: Task, good_at: datetime, zone: ZoneInfo) -> datetime:
    """When a task is due after a run that went well."""
    if task.at is None:
        return good_at + task.every
    return next_time_of_day(task.at, good_at, zone)


def next_time_of_day(at: time, after: datetime, zone: ZoneInfo) -> datetime:
    """The first moment after another at which a local clock shows a time of day.

    There is one such moment on each local date: the first where the clock shows it twice; where it
    shows it not at all, as long after midnight as it would have been (02:30 is then at 03:30).
    """
    day = after.astimezone(zone).date()
    moments = [_moment(day.toordinal() + ahead, at, zone) for ahead in (0, 1, 2)]
    return min(moment for moment in moments if moment > after)


def _moment(day: int, at: time, zone: ZoneInfo) -> datetime:
    midnight = datetime.fromordinal(day).replace(tzinfo=zone)
    return midnight.replace(hour=at.hour, minute=at.minute, second=at.second).astimezone(UTC)
