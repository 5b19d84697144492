"""A site over a region with a roster in force, and somebody of each role who is signed in."""

from __future__ import annotations

import re

import pytest

from data.model.account import Role
from data.store import rosters
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.coverage.monitor import sweep
from scheduler.settings import Settings
from tests.scheduler.cli.conftest import command_line
from tests.support.once import copied
from tests.support.originals import BY_TURNS, Original
from tests.support.region import INSIDE, NOW
from web.app import create_app

__all__ = ["command_line"]

#: Not hashed anew for each test: that takes a fifth of a second, as it should.
PASSWORD = "a password for tests"
#: Where a page holds the token of its forms, which is another one each second.
FORM_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


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
        token = FORM_TOKEN.search(page.text)[1]
        headers = {"Accept": "text/html", "X-CSRFToken": token, **how.pop("headers", {})}
        return self.client.post(path, data=data, headers=headers, **how)


def add_accounts(store):
    """Somebody of each role; the functionary is the first person of the region."""
    with store.reading() as connection:
        first = min(connection.exec_driver_sql("SELECT id FROM people").scalars())
    for role in Role:
        person = first if role is Role.FUNCTIONARY else None
        name = f"{role.value.replace('_', ' ').capitalize()} of the tests"
        account = NewAccount(role.value, name, frozenset({role}), person, "", PASSWORD)
        add_account(store, account, "tests", NOW)


def last_roster(store) -> int:
    """The number of the roster that was made last."""
    with store.reading() as connection:
        return max(head.id for head in rosters.heads(connection))


SITE = Original("site", BY_TURNS, lambda store: sweep(store, 8, INSIDE), add_accounts)


@pytest.fixture(scope="session")
def published_file():
    """A store with a region, its roster in force, gaps that were looked for, and accounts."""
    return SITE.path()


@pytest.fixture
def site_store(published_file, tmp_path):
    """A copy of it, opened."""
    with copied(published_file, tmp_path / "caco.db") as store:
        yield store


@pytest.fixture
def app(site_store):
    """The web application at a moment inside the roster."""
    return create_app(site_store, Settings(), lambda: INSIDE)


@pytest.fixture
def visit(app):
    """``visit(Role.PLANNER)``: somebody who is signed in; ``visit()``: nobody."""
    return lambda role=None: Visit(app, role)
