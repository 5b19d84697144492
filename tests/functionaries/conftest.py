"""A published region whose people can be reached by mail, on both databases."""

import pytest

from scheduler.alerts.functionaries import tell_functionaries
from tests.functionaries.scene import SETTINGS, give_contacts
from tests.store.region import NOW, import_texts, published


@pytest.fixture(autouse=True)
def channels(monkeypatch):
    """What the settings name, as the environment would."""
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://sink")
    monkeypatch.setenv("CACO_CHANNEL_PUSH", "ntfy://sink/{to}")


@pytest.fixture
def region(store):
    """Published, and looked at for the first time."""
    import_texts(store)
    give_contacts(store)
    published(store)
    tell_functionaries(store, SETTINGS, NOW)
    return store
