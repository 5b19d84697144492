"""Backups into a folder, the oldest going, and drills that put one back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from data.model.errors import StoreError
from data.store import health
from data.store.health import BACKUP, DRILL
from data.tables.period import ZONE
from scheduler.coverage.snapshot import CoverageCache
from scheduler.planning.absences import report_sick
from scheduler.service.backups import back_up_into, backups_in, drill
from scheduler.service.metrics import metrics_text
from scheduler.settings import settings
from tests.support.region import NOW, texts


@pytest.fixture
def store(region_in_force):
    return region_in_force


def state(store, name):
    with store.reading() as connection:
        return health.read_task_state(connection, name)


def test_the_oldest_go_when_the_newest_is_sound_and_nothing_else_does(store, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    for hour in range(4):
        run = back_up_into(store, tmp_path, 2, NOW + timedelta(hours=hour), ZONE)
    assert [one.made_at for one in backups_in(tmp_path)] == [
        NOW + timedelta(hours=3),
        NOW + timedelta(hours=2),
    ]
    assert len(run.removed) == 1
    assert (tmp_path / "notes.txt").exists()
    assert state(store, BACKUP).good_at == NOW + timedelta(hours=3)


def test_a_drill_puts_the_newest_back_and_finds_the_store_as_it_was(store, tmp_path):
    back_up_into(store, tmp_path, None, NOW, ZONE)
    report_sick(store, texts()["people"][0]["id"], NOW, NOW.date(), "planner", NOW)
    done = drill(store, tmp_path, NOW + timedelta(hours=1), ZONE)
    assert done.verdict.findings == ()
    assert done.verdict.rosters == 1
    assert state(store, DRILL).good_at == NOW + timedelta(hours=1)
    said = metrics_text(store, settings(), CoverageCache(store, 4), lambda: NOW).decode()
    line = next(one for one in said.splitlines() if one.startswith("caco_restore_drill_last"))
    assert float(line.split()[1]) == (NOW + timedelta(hours=1)).timestamp()


def test_a_backup_of_another_store_or_of_what_was_cut_since_does_not_serve(store, tmp_path):
    back_up_into(store, tmp_path, None, NOW, ZONE)
    with store.writing() as connection:  # the trail behind the backup's head is rewritten
        connection.execute(text("UPDATE audit_entry SET hash = 'x' WHERE seq = 3"))
    with pytest.raises(StoreError, match="would not serve"):
        drill(store, tmp_path, NOW, ZONE)
    assert state(store, DRILL).good_at is None
    assert "would not serve" in state(store, DRILL).why


def test_an_empty_folder_is_no_backup(store, tmp_path):
    with pytest.raises(StoreError, match="holds no backup"):
        drill(store, tmp_path, NOW, ZONE)


def test_nothing_goes_when_the_new_one_is_not_sound(store, tmp_path):
    back_up_into(store, tmp_path, 1, NOW, ZONE)
    with store.writing() as connection:
        connection.execute(text("UPDATE audit_entry SET who = 'somebody' WHERE seq = 2"))
    with pytest.raises(StoreError, match="not intact"):
        back_up_into(store, tmp_path, 1, NOW + timedelta(hours=1), ZONE)
    assert len(backups_in(tmp_path)) == 2
    assert "not intact" in state(store, BACKUP).why
