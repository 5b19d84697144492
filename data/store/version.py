"""Whether the tables of a store are those of this program; quick, for every command asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.store.opening import Store

LATEST = "0009"  #: the last step in the folder of migrations


def is_current(store: Store) -> bool:
    """Whether the tables are those of this program."""
    with store.reading() as connection:
        return version(connection) == LATEST


def version(connection: Connection) -> str | None:
    """Which step the tables stand at; None: there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)
