"""A published region whose people can be reached by mail, on both databases; made once, copied."""

import pytest

from scheduler.notifications.duty_changes import notify_of_changes
from tests.scheduler.self_service.scene import SETTINGS, give_contacts, open_a_seat, published
from tests.support.originals import IMPORTED, Original
from tests.support.region import NOW


@pytest.fixture(autouse=True)
def channels(monkeypatch):
    """What the settings name, as the environment would."""
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://sink")
    monkeypatch.setenv("CACO_CHANNEL_PUSH", "ntfy://sink/{to}")


REACHED = Original(
    "reached",
    IMPORTED,
    give_contacts,
    published,
    lambda store: notify_of_changes(store, SETTINGS, NOW),  # looks for the first time
)
ONE_SEAT_OPEN = Original("one_seat_open", REACHED, open_a_seat)


@pytest.fixture(params=["sqlite", "postgresql"])
def region(request, tmp_path):
    """The published region, on each database in turn."""
    with REACHED.copy(request.param, tmp_path) as store:
        yield store


@pytest.fixture
def region_on_sqlite(tmp_path):
    """The same on SQLite alone, for what no database can do differently."""
    with REACHED.copy("sqlite", tmp_path) as store:
        yield store


@pytest.fixture(params=["sqlite", "postgresql"])
def short_region(request, tmp_path):
    """The same with one seat that fell open, which at least two others may take."""
    with ONE_SEAT_OPEN.copy(request.param, tmp_path) as store:
        yield store


@pytest.fixture
def short_region_on_sqlite(tmp_path):
    """The same on SQLite alone, for what no database can do differently."""
    with ONE_SEAT_OPEN.copy("sqlite", tmp_path) as store:
        yield store
