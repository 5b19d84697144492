"""Backups that were really put back."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from data.model.errors import StoreError
from data.store import records
from data.store.audit.check import verify
from data.store.backup import back_up, restore
from data.store.opening import Store, store_url
from data.tables.period import ZONE
from scheduler.planning.absences import report_sick
from tests.support.once import copied
from tests.support.originals import IN_FORCE
from tests.support.region import NOW, import_texts, published, texts
from tests.support.server import on_server, server_url


@pytest.fixture
def sqlite(tmp_path):
    with copied(IN_FORCE.path(), tmp_path / "caco.db") as store:
        yield store


def state(store):
    with store.reading() as connection:
        rows = {
            name: records.read_rows(connection, name) for name in ("people", "absences", "history")
        }
        return rows, verify(connection, ZONE)


def someone_falls_ill(store, days=40):
    start = NOW + timedelta(days=days)
    report_sick(store, texts()["people"][0]["id"], start, start.date(), "planner", NOW)


def test_what_was_backed_up_comes_back_and_what_stood_there_is_kept(sqlite, tmp_path):
    before = state(sqlite)
    back_up(sqlite, tmp_path / "backup.db", ZONE)
    someone_falls_ill(sqlite)
    later = state(sqlite)
    sqlite.close()
    verdict, aside = restore(tmp_path / "backup.db", sqlite, NOW, ZONE)
    assert verdict.findings == ()
    assert state(sqlite) == before
    put_aside = Store(store_url(f"sqlite:///{aside}"))
    assert state(put_aside) == later
    put_aside.close()


def test_a_backup_is_made_while_others_write(sqlite, tmp_path):
    done = Event()

    def write():
        writer = Store(sqlite.url)
        days = 40
        while not done.is_set():
            someone_falls_ill(writer, days)
            days += 1
        writer.close()

    thread = Thread(target=write)
    thread.start()
    try:
        verdicts = [back_up(sqlite, tmp_path / f"{number}.db", ZONE) for number in range(3)]
    finally:
        done.set()
        thread.join()
    assert all(verdict.findings == () for verdict in verdicts)


def test_two_restores_in_one_second_keep_both_stores_that_stood_there(sqlite, tmp_path):
    back_up(sqlite, tmp_path / "backup.db", ZONE)
    someone_falls_ill(sqlite)
    sqlite.close()
    aside = [restore(tmp_path / "backup.db", sqlite, NOW, ZONE)[1] for _ in range(2)]
    sizes = [verdict_of(one).entries for one in aside]
    assert sizes[0] > sizes[1]


def verdict_of(file):
    store = Store(store_url(f"sqlite:///{file}"))
    try:
        return state(store)[1]
    finally:
        store.close()


def test_a_damaged_backup_is_refused_and_the_store_stays(sqlite, tmp_path):
    back_up(sqlite, tmp_path / "backup.db", ZONE)
    before = state(sqlite)
    sqlite.close()
    content = bytearray((tmp_path / "backup.db").read_bytes())
    content[8192 : 8192 + 4096] = os.urandom(4096)
    (tmp_path / "damaged.db").write_bytes(content)
    with pytest.raises(StoreError):
        restore(tmp_path / "damaged.db", sqlite, NOW, ZONE)
    (tmp_path / "junk.db").write_text("no database at all")
    with pytest.raises(StoreError):
        restore(tmp_path / "junk.db", sqlite, NOW, ZONE)
    with pytest.raises(StoreError, match="does not exist"):
        restore(tmp_path / "absent.db", sqlite, NOW, ZONE)
    assert state(sqlite) == before


def test_a_store_in_use_is_not_replaced(sqlite, tmp_path):
    back_up(sqlite, tmp_path / "backup.db", ZONE)
    with sqlite.reading(), pytest.raises(StoreError, match="has the store open"):
        restore(tmp_path / "backup.db", Store(sqlite.url), NOW, ZONE)


def test_a_backup_never_replaces_a_file(sqlite, tmp_path):
    (tmp_path / "backup.db").write_text("precious")
    with pytest.raises(StoreError, match="there already"):
        back_up(sqlite, tmp_path / "backup.db", ZONE)
    assert (tmp_path / "backup.db").read_text() == "precious"


def test_a_damaged_store_is_replaced_by_its_backup(sqlite, tmp_path):
    before = state(sqlite)
    back_up(sqlite, tmp_path / "backup.db", ZONE)
    sqlite.close()
    file = sqlite.file
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    file.write_bytes(b"not what it was" * 1000)
    restore(tmp_path / "backup.db", sqlite, NOW, ZONE)
    assert state(sqlite) == before


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_store_its_copies_and_what_stands_beside_them_are_for_their_owner(sqlite, tmp_path):
    with sqlite.reading():
        found = [*sqlite.file.parent.glob(f"{sqlite.file.name}*")]
        assert len(found) >= 2
        assert {mode(one) for one in found} == {0o600}
    back_up(sqlite, tmp_path / "backup.db", ZONE)
    sqlite.close()
    _, aside = restore(tmp_path / "backup.db", sqlite, NOW, ZONE)
    assert {mode(one) for one in (tmp_path / "backup.db", sqlite.file, aside)} == {0o600}


def foreign(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mail (id INTEGER, body TEXT)")
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.commit()


def rows_of_text(path):
    path.write_text("a,b\n" * 999)


@pytest.mark.parametrize("make", [Path.touch, foreign, rows_of_text])
def test_what_is_no_backup_is_refused_and_left_as_it_was(sqlite, tmp_path, make):
    given = tmp_path / "given.db"
    make(given)
    sqlite.close()
    content, before = given.read_bytes(), sqlite.file.read_bytes()
    for force in (False, True):
        with pytest.raises(StoreError) as refused:
            restore(given, sqlite, NOW, ZONE, force=force)
        assert "given.db" in refused.value.what
        assert ".part" not in refused.value.what
    assert given.read_bytes() == content
    assert sqlite.file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["caco.db", "given.db"]


def test_a_backup_with_fewer_signatures_comes_back_only_when_that_is_meant(sqlite_url, tmp_path):
    store = Store(store_url(sqlite_url))
    import_texts(store)
    back_up(store, tmp_path / "backup.db", ZONE)
    published(store)
    store.close()
    with pytest.raises(StoreError, match="holds 0 signed rosters, and the store 1"):
        restore(tmp_path / "backup.db", store, NOW, ZONE)
    verdict, aside = restore(tmp_path / "backup.db", store, NOW, ZONE, force=True)
    assert verdict.rosters == 0
    assert aside.exists()


def test_a_restore_on_a_full_disk_says_so_and_leaves_nothing(sqlite, tmp_path, monkeypatch):
    back_up(sqlite, tmp_path / "backup.db", ZONE)
    sqlite.close()
    before = sqlite.file.read_bytes()

    def full(_source, target):
        target.write_bytes(b"SQLite format 3")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(StoreError, match="the disk is full"):
        restore(tmp_path / "backup.db", sqlite, NOW, ZONE)
    assert sqlite.file.read_bytes() == before
    assert not list(tmp_path.glob("*.part*"))


def test_postgresql_dumps_itself_and_its_own_tools_bring_it_back(postgresql_url, tmp_path):
    store = Store(store_url(postgresql_url))
    import_texts(store)
    published(store)
    before = state(store)
    assert back_up(store, tmp_path / "dump", ZONE).findings == ()
    with pytest.raises(StoreError, match="put back by its own tools") as told:
        restore(tmp_path / "dump", store, NOW, ZONE)
    assert "pg_restore --clean --if-exists" in told.value.remedy
    back = shutil.which("pg_restore")
    on_server("CREATE DATABASE caco_restored")
    other = Store(server_url("caco_restored"))
    try:
        where = ["--clean", "--if-exists", "--dbname=caco_restored"]
        subprocess.run([back, *where, str(tmp_path / "dump")], check=True)
        assert state(other) == before
    finally:
        other.close()
        on_server("DROP DATABASE caco_restored WITH (FORCE)")
        store.close()
