"""A published region whose people can be reached by mail, on both databases; made once, copied."""

import shutil
from contextlib import contextmanager
from uuid import uuid4

import pytest

from data.store.opening import Store, store_url
from scheduler.alerts.changed_duties import tell_changes
from tests.conftest import on_server, server_url
from tests.functionaries.scene import SETTINGS, give_contacts, open_a_seat, published
from tests.store.region import NOW, import_texts


@pytest.fixture(autouse=True)
def channels(monkeypatch):
    """What the settings name, as the environment would."""
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://sink")
    monkeypatch.setenv("CACO_CHANNEL_PUSH", "ntfy://sink/{to}")


def publish_it(store):
    """Import, publish, and look for the first time."""
    import_texts(store)
    give_contacts(store)
    published(store)
    tell_changes(store, SETTINGS, NOW)


def filled(url, *steps):
    store = Store(store_url(url))
    for step in steps:
        step(store)
    if store.is_sqlite:
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


class Original:
    """A store in some state, on both databases, each made when it is first asked for."""

    def __init__(self, folder, sqlite, postgresql, *steps):
        self._folder, self._steps = folder, steps
        self._from = {"sqlite": sqlite, "postgresql": postgresql}
        self._made = {}

    def path(self):
        """The file of SQLite."""
        if "sqlite" not in self._made:
            path = self._folder / f"{uuid4().hex}.db"
            shutil.copy(self._from["sqlite"](), path)
            filled(f"sqlite:///{path}", *self._steps)
            self._made["sqlite"] = path
        return self._made["sqlite"]

    def database(self):
        """The name of the database of PostgreSQL."""
        if "postgresql" not in self._made:
            name = f"caco_region_{uuid4().hex[:8]}"
            on_server(f"CREATE DATABASE {name} TEMPLATE {self._from['postgresql']()}")
            filled(server_url(name).render_as_string(hide_password=False), *self._steps)
            self._made["postgresql"] = name
        return self._made["postgresql"]

    def drop(self):
        if "postgresql" in self._made:
            on_server(f"DROP DATABASE {self._made['postgresql']} WITH (FORCE)")

    @contextmanager
    def copy(self, kind, folder):
        """A store to be spoilt by one test."""
        name = f"caco_{uuid4().hex}"
        if kind == "sqlite":
            shutil.copy(self.path(), folder / f"{name}.db")
            url = f"sqlite:///{folder / name}.db"
        else:
            on_server(f"CREATE DATABASE {name} TEMPLATE {self.database()}")
            url = server_url(name).render_as_string(hide_password=False)
        store = Store(store_url(url))
        yield store
        store.close()
        if kind == "postgresql":
            on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def originals(request, tmp_path_factory):
    """A published region; and the same with one seat that fell open."""
    folder = tmp_path_factory.mktemp("regions")
    whole = Original(
        folder,
        lambda: request.getfixturevalue("empty_sqlite"),
        lambda: request.getfixturevalue("empty_postgresql"),
        publish_it,
    )
    short = Original(folder, whole.path, whole.database, open_a_seat)
    yield {"region": whole, "short_region": short}
    short.drop()
    whole.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def region(request, originals, tmp_path):
    """The published region, on each database in turn."""
    with originals["region"].copy(request.param, tmp_path) as store:
        yield store


@pytest.fixture(params=["sqlite", "postgresql"])
def short_region(request, originals, tmp_path):
    """The same with one seat that fell open, which at least two others may take."""
    with originals["short_region"].copy(request.param, tmp_path) as store:
        yield store


@pytest.fixture
def short_region_on_sqlite(originals, tmp_path):
    """The same on SQLite alone, for what no database can do differently."""
    with originals["short_region"].copy("sqlite", tmp_path) as store:
        yield store
