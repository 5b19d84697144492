"""How far something that runs by the clock has come: a text, kept with its pulse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from data.store.tables.alerts import PULSES

if TYPE_CHECKING:
    from sqlalchemy import Connection


def read_mark(connection: Connection, name: str) -> str:
    """The mark of something; empty: it never ran."""
    return connection.scalar(select(PULSES.c.mark).where(PULSES.c.name == name)) or ""


def write_mark(connection: Connection, name: str, mark: str) -> None:
    """Move a mark, in the transaction of the work that it tells of."""
    moved = connection.execute(update(PULSES).where(PULSES.c.name == name).values(mark=mark))
    if not moved.rowcount:
        connection.execute(insert(PULSES).values(name=name, why="", mark=mark))
