"""Migrations lead to the tables of the program, from every version that was released."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text

from data.model.errors import StoreError
from data.store.migrate import ensure_current, head, migrate
from data.store.opening import Store, store_url
from data.store.records import as_texts, key_of, read_rows
from data.store.tables import METADATA
from data.store.tables.alert_records import ALERT_STEPS
from data.store.tables.alerts import MESSAGES
from data.store.tables.records import PEOPLE
from data.store.tables.rosters import ROSTERS, SHIFT_SETS, SNAPSHOTS
from data.store.version import FIRST, LATEST, version
from data.tables.period import ZONE
from tests.support.old_tables import as_then


def test_the_tables_are_those_of_the_program(store):
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, METADATA)
    # DBOS keeps tables of its own in the same file; they are none of ours.
    ours = [one for one in found if "remove_table" not in one and "remove_index" not in one]
    assert ours == []


def test_the_program_knows_its_last_step():
    assert head() == LATEST


def test_a_store_of_the_first_version_is_brought_up_to_date_with_what_it_holds(tmp_path):
    store = Store(store_url(f"sqlite:///{tmp_path / 'old.db'}"))
    migrate(store, FIRST)
    person = {"row": 1, "key": "a", "id": "a", "name": "Anna", "regions": ["FL"], "lock_version": 1}
    with store.writing(any_version=True) as connection:
        assert version(connection) == FIRST
        connection.execute(insert(PEOPLE).values(**person))
    with pytest.raises(StoreError, match="caco migrate"):
        ensure_current(store)
    with pytest.raises(StoreError, match="caco migrate"), store.writing():
        pass
    migrate(store)
    ensure_current(store)
    with store.reading() as connection:
        assert version(connection) == LATEST
        assert connection.execute(PEOPLE.select()).mappings().one()["name"] == "Anna"
    store.close()


@pytest.mark.parametrize("step", ["0001", "0007"])
def test_a_store_of_a_step_that_was_never_released_says_what_to_do(tmp_path, step):
    store = Store(store_url(f"sqlite:///{tmp_path / 'old.db'}"))
    migrate(store, FIRST)
    with store.writing(any_version=True) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :step"), {"step": step})
    for use in (migrate, ensure_current):
        with pytest.raises(StoreError, match="never released"):
            use(store)
    store.close()


def test_messages_that_were_sent_lose_their_links_and_others_keep_them(tmp_path):
    store = Store(store_url(f"sqlite:///{tmp_path / 'old.db'}"))
    migrate(store, FIRST)
    body = "Anna, kunt u?\nhttps://r.nl/x/answer/abc-_.def\n\nhttps://r.nl/mine"
    at = datetime(2027, 1, 1, tzinfo=UTC)
    with store.writing(any_version=True) as connection:
        for number, status in enumerate(("sent", "settled", "stale", "dead", "queued")):
            row = dict.fromkeys(("recipient", "name", "channel", "address", "subject"), "x")
            values = {
                "id": status,
                "number": number,
                "kind": "gaps",
                "status": status,
                "body": body,
            }
            more = {"attachment": "", "created_at": at, "due_at": at, "attempts": 0}
            end = {"error": "", "settled_by": ""}
            connection.execute(insert(MESSAGES).values(**row, **values, **more, **end))
    with pytest.raises(StoreError, match="caco migrate"):
        ensure_current(store)
    with pytest.raises(StoreError, match="caco migrate"), store.writing():
        pass
    migrate(store)
    ensure_current(store)
    with store.reading() as connection:
        bodies = dict(connection.execute(select(MESSAGES.c.id, MESSAGES.c.body)).all())
    emptied = "Anna, kunt u?\nhttps://r.nl/x/…\n\nhttps://r.nl/mine"
    assert {bodies[name] for name in ("sent", "settled", "stale")} == {emptied}
    assert {bodies[name] for name in ("dead", "queued")} == {body}
    store.close()


def test_drafts_are_brought_up_to_date_when_they_open_after_an_upgrade(tmp_path):
    store = Store(store_url(f"sqlite:///{tmp_path / 'old.db'}"))
    migrate(store, FIRST)
    at = datetime(2027, 1, 4, tzinfo=UTC)
    with store.writing(any_version=True) as connection:
        connection.execute(insert(SHIFT_SETS).values(hash="s"))
        connection.execute(insert(SNAPSHOTS).values(hash="p", content=b""))
        for number, status, signed in ((1, "published", at), (2, "draft", None)):
            times = dict.fromkeys(("start", "end", "created_at", "changed_at"), at)
            texts = dict.fromkeys(("created_by", "changed_by", "result", "breaches"), "")
            kept = {"shift_set": "s", "problem_hash": "p", "records_seq": 7, "by_hand": False}
            values = {"id": number, "status": status, "time_zone": "UTC", "lock_version": 1}
            values |= {"version": 1 if signed else None, "published_at": signed}
            connection.execute(insert(as_then(ROSTERS)).values(**times, **texts, **kept, **values))
    migrate(store)
    with store.reading() as connection:
        seen = dict(connection.execute(select(ROSTERS.c.id, ROSTERS.c.records_seq)).all())
    assert seen == {1: 7, 2: -1}
    store.close()


def test_steps_of_alerts_keep_their_row_when_books_come_to_tell_them_apart(tmp_path):
    store = Store(store_url(f"sqlite:///{tmp_path / 'old.db'}"))
    migrate(store, FIRST)
    row = {"row": 1, "key": " |  | 24 | mail | ", "hours_before": 24.0, "channel": "mail"}
    with store.writing(any_version=True) as connection:
        connection.execute(insert(as_then(ALERT_STEPS)).values(**row, lock_version=1))
    migrate(store)
    with store.reading() as connection:
        (kept,) = read_rows(connection, "alert_steps").values()
    assert kept.key == key_of("alert_steps", as_texts("alert_steps", kept.values, ZONE))
    store.close()
