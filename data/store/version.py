"""Whether the tables of a store are those of this program; quick, for every command asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from data.model.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection


FIRST = "0004"  #: where the tables of version 0.1.0 stand
RELEASED = (FIRST,)  #: steps at which the tables stand of earlier versions that were released
LATEST = "0041"  #: the last step in the folder of migrations


def version(connection: Connection) -> str | None:
    """Which step the tables stand at; None: there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def other_version(name: str, found: str) -> StoreError:
    """That a store has the tables of another version than this program, and what to do.

    Parameters
    ----------
    name
        Of the store.
    found
        The step its tables stand at; steps are counted with leading zeros.
    """
    if found > LATEST:
        return StoreError(
            f"{name}: this store was made by a newer version of caco",
            "Use that version, or restore a backup made by this one",
        )
    if found and found not in RELEASED:
        return StoreError(
            f"{name}: this store was made by a version of caco that was never released",
            "Export its records with that version, and import them into a new store",
        )
    return StoreError(
        f"{name}: this store was made by an older version of caco",
        "Stop what uses it, then run caco migrate: it makes a copy first",
    )
