"""Periodic tasks that tests drive, and tasks that keep a diary."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from data.model.message import Message, MessageKind
from data.store import health, outbox
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.tables.alert_records import DUTY_MANAGERS
from data.store.tables.records import FUNCTIONS, POSTS, REGIONS
from scheduler.service.periodic import PeriodicTasks, Task
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


def tasks_of(store, *tasks, **how) -> PeriodicTasks:
    """Some tasks, always driven by hand."""
    plain = [task.task if isinstance(task, Diary) else task for task in tasks]
    return PeriodicTasks(store, Settings(), plain, lambda: NOW, **how)


def drive(periodic, start, end, step=TICK):
    """Tick from one moment to another; every run of every task."""
    done, now = [], start
    while now < end:
        done += [(run.task, now) for run in periodic.run_due(now)]
        now += step
    return done


@pytest.fixture(autouse=True)
def a_channel(monkeypatch):
    """A channel by which duty managers can be reached; nobody listens there."""
    monkeypatch.setenv("CACO_CHANNEL_PUSH", "json://127.0.0.1:1/{to}")


def state_of(store, name="sweep"):
    with store.reading() as connection:
        return health.read_task_state(connection, name)


def message(number=1, **how) -> Message:
    """A message that is due at NOW."""
    given = {
        "id": f"message-{number}",
        "kind": MessageKind.GAPS,
        "recipient": "outside/desk",
        "name": "Desk",
        "channel": "mail",
        "address": "desk@example.org",
        "subject": "A seat will be empty",
        "body": "CACO, Friday night",
        "attachment": "BEGIN:VCALENDAR",
        "created_at": NOW,
        "due_at": NOW,
    }
    return Message(**{**given, **how})


def keep_messages(store, *given):
    with store.writing() as connection:
        outbox.add_messages(connection, given)


def add_post(store, code="CACO", priority=1):
    """A post in the records that the sweep can judge, and whom to notify; no more of a region.

    They are reached by the channel of `a_channel`.
    """
    kept = {"key": code, "lock_version": 1}
    row = {"id": code, "name": code, "regions": ["GV"], "kind": "open_call", "priority": priority}
    with store.writing() as connection:
        if not connection.scalar(select(FUNCTIONS.c.id)):
            connection.execute(insert(FUNCTIONS).values(id="caco", name="CaCo", **kept))
            connection.execute(insert(REGIONS).values(id="GV", name="Gooi", **kept))
        connection.execute(insert(POSTS).values(function="caco", **row, **kept))
        for level in (1, 2) if connection.scalar(select(DUTY_MANAGERS.c.level)) is None else ():
            who = {"level": level, "name": f"Desk {level}", "channel": "push", "address": "desk"}
            of = {"key": f"{level}", "lock_version": 1}
            connection.execute(insert(DUTY_MANAGERS).values(**who, **of))


def add_entries(store, count=3):
    """Entries of the audit trail."""
    acts = [Act("roster.drafted", f"roster/{n}", None, {"n": n}) for n in range(count)]
    with store.writing() as connection:
        trail.append(connection, acts, "planner", NOW)
