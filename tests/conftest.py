"""What tests of many rooms share: a store on each of the two databases."""

from __future__ import annotations

import os
import shutil
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from data.store.migrate import migrate
from data.store.opening import Store, store_url
from scheduler.accounts import passwords

#: `make test` sets it, with a PostgreSQL server of its own: there no test skips for want of one.
NEEDS_POSTGRESQL = "CACO_TEST_POSTGRESQL"


def server_url(database: str) -> URL | None:
    """The address of a database on the test server; None: there is no server."""
    if "PGHOST" not in os.environ:
        return None
    return URL.create(
        "postgresql+psycopg",
        username=os.environ["PGUSER"],
        password=os.environ["PGPASSWORD"],
        host=os.environ["PGHOST"],
        port=int(os.environ["PGPORT"]),
        database=database,
    )


def on_server(statement: str) -> None:
    """Run a statement on the test server, outside any transaction."""
    engine = create_engine(server_url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def copy_database(name: str, template: str) -> None:
    """Make a database that is a copy of another."""
    on_server(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Hashes with the least effort: a thousand times signing in takes minutes with the real one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(1, 8, 1))
        yield


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory):
    """A migrated file, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "caco.db"
    store = Store(store_url(f"sqlite:///{path}"))
    migrate(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture(scope="session")
def empty_postgresql():
    """The name of a migrated database, to be copied."""
    if server_url("postgres") is None:
        if os.environ.get(NEEDS_POSTGRESQL):
            pytest.fail("make test promised a PostgreSQL server, and there is none")
        pytest.skip("no PostgreSQL server here; make test starts one")
    name = f"caco_empty_{uuid4().hex[:8]}"
    on_server(f"CREATE DATABASE {name}")
    store = Store(server_url(name))
    migrate(store)
    store.close()
    yield name
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(empty_sqlite, tmp_path):
    path = tmp_path / "caco.db"
    shutil.copy(empty_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(empty_postgresql):
    name = f"caco_{uuid4().hex}"
    copy_database(name, empty_postgresql)
    yield server_url(name).render_as_string(hide_password=False)
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """The address of an empty store, on each database in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def store(database_url):
    """An empty store, opened."""
    opened = Store(store_url(database_url))
    yield opened
    opened.close()


@pytest.fixture
def file_store(sqlite_url):
    """An empty store in a file, where the database makes no difference."""
    opened = Store(store_url(sqlite_url))
    yield opened
    opened.close()
