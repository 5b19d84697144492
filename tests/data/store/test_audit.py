"""The audit trail: whole, or found out."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update

from data.i18n.language import language
from data.store import rosters
from data.store.audit import trail
from data.store.audit.check import verify
from data.store.tables.records import PEOPLE
from data.store.tables.rosters import ASSIGNMENTS, ENTRIES, HEAD, ROSTERS, SHIFTS, SNAPSHOTS
from data.tables.period import ZONE
from scheduler.planning.absences import report_sick
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.publish import publish
from tests.data.store.conftest import BOTH
from tests.support.originals import IN_FORCE, Original
from tests.support.region import CONSENT, FIRST, NOW, WEEKS, import_texts

EN = language("en")


def live(store):
    """Somebody falls ill, and the roster is signed again."""
    with store.reading() as connection:
        (head,) = rosters.heads(connection)
        person = rosters.read_assignments(connection, head.id)[0].person
    start = NOW + timedelta(days=42)
    report_sick(store, person, start, start.date() + timedelta(days=3), "planner", NOW)
    draft = copy_in_force(store, FIRST, WEEKS, "planner", NOW)
    publish(store, draft.id, CONSENT, "signer", NOW, EN)


LIVED = Original("lived", IN_FORCE, live)


@pytest.fixture(params=BOTH)
def lived(request, tmp_path):
    """A store in which something of every kind happened."""
    with LIVED.copy(request.param, tmp_path) as store:
        yield store


def verdict(store, known=None):
    with store.reading() as connection:
        return verify(connection, ZONE, known)


def tamper(store, statement):
    with store.writing() as connection:
        done = connection.execute(statement)
        assert done.rowcount != 0


def test_an_untouched_store_is_found_whole(lived):
    found = verdict(lived)
    assert found.findings == ()
    assert found.rosters == 2
    assert found.entries > 100


def test_an_empty_store_is_whole(store):
    assert verdict(store).findings == ()


TAMPERINGS = {
    "an entry is missing": delete(ENTRIES).where(ENTRIES.c.seq == 7),
    "the last entries are missing": delete(ENTRIES).where(
        ENTRIES.c.seq > select(HEAD.c.seq - 3).scalar_subquery()
    ),
    "the first entry is missing": delete(ENTRIES).where(ENTRIES.c.seq == 1),
    "somebody else did it": update(ENTRIES).where(ENTRIES.c.seq == 9).values(who="mallory"),
    "it was done at another time": update(ENTRIES)
    .where(ENTRIES.c.seq == 9)
    .values(at=NOW - timedelta(days=1)),
    "something else was done": update(ENTRIES)
    .where(ENTRIES.c.seq == 9)
    .values(body='{"after":null,"before":null}'),
    "a signature tells of other reasons": update(ENTRIES)
    .where(ENTRIES.c.action == "roster.published")
    .values(body='{"after":{},"before":null}'),
    "it claims to be erased": update(ENTRIES).where(ENTRIES.c.seq == 9).values(erased_by=12),
    "a person was renamed": update(PEOPLE).where(PEOPLE.c.row == 1).values(name="Mallory"),
    "a person was removed in silence": update(PEOPLE).where(PEOPLE.c.row == 1).values(ended_at=NOW),
    "a signature was forged": update(ROSTERS)
    .where(ROSTERS.c.version == 1)
    .values(published_by="mallory"),
    "a superseded roster lost a duty": delete(ASSIGNMENTS).where(
        ASSIGNMENTS.c.roster == select(ROSTERS.c.id).where(ROSTERS.c.version == 1).scalar_subquery()
    ),
    "a shift was moved": update(SHIFTS).values(work_minutes=1),
    "a problem was changed": update(SNAPSHOTS).values(content=b"junk"),
    "a signed roster was taken back": update(ROSTERS)
    .where(ROSTERS.c.version == 1)
    .values(status="draft", version=None, published_at=None),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_whatever_is_changed_behind_its_back_is_found(lived, what):
    tamper(lived, TAMPERINGS[what])
    assert verdict(lived).findings


def test_a_row_that_was_slipped_in_is_found(lived):
    values = {"row": 999, "key": "m", "id": "m", "name": "Mallory", "regions": ["FL"]}
    tamper(lived, insert(PEOPLE).values(**values, lock_version=1))
    assert [finding.where for finding in verdict(lived).findings] == ["people/999"]


def test_a_chain_that_was_made_anew_is_found_by_the_hash_that_was_written_down(store):
    import_texts(store)
    noted = verdict(store).hash
    with store.writing() as connection:  # somebody with all rights rewrites the whole chain
        rows = connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq)).mappings().all()
        previous = trail.START
        for row in rows:
            forged = {**row, "who": "mallory", "previous": previous}
            previous = trail.entry_hash(forged)
            connection.execute(
                update(ENTRIES)
                .where(ENTRIES.c.seq == row["seq"])
                .values(who="mallory", previous=forged["previous"], hash=previous)
            )
        connection.execute(update(HEAD).values(hash=previous))
    assert verdict(store).findings == ()
    assert verdict(store, noted).findings


def test_a_clock_that_jumps_back_is_told_and_breaks_nothing(lived):
    draft = copy_in_force(lived, FIRST, WEEKS, "planner", NOW - timedelta(days=3))
    head, _ = publish(lived, draft.id, CONSENT, "signer", NOW - timedelta(days=3), EN)
    found = verdict(lived)
    assert found.findings == ()
    assert found.clock_ran_back
    assert head.version == 3


def test_each_entry_tells_before_and_after(lived):
    with lived.reading() as connection:
        found = trail.entries(connection, None, 10_000)
        mine = trail.entries(connection, "roster/1", 10)
    assert [entry.seq for entry in found] == list(range(1, len(found) + 1))
    assert [entry.action for entry in mine] == [
        "roster.drafted",
        "roster.published",
        "roster.superseded",
    ]


def test_a_body_is_the_same_text_for_the_same_facts():
    one = trail.packed({"before": None, "after": {"b": 1, "a": "é"}})
    assert json.loads(one) == {"before": None, "after": {"a": "é", "b": 1}}
    assert one == trail.packed({"after": {"a": "é", "b": 1}, "before": None})


def test_a_store_made_by_a_newer_version_is_refused(store):
    from data.model.errors import StoreError
    from data.store.migrate import ensure_current

    tamper(store, text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        ensure_current(store)
