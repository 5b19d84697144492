"""A small region with a roster in force, and its calendars over HTTP."""

from __future__ import annotations

import shutil

import pytest

from data.model.subscription import Scope
from data.store.opening import Store, store_url
from scheduler.feeds.links import LinkRequest, add_link
from scheduler.settings import Settings
from tests.scheduler.feeds.support import NOW, Clock, Region
from tests.support.region import import_texts, published
from web.app import create_app


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture(scope="session")
def published_sqlite(empty_sqlite, tmp_path_factory):
    """A file with a region and its roster of two weeks in force, to be copied."""
    path = tmp_path_factory.mktemp("published") / "caco.db"
    shutil.copy(empty_sqlite, path)
    store = Store(store_url(f"sqlite:///{path}"))
    import_texts(store)
    published(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture
def region(request, published_sqlite, tmp_path, clock):
    """A store with a roster in force: SQLite, unless a test asks for each database in turn."""
    if getattr(request, "param", "sqlite") == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    else:
        shutil.copy(published_sqlite, tmp_path / "caco.db")
        url = f"sqlite:///{tmp_path / 'caco.db'}"
    store = Store(store_url(url))
    if not store.is_sqlite:
        import_texts(store)
        published(store)
    yield Region(store, clock)
    store.close()


@pytest.fixture
def settings():
    return Settings(language="en", base_url="https://caco.example")


@pytest.fixture
def app(region, settings, clock):
    return create_app(region.store, settings, clock)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def link(region):
    """The path of a link to the calendar of somebody with duties."""

    def make(scope=Scope.PERSON, subject=None, **choices) -> str:
        subject = region.person if subject is None and scope is Scope.PERSON else subject or ""
        asked = LinkRequest(scope, subject, choices.pop("language", "en"), **choices)
        return f"/calendar/{add_link(region.store, asked, 'planner', region.clock()).token}.ics"

    return make
