"""Brings the tables of a store up to the version of this program, wholly or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text

from data.model.errors import StoreError
from data.store.version import version

if TYPE_CHECKING:
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
        The store was made by a newer version of the program, or is no store of it.
    """
    store.make()
    with store.rebuilding() as connection:
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        before = version(connection)
        if before == head():
            return False
        _refuse_unknown(before, store.name)
        command.upgrade(_config(connection), to)
        return True


def head() -> str | None:
    """The last step this program knows."""
    return _scripts().get_current_head()


def _refuse_unknown(found: str | None, name: str) -> None:
    if found is None:
        return
    try:
        _scripts().get_revision(found)
    except CommandError:
        raise StoreError(
            f"{name}: this store was made by a newer version of caco",
            "Use that version, or restore a backup made by this one",
        ) from None


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config
