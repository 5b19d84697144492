"""Keeps pulses. A run is begun by one process only, and ended by the one that began it.

These writes take no turn of the audit trail: each is one row, nothing else waits for them, and the
pulse has to beat while others write.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from data.model.pulse import Pulse
from data.store.tables.alerts import PULSES

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

_COLUMNS = [PULSES.c[field.name] for field in fields(Pulse)]


def read_pulses(connection: Connection) -> dict[str, Pulse]:
    """All pulses, by the name of their task."""
    rows = connection.execute(select(*_COLUMNS).order_by(PULSES.c.name))
    return {row.name: Pulse(*row) for row in rows}


def read_pulse(connection: Connection, name: str) -> Pulse:
    """The pulse of one task; an empty one if it never ran."""
    row = connection.execute(select(*_COLUMNS).where(PULSES.c.name == name)).one_or_none()
    return Pulse(*row) if row else Pulse(name)


def begin(connection: Connection, seen: Pulse, now: datetime) -> bool:
    """Begin a run; False if another process began one since the pulse was seen."""
    if seen.begun_at is None:
        try:
            with connection.begin_nested():
                row = {"name": seen.name, "begun_at": None, "why": "", "mark": ""}
                connection.execute(insert(PULSES).values(row))
        except IntegrityError:
            pass  # another process made the row, or a task set its mark before its first run
    done = connection.execute(
        update(PULSES)
        .where(PULSES.c.name == seen.name, PULSES.c.begun_at.is_not_distinct_from(seen.begun_at))
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
    mine = (PULSES.c.name == name) & (PULSES.c.begun_at == begun_at)
    return bool(connection.execute(update(PULSES).where(mine).values(**values)).rowcount)


def set_mark(connection: Connection, name: str, mark: str) -> None:
    """Move the mark of a task: in the transaction of the work, so that both are or neither is."""
    if connection.execute(update(PULSES).where(PULSES.c.name == name).values(mark=mark)).rowcount:
        return
    connection.execute(insert(PULSES).values(name=name, why="", mark=mark))


def forget_pulses(connection: Connection, known: Collection[str], before: datetime) -> int:
    """Take away pulses of tasks that are no more and did not run since; how many."""
    gone = PULSES.c.name.not_in(list(known)) & (PULSES.c.begun_at < before)
    return connection.execute(delete(PULSES).where(gone)).rowcount
