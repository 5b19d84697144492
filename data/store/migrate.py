"""Brings the tables of a store up to the version of this program, wholly or not at all.

Alembic is loaded when there is something to do: it takes a while, and every command passes here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from data.store.version import LATEST, RELEASED, other_version, version

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

    from data.store.opening import Store

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x0CAC0  #: of PostgreSQL, so that one process migrates at a time


def migrate(store: Store, to: str = "head") -> bool:
    """Bring the tables up to date; True if there was anything to do.

    All steps are one transaction: what is interrupted half way never happened.

    Raises
    ------
    StoreError
        The store was made by a newer version of the program, by one that was never released, or is
        no store of it.
    """
    store.make()
    with store.rebuilding() as connection:
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = version(connection)
        if before == LATEST:
            return False
        if before is not None and before not in RELEASED:
            raise other_version(store.name, before)
        from alembic import command

        command.upgrade(_config(connection), to)
        return True


def head() -> str | None:
    """The last step this program knows."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config()).get_current_head()


def ensure_current(store: Store) -> None:
    """Make the tables of a new store; refuse one that has those of another version.

    A command must not bring a store up to date by the way: other programs may be at work in it, and
    there is no way back without a copy. That is what ``caco migrate`` is for.

    Raises
    ------
    StoreError
        Its folder does not exist, or another version of the program made it.
    """
    store.make()
    with store.reading(any_version=True) as connection:
        found = version(connection)
    if found is None:
        migrate(store)
    elif found != LATEST:
        raise other_version(store.name, found)


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config
