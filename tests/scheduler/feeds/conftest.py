"""A small region with a roster in force, and its calendars over HTTP."""

from __future__ import annotations

import pytest

from data.model.account import Scope
from scheduler.feeds.links import LinkRequest, add_link
from scheduler.settings import Settings
from tests.scheduler.feeds.support import NOW, Clock, Region
from tests.support.originals import IN_FORCE
from web.app import create_app


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture
def region(request, tmp_path, clock):
    """A store with a roster in force: SQLite, unless a test asks for each database in turn."""
    with IN_FORCE.copy(getattr(request, "param", "sqlite"), tmp_path) as store:
        yield Region(store, clock)


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
