"""Backups that were really put back."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import timedelta
from threading import Event, Thread

import pytest

from data.exchange.period import ZONE
from data.model.errors import StoreError
from data.store import records
from data.store.audit_check import verify
from data.store.backup import back_up, restore
from data.store.opening import Store, store_url
from scheduler.planning.illness import report_sick
from tests.conftest import on_server, server_url
from tests.store.region import NOW, import_texts, published, texts


@pytest.fixture
def sqlite(sqlite_url):
    opened = Store(store_url(sqlite_url))
    import_texts(opened)
    published(opened)
    yield opened
    opened.close()


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
