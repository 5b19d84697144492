"""A published region whose people can be reached by mail, on both databases; made once, copied."""

import pytest

from scheduler.notifications.duty_changes import tell_changes
from tests.scheduler.self_service.scene import SETTINGS, give_contacts, open_a_seat, published
from tests.support.originals import Original
from tests.support.region import NOW, import_texts


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
