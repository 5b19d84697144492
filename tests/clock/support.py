"""Clocks that tests drive, and tasks that keep a diary."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from data.store import pulses
from scheduler.clock.clock import Clock
from scheduler.clock.task import Task
from scheduler.settings import Settings

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
TICK = timedelta(seconds=15)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Diary:
    """A task that writes down when it ran; it fails for as long as `trouble` is an error."""

    def __init__(self, name="sweep", every=5 * MINUTE, **how) -> None:
        self.runs: list[datetime] = []
        self.trouble: Exception | None = None
        self.task = Task(name, every, self.run, **how)

    def run(self, store, settings, now) -> str:
        self.runs.append(now)
        if self.trouble:
            raise self.trouble
        return ""


def clock_of(store, *tasks, **how) -> Clock:
    """A clock of some tasks; it is always driven by hand."""
    plain = [task.task if isinstance(task, Diary) else task for task in tasks]
    return Clock(store, Settings(), plain, lambda: NOW, **how)


def drive(clock, start, end, step=TICK):
    """Tick from one moment to another; every run of every task."""
    done, now = [], start
    while now < end:
        done += [(run.task, now) for run in clock.run_due(now)]
        now += step
    return done


def pulse_of(store, name="sweep"):
    with store.reading() as connection:
        return pulses.read_pulse(connection, name)
