"""Stores in some state, each made once on each database and copied for every test."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from uuid import uuid4

from data.store.opening import Store, store_url
from tests.conftest import copy_database, on_server, server_url


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
            copy_database(name, self._from["postgresql"]())
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
            copy_database(name, self.database())
            url = server_url(name).render_as_string(hide_password=False)
        store = Store(store_url(url))
        yield store
        store.close()
        if kind == "postgresql":
            on_server(f"DROP DATABASE {name} WITH (FORCE)")
