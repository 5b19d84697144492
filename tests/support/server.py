"""The PostgreSQL server that tests have, and databases on it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import URL

from tests.support.once import fill_store, folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.store.opening import Store

#: `make test` sets it, with a PostgreSQL server of its own: there no test skips for want of one.
NEEDS_POSTGRESQL = "CACO_TEST_POSTGRESQL"


def need_server() -> None:
    """Skip the test that runs, if there is no server."""
    if "PGHOST" not in os.environ:
        if os.environ.get(NEEDS_POSTGRESQL):
            pytest.fail("make test promised a PostgreSQL server, and there is none")
        pytest.skip("no PostgreSQL server here; make test starts one")


def server_url(database: str) -> URL:
    """The address of a database on the test server."""
    return URL.create(
        "postgresql+psycopg",
        username=os.environ["PGUSER"],
        password=os.environ["PGPASSWORD"],
        host=os.environ["PGHOST"],
        port=int(os.environ["PGPORT"]),
        database=database,
    )


def url_text(database: str) -> str:
    """The same address, as a setting."""
    return server_url(database).render_as_string(hide_password=False)


def on_server(statement: str) -> None:
    """Run a statement on the test server, outside any transaction."""
    where = server_url("postgres").set(drivername="postgresql")
    with psycopg.connect(where.render_as_string(hide_password=False), autocommit=True) as server:
        server.execute(statement.encode())


def copy_database(name: str, template: str) -> None:
    """Make a database that is a copy of another."""
    on_server(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")


def drop_database(name: str) -> None:
    """Remove a database, whoever is connected to it."""
    on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def new_database(name: str, source: str | None, *steps: Callable[[Store], object]) -> str:
    """A database of this run: a copy of another, or new, on which steps were taken."""
    made = f"caco_{name}_{uuid4().hex[:8]}"
    (folder() / f"{made}.database").touch()
    if source is None:
        on_server(f"CREATE DATABASE {made}")
    else:
        copy_database(made, source)
    fill_store(url_text(made), *steps)
    return made


def drop_prepared() -> None:
    """Remove the databases that this run made."""
    for one in folder().glob("*.database"):
        drop_database(one.stem)
