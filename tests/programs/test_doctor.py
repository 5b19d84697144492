"""A look at the installation from all sides."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.i18n.language import language
from data.model.errors import Fault, InputError
from data.store.health import BACKUP, DRILL, TaskState
from data.store.opening import Store, store_url
from scheduler.cli.commands.health import finding_facts
from scheduler.notifications.mute_levels import MuteLevel, SuppressionReason, UnheardPosts
from scheduler.service.doctor import FindingLevel, examine
from scheduler.service.installation import Installation, SiteAnswer, Topic, inspect_installation
from scheduler.settings import settings
from tests.support.region import import_texts

MUTE = MuteLevel(2, SuppressionReason.NOBODY, ("72 h",), ("CACO",))
NOW = datetime(2027, 2, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)

SOUND = Installation(
    base_url="https://rooster.example.org",
    trusted_proxy="127.0.0.1",
    has_heartbeat=True,
    server=15,
    modes={Path("/var/lib/caco/caco.db"): 0o100600},
    free={Path("/var/lib/caco"): 2**40},
    is_synchronised=True,
    last_entry_at=NOW - HOUR,
    channels=("mail",),
    site=SiteAnswer(200, certificate_until=NOW + timedelta(days=60), is_strict=True),
    states={
        BACKUP: TaskState(BACKUP, good_at=NOW - HOUR),
        DRILL: TaskState(DRILL, good_at=NOW - 24 * HOUR),
    },
)


def test_of_a_sound_installation_each_topic_is_said_to_be_well():
    said = examine(SOUND, NOW)
    assert [one.topic for one in said] == list(Topic)
    assert {one.level for one in said} == {FindingLevel.FINE}


@pytest.mark.parametrize(
    ("change", "topic", "level"),
    [
        ({"trusted_proxy": ""}, Topic.SETTINGS, FindingLevel.WRONG),
        ({"base_url": "http://rooster.example.org"}, Topic.SETTINGS, FindingLevel.WRONG),
        ({"has_heartbeat": False}, Topic.SETTINGS, FindingLevel.LOOK),
        ({"schema": None}, Topic.DATABASE, FindingLevel.WRONG),
        ({"schema": "0001"}, Topic.DATABASE, FindingLevel.WRONG),
        ({"server": 12}, Topic.DATABASE, FindingLevel.WRONG),
        ({"modes": {Path("/x/caco.db"): 0o100640}}, Topic.FILES, FindingLevel.WRONG),
        ({"free": {Path("/x"): 2**20}}, Topic.DISK, FindingLevel.WRONG),
        ({"free": {Path("/x"): 2**30}}, Topic.DISK, FindingLevel.LOOK),
        ({"server_ahead": -timedelta(seconds=30)}, Topic.CLOCK, FindingLevel.WRONG),
        ({"last_entry_at": NOW + HOUR}, Topic.CLOCK, FindingLevel.WRONG),
        ({"is_synchronised": False}, Topic.CLOCK, FindingLevel.LOOK),
        ({"administrators": 0}, Topic.ACCOUNTS, FindingLevel.WRONG),
        ({"channels": ()}, Topic.ALERTS, FindingLevel.WRONG),
        ({"has_managers": False}, Topic.ALERTS, FindingLevel.WRONG),
        (
            {"mute_levels": (MuteLevel(2, SuppressionReason.NOBODY, ("72 h",), ("CACO",)),)},
            Topic.ALERTS,
            FindingLevel.WRONG,
        ),
        (
            {"unheard": (UnheardPosts("Piket", ("IM-FL",)),)},
            Topic.ALERTS,
            FindingLevel.WRONG,
        ),
        ({"site": SiteAnswer(502)}, Topic.SITE, FindingLevel.WRONG),
        ({"site": SiteAnswer(why="ConnectTimeout")}, Topic.SITE, FindingLevel.WRONG),
        ({"site": SiteAnswer(200)}, Topic.SITE, FindingLevel.LOOK),
        (
            {"site": SiteAnswer(200, certificate_until=NOW + 48 * HOUR, is_strict=True)},
            Topic.SITE,
            FindingLevel.WRONG,
        ),
        ({"backups": Path("/nowhere")}, Topic.BACKUP, FindingLevel.WRONG),
        ({"states": {}}, Topic.BACKUP, FindingLevel.WRONG),
        (
            {"states": {**SOUND.states, BACKUP: TaskState(BACKUP, good_at=NOW - 13 * HOUR)}},
            Topic.BACKUP,
            FindingLevel.WRONG,
        ),
        (
            {"states": {**SOUND.states, DRILL: TaskState(DRILL, good_at=NOW - 300 * HOUR)}},
            Topic.BACKUP,
            FindingLevel.LOOK,
        ),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(change, topic, level):
    said = [
        one for one in examine(replace(SOUND, **change), NOW) if one.level is not FindingLevel.FINE
    ]
    assert (said[0].topic, said[0].level) == (topic, level)
    for tongue in ("nl", "en"):
        for one in finding_facts(said, language(tongue)):
            assert one["what"]
            assert one["remedy"]
            assert "{" not in one["what"] + one["remedy"]


def test_what_cannot_be_found_out_is_said_and_stops_nothing():
    fault = InputError([Fault("CACO_CHANNEL_SMS is not an address of a channel", "Write it so")])
    said = examine(replace(SOUND, faults=((Topic.SETTINGS, fault),)), NOW)
    wrong = [one for one in finding_facts(said, language("en")) if one["level"] == "wrong"]
    assert [(one["topic"], one["remedy"]) for one in wrong] == [("settings", "Write it so")]
    assert {one.topic for one in said} == set(Topic)


def test_it_looks_at_a_real_store_and_tells_each_level_that_nobody_can_reach(
    database_url, tmp_path, monkeypatch
):
    monkeypatch.setenv("CACO_SECRET_FILE", str(tmp_path / "secret"))
    store = Store(store_url(database_url))
    import_texts(store)
    found = inspect_installation(
        store, settings(), {"CACO_BACKUPS": str(tmp_path)}, datetime.now(UTC)
    )
    store.close()
    assert found.faults == ()
    assert (found.server is None) == store.is_sqlite
    assert abs(found.server_ahead) < timedelta(seconds=30)
    assert found.free[tmp_path] > 0
    assert found.site.code is None  # nothing listens there
    assert found.health is not None
    assert not found.health.is_well
    assert {mute.level for mute in found.mute_levels} >= {1}  # no channel is set up


def test_a_store_that_is_not_there_is_not_made(tmp_path):
    store = Store(store_url(f"sqlite:///{tmp_path / 'none.db'}"))
    found = inspect_installation(store, settings(), {}, NOW)
    assert found.schema is None
    assert not (tmp_path / "none.db").exists()


def test_files_that_others_can_read_are_named(tmp_path, sqlite_url):
    store = Store(store_url(sqlite_url))
    os.chmod(store.file, 0o644)
    found = inspect_installation(store, settings(), {}, NOW)
    store.close()
    said = [one for one in examine(found, NOW) if one.topic is Topic.FILES]
    assert {one.level for one in said} == {FindingLevel.WRONG}
    assert finding_facts(said, language("nl"))[0]["what"] == (
        f"{store.file} is leesbaar voor anderen op deze machine."
    )
