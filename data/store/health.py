"""What health and metrics read: when each task last ran and how that went, and counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, case, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from data.model.job import JobStatus
from data.model.message import MessageStatus
from data.store.tables.access import SUBSCRIPTIONS
from data.store.tables.alerts import MESSAGES, SOLVE_RUNS, TASK_STATES
from data.store.tables.records import POSTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement

BACKUP = "backup"  #: the state of backups into a folder


DRILL = "restore_drill"  #: the state of restore drills


@dataclass(frozen=True, slots=True)
class TaskState:
    """What is known of the runs of one task.

    A run is known by the moment at which it began. That moment is what stands in `good_at` or
    `bad_at` when it is over, so that whatever the clock of the machine did meanwhile, nobody has to
    compare two readings of it to know whether a run is over.

    Parameters
    ----------
    name
        Of the task.
    begun_at
        Of the last run.
    good_at
        When the last run began that went well: all until then was seen to.
    bad_at
        When the last run began that failed.
    why
        Why the last run failed, in a line; empty if it went well.
    seconds
        What the last finished run took.
    mark
        How far the task came, where it goes on from a point. Only the task itself moves it, in the
        transaction of its work.
    """

    name: str
    begun_at: datetime | None = None
    good_at: datetime | None = None
    bad_at: datetime | None = None
    why: str = ""
    seconds: int | None = None
    mark: str = ""

    @property
    def is_under_way(self) -> bool:
        """Whether a run has begun that is not over, or that was killed."""
        return self.begun_at is not None and self.begun_at not in (self.good_at, self.bad_at)


_COLUMNS = [TASK_STATES.c[field.name] for field in fields(TaskState)]


def read_task_states(connection: Connection) -> dict[str, TaskState]:
    """All states, by the name of their task."""
    rows = connection.execute(select(*_COLUMNS).order_by(TASK_STATES.c.name))
    return {row.name: TaskState(*row) for row in rows}


def read_task_state(connection: Connection, name: str) -> TaskState:
    """The state of one task; an empty one if it never ran."""
    row = connection.execute(select(*_COLUMNS).where(TASK_STATES.c.name == name)).one_or_none()
    return TaskState(*row) if row else TaskState(name)


def begin(connection: Connection, seen: TaskState, now: datetime) -> bool:
    """Begin a run; False if another process began one since the state was seen."""
    if seen.begun_at is None:
        try:
            with connection.begin_nested():
                row = {"name": seen.name, "begun_at": None, "why": "", "mark": ""}
                connection.execute(insert(TASK_STATES).values(row))
        except IntegrityError:
            pass  # another process made the row, or a task set its mark before its first run
    done = connection.execute(
        update(TASK_STATES)
        .where(
            TASK_STATES.c.name == seen.name,
            TASK_STATES.c.begun_at.is_not_distinct_from(seen.begun_at),
        )
        .values(begun_at=now)
    )
    return bool(done.rowcount)


def end_well(connection: Connection, name: str, begun_at: datetime, seconds: int) -> bool:
    """Note that a run went well; False if another was begun since."""
    return _end(connection, name, begun_at, good_at=begun_at, why="", seconds=seconds)


def end_badly(
    connection: Connection, name: str, begun_at: datetime, seconds: int, why: str
) -> bool:
    """Note that a run failed, and why; False if another was begun since."""
    return _end(connection, name, begun_at, bad_at=begun_at, why=why, seconds=seconds)


def _end(connection: Connection, name: str, begun_at: datetime, **values: Any) -> bool:  # noqa: ANN401
    mine = (TASK_STATES.c.name == name) & (TASK_STATES.c.begun_at == begun_at)
    return bool(connection.execute(update(TASK_STATES).where(mine).values(**values)).rowcount)


def set_mark(connection: Connection, name: str, mark: str) -> None:
    """Move the mark of a task: in the transaction of the work, so that both are or neither is."""
    if connection.execute(
        update(TASK_STATES).where(TASK_STATES.c.name == name).values(mark=mark)
    ).rowcount:
        return
    connection.execute(insert(TASK_STATES).values(name=name, why="", mark=mark))


def delete_task_states(connection: Connection, known: Collection[str], before: datetime) -> int:
    """Take away states of tasks that are no more and did not run since; how many."""
    gone = TASK_STATES.c.name.not_in(list(known)) & (TASK_STATES.c.begun_at < before)
    return connection.execute(delete(TASK_STATES).where(gone)).rowcount


#: What is told of how fast a channel is.
LATELY = timedelta(hours=1)


MOST_TRIES = 3  #: after which a message counts as late, whenever the next one comes


_WAITING = [status for status in MessageStatus if status.is_waiting]


def messages_overdue(
    connection: Connection, before: datetime, only: ColumnElement[bool] | None = None
) -> int:
    """How many messages still wait that were to be sent before a moment, or were tried in vain.

    Each try that fails puts the next one off; a message that goes on failing would never be late.

    Parameters
    ----------
    only
        Which are counted, see `data.store.regions.messages_within`; None: all.
    """
    late = (MESSAGES.c.due_at < before) | (MESSAGES.c.failures >= MOST_TRIES)
    query = select(func.count()).select_from(MESSAGES).where(MESSAGES.c.status.in_(_WAITING), late)
    return connection.scalar(query if only is None else query.where(only)) or 0


@dataclass(frozen=True, slots=True)
class ChannelCounts:
    """How it is with one channel, by the messages that are kept.

    Parameters
    ----------
    messages
        How many of each status.
    failures
        How often it did not take one.
    failing
        How many wait that it did not take.
    sent_at
        When it last took one.
    seconds
        What the longest send of the last hour took; None: there was none.
    waited
        Seconds from when a message was written until it was sent, the longest of the last hour.
    """

    messages: Mapping[MessageStatus, int]
    failures: int
    failing: int
    sent_at: datetime | None
    seconds: float | None
    waited: float | None


def channels(connection: Connection, now: datetime) -> dict[str, ChannelCounts]:
    """How it is with each channel that ever had a message, by name."""
    lately = MESSAGES.c.sent_at >= now - LATELY
    numbers = select(
        MESSAGES.c.channel,
        func.sum(MESSAGES.c.failures),
        func.sum(case((MESSAGES.c.status.in_(_WAITING) & (MESSAGES.c.failures > 0), 1), else_=0)),
        func.max(MESSAGES.c.sent_at),
        func.max(case((lately, MESSAGES.c.took_ms))),
    ).group_by(MESSAGES.c.channel)
    by_status = select(MESSAGES.c.channel, MESSAGES.c.status, func.count())
    counts: dict[str, dict[MessageStatus, int]] = {}
    for channel, status, count in connection.execute(
        by_status.group_by(MESSAGES.c.channel, MESSAGES.c.status)
    ):
        counts.setdefault(channel, dict.fromkeys(MessageStatus, 0))[status] = count
    waited: dict[str, float] = {}
    sent = select(MESSAGES.c.channel, MESSAGES.c.created_at, MESSAGES.c.sent_at).where(lately)
    for channel, created_at, sent_at in connection.execute(sent):
        took = (sent_at - created_at).total_seconds()
        waited[channel] = max(took, waited.get(channel, 0.0))
    return {
        channel: ChannelCounts(
            counts[channel],
            int(failures or 0),
            int(failing or 0),
            last,
            took_ms / 1000 if took_ms is not None else None,
            waited.get(channel),
        )
        for channel, failures, failing, last, took_ms in connection.execute(numbers)
    }


def jobs_by_status(connection: Connection) -> dict[JobStatus, int]:
    """How many jobs there are of each status."""
    query = select(SOLVE_RUNS.c.status, func.count()).group_by(SOLVE_RUNS.c.status)
    found = {status: count for status, count in connection.execute(query)}
    return {status: found.get(status, 0) for status in JobStatus}


def last_fetch(connection: Connection) -> datetime | None:
    """When a calendar was last fetched by anybody."""
    fetched: datetime | None = connection.scalar(select(func.max(SUBSCRIPTIONS.c.fetched_at)))
    return fetched


def post_priorities(connection: Connection) -> Mapping[str, int | None]:
    """The priority of each post that counts, by code; None: the records do not say."""
    query = select(POSTS.c.id, POSTS.c.priority).where(POSTS.c.ended_at.is_(None))
    return {code: priority for code, priority in connection.execute(query)}
