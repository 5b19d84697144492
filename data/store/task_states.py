"""Keeps pulses. A run is begun by one process only, and ended by the one that began it.

These writes take no turn of the audit trail: each is one row, nothing else waits for them, and the
state has to beat while others write.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from data.model.task_state import TaskState
from data.store.tables.alerts import TASK_STATES

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

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
