"""A published region whose people can be reached by mail, on both databases; made once, copied."""

import shutil
from uuid import uuid4

import pytest

from data.store.opening import Store, store_url
from scheduler.alerts.changed_duties import tell_changes
from tests.conftest import on_server, server_url
from tests.functionaries.scene import SETTINGS, give_contacts
from tests.store.region import NOW, import_texts, published


@pytest.fixture(autouse=True)
def channels(monkeypatch):
    """What the settings name, as the environment would."""
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://sink")
    monkeypatch.setenv("CACO_CHANNEL_PUSH", "ntfy://sink/{to}")


def fill(url):
    """Import, publish, and look for the first time."""
    store = Store(store_url(url))
    import_texts(store)
    give_contacts(store)
    published(store)
    tell_changes(store, SETTINGS, NOW)
    if store.is_sqlite:
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


@pytest.fixture(scope="session")
def region_sqlite(empty_sqlite, tmp_path_factory):
    path = tmp_path_factory.mktemp("region") / "caco.db"
    shutil.copy(empty_sqlite, path)
    fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def region_postgresql(empty_postgresql):
    name = f"caco_region_{uuid4().hex[:8]}"
    on_server(f"CREATE DATABASE {name} TEMPLATE {empty_postgresql}")
    fill(server_url(name).render_as_string(hide_password=False))
    yield name
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_region_url(region_sqlite, tmp_path):
    path = tmp_path / "region.db"
    shutil.copy(region_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_region_url(region_postgresql):
    name = f"caco_{uuid4().hex}"
    on_server(f"CREATE DATABASE {name} TEMPLATE {region_postgresql}")
    yield server_url(name).render_as_string(hide_password=False)
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def region(request):
    """The published region, on each database in turn."""
    opened = Store(store_url(request.getfixturevalue(f"{request.param}_region_url")))
    yield opened
    opened.close()
