"""Whether the tables of a store are those of this program; quick, for every command asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from data.model.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.store.opening import Store

LATEST = "0002"  #: the last step in the folder of migrations


def ensure_current(store: Store) -> None:
    """Make the tables of a new or older store; a store that is current is only read.

    Raises
    ------
    StoreError
        Its folder does not exist, or a newer version of the program made it.
    """
    if store.file is not None and not store.file.exists():
        if not store.file.parent.exists():
            raise StoreError(
                f"{store.name}: its folder does not exist", "Make the folder, or name another file"
            )
    elif is_current(store):
        return
    from data.store.migrate import migrate  # what migrates takes a while to load

    migrate(store)


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
