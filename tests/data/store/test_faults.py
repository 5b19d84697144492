"""What goes wrong around the store: killed, full, cut off. Nothing half done is left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from itertools import takewhile

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.engine import Engine

from data.i18n.language import language
from data.model.errors import StoreError
from data.model.roster import RemarkKind, RosterStatus
from data.store import records, rosters
from data.store.audit.check import verify
from data.store.migrate import head, migrate
from data.store.opening import Store, store_url
from data.store.tables.rosters import ROSTERS
from data.store.version import LATEST, version
from data.tables.period import ZONE
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.publish import Consent, publish
from tests.support.region import (
    CONSENT,
    FIRST,
    NOW,
    WEEKS,
    drafted,
    import_texts,
    published,
    texts,
)
from tests.support.server import on_server, server_url

pytestmark = pytest.mark.second

EN = language("en")
SOON = datetime(2026, 12, 28, 9, tzinfo=UTC)  #: so late that notices must be accepted
FORK = multiprocessing.get_context("fork")


def die_at(url, act, number):
    """Run an act in a process that is killed at its n-th statement; whether it got that far."""

    def child():
        count = 0

        def count_down(*_):
            nonlocal count
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", count_down)
        event.listen(Engine, "commit", count_down)
        act(Store(store_url(url)))
        os._exit(0)

    process = FORK.Process(target=child)
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


def deaths(url, act, points):
    """Die at each of some points of an act, until it comes through; the points of death."""
    return list(takewhile(lambda number: die_at(url, act, number), points))


def is_whole(store):
    with store.reading() as connection:
        found = verify(connection, ZONE)
    assert found.findings == ()
    return found


POINTS = (1, 2, 3, 5, 8, 13, 21, 34, 55)


def test_a_killed_import_leaves_nothing_and_the_next_one_does_it_all(database_url):
    reached = deaths(database_url, import_texts, POINTS)
    assert len(reached) > 5
    store = Store(store_url(database_url))
    assert is_whole(store).entries == 0
    import_texts(store)
    with store.reading() as connection:
        assert len(records.read_rows(connection, "people")) == len(texts()["people"])
    is_whole(store)
    store.close()


def test_a_killed_signature_is_no_signature_and_the_draft_is_still_there(database_url):
    store = Store(store_url(database_url))
    import_texts(store)
    first = published(store)
    draft = copy_in_force(store, FIRST, WEEKS, "planner", NOW)
    store.close()

    def sign(store):
        publish(store, draft.id, CONSENT, "signer", NOW, EN)

    reached = deaths(database_url, sign, range(1, 40, 3))
    assert len(reached) > 5
    store = Store(store_url(database_url))
    is_whole(store)
    with store.reading() as connection:
        kept = rosters.read_head(connection, first.id)
        still = rosters.read_head(connection, draft.id)
    if still.status is RosterStatus.DRAFT:
        assert kept == first
        sign(store)
    with store.reading() as connection:
        assert rosters.read_head(connection, draft.id).version == 2
    is_whole(store)
    store.close()


def fresh_database(kind, tmp_path):
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    name = f"caco_new_{os.getpid()}"
    on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    on_server(f"CREATE DATABASE {name}")
    return server_url(name).render_as_string(hide_password=False)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_migration_that_is_killed_half_way_never_happened(kind, tmp_path, request):
    if kind == "postgresql":
        request.getfixturevalue("empty_postgresql")
    url = fresh_database(kind, tmp_path)
    reached = deaths(url, migrate, (4, 9, 20, 33, 48))
    assert len(reached) > 3
    store = Store(store_url(url))
    with store.reading(any_version=True) as connection:
        assert version(connection) is None
    assert migrate(store)
    with store.reading(any_version=True) as connection:
        assert version(connection) == head() == LATEST
    import_texts(store)
    is_whole(store)
    store.close()
    if kind == "postgresql":
        on_server(f"DROP DATABASE {store.url.database} WITH (FORCE)")


def test_a_full_disk_while_signing_changes_nothing_and_is_told(store):
    lengthy = Consent({kind: "agreed " * 9000 for kind in RemarkKind}, {})
    import_texts(store)
    draft = drafted(store, SOON)
    if store.is_sqlite:

        def fill(connection, _record):
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")

        store.close()
        with closing(sqlite3.connect(store.file, isolation_level=None)) as connection:
            connection.execute("VACUUM")  # no free pages left inside
        event.listen(store.engine, "connect", fill)
    else:
        with store.writing() as connection:
            connection.execute(
                text(
                    "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN RAISE EXCEPTION 'No space left' USING ERRCODE = '53100'; END $$"
                )
            )
            connection.execute(
                text(
                    "CREATE TRIGGER full_disk BEFORE INSERT ON audit_entry "
                    "EXECUTE FUNCTION full_disk()"
                )
            )
    with pytest.raises(StoreError, match="disk is full"):
        publish(store, draft.id, lengthy, "signer", SOON, EN)
    if store.is_sqlite:
        store.close()
        event.remove(store.engine, "connect", fill)
    else:
        with store.writing() as connection:
            connection.execute(text("DROP TRIGGER full_disk ON audit_entry"))
    with store.reading() as connection:
        assert rosters.read_head(connection, draft.id) == draft
    is_whole(store)
    publish(store, draft.id, lengthy, "signer", SOON, EN)
    is_whole(store)


def test_a_database_that_goes_away_is_told_and_comes_back(postgresql_url):
    store = Store(store_url(postgresql_url))
    import_texts(store)
    mine = f"datname = '{store.url.database}'"

    def lose_the_connection():
        with store.writing() as connection:
            connection.execute(select(ROSTERS.c.id))
            on_server(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}")
            connection.execute(select(ROSTERS.c.id))

    with pytest.raises(StoreError, match="cannot be reached"):
        lose_the_connection()
    published(store)
    is_whole(store)
    store.close()


def test_a_server_that_is_not_there_is_told_without_its_password():
    store = Store(store_url("postgresql://planner:secret@localhost:1/caco"))
    with pytest.raises(StoreError, match="cannot be reached") as told, store.reading():
        pass
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "sqlite://"])
def test_an_address_that_is_none_is_told(url):
    with pytest.raises(StoreError):
        store_url(url)


def test_a_file_that_is_no_store_is_told(tmp_path):
    file = tmp_path / "letter.db"
    file.write_text("Dear reader, " * 500)
    store = Store(store_url(f"sqlite:///{file}"))
    with pytest.raises(StoreError, match="not a store of caco"), store.reading() as connection:
        version(connection)


def test_a_writer_that_waits_too_long_is_told_who_holds_the_store(sqlite_url, monkeypatch):
    monkeypatch.setattr("data.store.opening.BUSY_SECONDS", 0.05)
    one, other = Store(store_url(sqlite_url)), Store(store_url(sqlite_url))
    with one.writing(), pytest.raises(StoreError, match="holds the store"), other.writing():
        pass
    one.close()
    other.close()
