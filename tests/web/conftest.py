"""A site over a region with a roster in force, and somebody of each role who is signed in."""

from __future__ import annotations

import re

import pytest

from data.model.account import Role
from data.store.opening import Store, store_url
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.coverage.monitor import sweep
from scheduler.settings import Settings
from tests.scheduler.cli.conftest import command_line
from tests.support.region import INSIDE, NOW, import_texts, published_by_turns
from web.app import create_app

__all__ = ["command_line"]

#: Not hashed anew for each test: that takes a fifth of a second, as it should.
PASSWORD = "a password for tests"


class Visit:
    """A browser without a screen, of somebody in one role."""

    def __init__(self, app, role: Role | None = None) -> None:
        self.client = app.test_client()
        self.token = ""
        if role is not None:
            self.post("/login", data={"login": role.value, "password": PASSWORD})

    def get(self, path: str, **how):
        return self.client.get(
            path, headers={"Accept": "text/html", **how.pop("headers", {})}, **how
        )

    def post(self, path: str, data=None, **how):
        """Send a form of a page of ours, which knows the token."""
        page = self.client.get("/login", headers={"Accept": "text/html"})
        token = re.search(r'name="csrf-token" content="([^"]+)"', page.text)[1]
        headers = {"Accept": "text/html", "X-CSRFToken": token, **how.pop("headers", {})}
        return self.client.post(path, data=data, headers=headers, **how)


@pytest.fixture(scope="session")
def published_file(empty_sqlite, tmp_path_factory):
    """A store with a region, its roster in force, gaps that were looked for, and accounts."""
    path = tmp_path_factory.mktemp("published") / "caco.db"
    path.write_bytes(empty_sqlite.read_bytes())
    path.chmod(0o600)
    store = Store(store_url(f"sqlite:///{path}"))
    import_texts(store)
    published_by_turns(store)
    sweep(store, 8, INSIDE)
    with store.reading() as connection:
        first = min(connection.exec_driver_sql("SELECT id FROM people").scalars())
    for role in Role:
        person = first if role is Role.FUNCTIONARY else None
        name = f"{role.value.replace('_', ' ').capitalize()} of the tests"
        add_account(
            store,
            NewAccount(role.value, name, frozenset({role}), person, "", PASSWORD),
            "tests",
            NOW,
        )
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture
def site_store(published_file, tmp_path):
    """A copy of it, opened."""
    path = tmp_path / "caco.db"
    path.write_bytes(published_file.read_bytes())
    path.chmod(0o600)
    opened = Store(store_url(f"sqlite:///{path}"))
    yield opened
    opened.close()


@pytest.fixture
def app(site_store):
    """The web application at a moment inside the roster."""
    return create_app(site_store, Settings(), lambda: INSIDE)


@pytest.fixture
def visit(app):
    """``visit(Role.PLANNER)``: somebody who is signed in; ``visit()``: nobody."""
    return lambda role=None: Visit(app, role)
