"""Copies of a store on PostgreSQL, made and put back by its own tools, pg_dump and pg_restore."""

from __future__ import annotations

import os
import secrets
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from data.model.errors import StoreError
from data.store.opening import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy.engine import URL


def dump(store: Store, target: Path) -> None:
    """Write a dump in pg_dump's custom format; it has its name only when it is whole.

    Raises
    ------
    StoreError
        pg_dump is not there, or could not do it.
    """
    part = target.with_name(target.name + ".part")
    try:
        _run(store.url, ["pg_dump", "--format=custom", "--no-owner", f"--file={part}"])
        part.rename(target)
    except OSError as error:
        raise StoreError(
            f"{target}: the copy failed ({error})", "Make room, or name another"
        ) from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def restored(store: Store, source: Path) -> Iterator[Store]:
    """A database beside the store that holds a dump, for as long as it is looked at.

    Raises
    ------
    StoreError
        No database may be made beside the store, or the dump cannot be put back.
    """
    name = f"caco_drill_{secrets.token_hex(4)}"
    _on_server(store.url, f"CREATE DATABASE {name}")
    url = store.url.set(database=name)
    copy = Store(url)
    try:
        _run(url, ["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={name}", str(source)])
        yield copy
    finally:
        copy.close()
        _on_server(store.url, f"DROP DATABASE IF EXISTS {name}")


def _run(url: URL, command: Sequence[str]) -> None:
    known = {
        "PGHOST": url.host,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": None if url.password is None else str(url.password),
        "PGDATABASE": url.database,
    }
    environment = {**os.environ, **{name: value for name, value in known.items() if value}}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise StoreError(
            f"{command[0]} is not installed", "Install the package postgresql-client"
        ) from None
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise StoreError(f"{command[0]} failed: {said}", "Mend that, then try again")


def _on_server(url: URL, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise StoreError(
            f"no database can be made beside the store ({said})",
            "Allow it once: ALTER ROLE … CREATEDB",
        ) from error
    finally:
        engine.dispose()
