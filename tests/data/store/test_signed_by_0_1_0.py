"""What version 0.1.0 signed in the name of who was not asked: the trail stays, the truth is told.

The store was made by version 0.1.0 itself. In it a planner signed version 3 with rules broken and
seats open; Taco took a shift (version 4), which put it on record that Taco accepted the seat of
Sofie, who fell ill; Pia signed version 5 without Sofie, and was not asked about that seat, which
still said that Sofie is on it; an offer was accepted (version 6), and the duty manager put somebody
on Sofie's shift, breaking rules with a reason (version 7).
"""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, inspect, select, text

from data.i18n.language import language
from data.i18n.sign_off_words import RemarkWords, signer_words
from data.model.errors import Refused
from data.model.roster import RemarkKind
from data.store import rosters, signing, staffing
from data.store.audit.check import verify
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from data.store.tables import METADATA
from data.store.tables.rosters import ACCEPTED
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.publish import Consent, propose, publish
from tests.support.old_tables import as_then
from tests.support.region import CONSENT, FIRST, INSIDE, WEEKS
from tests.support.server import need_server, on_server, server_url

FILE = Path(__file__).parent / "data" / "signed_by_0_1_0.db.gz"
THEN = "0004"  #: the last migration of version 0.1.0
SEAT = "CACO:2027-01-14T23:00"  #: whose holder fell ill
EN = language("en")
ZONE = ZoneInfo("Europe/Amsterdam")


def copy_rows(source: Store, target: Store) -> None:
    """All rows of one store into the tables of another of the same version."""
    with source.reading(any_version=True) as old, target.writing(any_version=True) as new:
        for table in METADATA.sorted_tables:
            if not inspect(old).has_table(table.name):
                continue
            there = {column["name"] for column in inspect(old).get_columns(table.name)}
            then = as_then(table)
            columns = [column for column in then.c if column.name in there]
            if not columns:
                continue
            rows = [dict(row) for row in old.execute(select(*columns)).mappings()]
            new.execute(then.delete())
            if rows:
                new.execute(insert(then), rows)
            if "id" in there and isinstance(rows[0]["id"] if rows else None, int):
                new.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "
                        f"(SELECT max(id) FROM {table.name}))"
                    )
                )


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request, tmp_path):
    """A store of version 0.1.0, on each database in turn; not brought up to date."""
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress(FILE.read_bytes()))
    kept = Store(store_url(f"sqlite:///{path}"))
    if request.param == "sqlite":
        yield kept
        kept.close()
        return
    need_server()
    name = f"caco_{uuid4().hex}"
    on_server(f"CREATE DATABASE {name}")
    store = Store(server_url(name))
    migrate(store, THEN)
    copy_rows(kept, store)
    kept.close()
    yield store
    store.close()
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def lived(old):
    """The same, brought up to date."""
    migrate(old)
    return old


def duties_of(store, roster):
    with store.reading() as connection:
        return rosters.read_assignments(connection, roster)


def signed(store, version):
    with store.reading() as connection:
        head = next(h for h in rosters.heads(connection) if h.version == version)
        return head, signing.sign_off_items(connection, head.id)


def test_the_trail_and_the_hash_of_each_signature_stay(old):
    with old.reading(any_version=True) as connection:
        before = connection.execute(text("SELECT id, content_hash FROM roster ORDER BY id")).all()
        chain = connection.execute(text("SELECT seq, hash, body FROM audit_entry ORDER BY 1")).all()
    migrate(old)
    with old.reading() as connection:
        assert verify(connection, ZONE).findings == ()
        after = connection.execute(text("SELECT id, content_hash FROM roster ORDER BY id")).all()
        kept = connection.execute(text("SELECT seq, hash, body FROM audit_entry ORDER BY 1")).all()
    assert (after, kept) == (before, chain)


@pytest.mark.parametrize("version", [4, 5, 6])
def test_nobody_is_on_record_for_what_nobody_was_asked(lived, version):
    _head, items = signed(lived, version)
    (seat,) = [one for one in items if one.remark.subject == SEAT]
    assert seat.acceptance is None
    named = {one.acceptance.accepted_by for one in items if one.acceptance}
    assert "people/6" not in named or all(
        one.acceptance.request
        for one in items
        if one.acceptance and one.acceptance.accepted_by == "people/6"
    )
    assert not any("was al zo toen" in one.acceptance.reason for one in items if one.acceptance)


def test_who_was_asked_is_named_with_the_version_in_which_they_were(lived):
    head, items = signed(lived, 7)
    told = {
        (one.acceptance.accepted_by, one.acceptance.version, one.acceptance.reason)
        for one in items
        if one.acceptance and not one.acceptance.request
    }
    assert told == {
        ("signer", 1, "agreed in the meeting"),
        ("planner", 3, "agreed in the meeting"),
        ("manager", 7, "agreed by telephone"),
    }
    assert head.request == ""


def test_versions_that_came_about_by_themselves_say_so(lived):
    said = {v: signer_words(signed(lived, v)[0], EN) for v in range(1, 8)}
    assert said[4] == "nobody; Taco Weerlicht took a shift"
    assert said[6] == "nobody; offer 2 of manager was accepted"
    assert {v: who for v, who in said.items() if v not in (4, 6)} == {
        1: "signer",
        2: "planner",
        3: "planner",
        5: "pia",
        7: "manager",
    }


def amount(text: str) -> float:
    """The number in front of an amount; of hours and minutes as hours."""
    whole, _, minutes = re.match(r"([\d.]+)(:(\d\d))?", text).groups()
    return float(whole) + int(minutes or 0) / 60


def as_said_since(stored: str) -> str:
    """What 0.1.0 said of a limit, as it is said since.

    It says whether it is the least or the most, an overlap has none, one of a thing is one, and the
    region is in words.
    """
    is_dutch = "de grens is" in stored
    said = re.sub(r" where (.+) is the limit", r", the limit is \1", stored)
    said = said.replace(
        "(regional)", f"({'regel van de regio' if is_dutch else 'rule of the region'})"
    )
    said = re.sub(r"(\S+ h), the limit is 0:00 h", r"overlaps by \1", said)
    said = re.sub(r"(\S+ u), de grens is 0:00 u", r"overlapt \1", said)

    def limit(found: re.Match[str]) -> str:
        value, allowed = found[1], found[2]
        if amount(value) < amount(allowed):
            ending = (
                f"minstens {allowed} is verplicht"
                if is_dutch
                else f"at least {allowed} is required"
            )
        else:
            ending = f"hoogstens {allowed} mag" if is_dutch else f"at most {allowed} is allowed"
        return f"{value}, {ending}"

    said = re.sub(
        r"(?<=: )(\d[\d:.]* [^,:]+), (?:the limit is|de grens is) (\d\S* [^,.;)]+)", limit, said
    )
    return re.sub(r"\b1 (\w+)s\b", r"1 \1", said)


def test_what_was_shown_is_said_in_the_language_of_the_reader_in_the_same_words(lived):
    """Facts that were read from what was stored say just what stood there."""
    with lived.reading() as connection:
        names = staffing.names_of_people(connection)
        for head in rosters.heads(connection):
            words = {code: RemarkWords(language(code), head.zone, names) for code in ("en", "nl")}
            for one in signing.sign_off_items(connection, head.id):
                if one.remark.kind is RemarkKind.NOTICE:
                    assert one.remark.facts is None
                    assert words["nl"].remark(one.remark) == one.remark.stored
                    continue
                said = {code: each.remark(one.remark) for code, each in words.items()}
                assert as_said_since(one.remark.stored) in said.values()
                assert said["en"] != said["nl"]


def test_the_next_planner_is_asked_again_for_what_changed(lived):
    draft = copy_in_force(lived, FIRST, WEEKS, "bo", INSIDE)
    (holder,) = [one.person for one in duties_of(lived, draft.id) if one.shift == SEAT]
    edit_draft(lived, draft.id, [Edit(EditKind.REMOVE, holder, SEAT)], "bo", INSIDE)
    proposal = propose(lived, draft.id, "bo", INSIDE)
    asked = [one.remark.subject for one in proposal.items if one.acceptance is None]
    assert SEAT in asked
    kept = {one.acceptance.accepted_by for one in proposal.items if one.acceptance}
    assert kept == {"signer", "planner"}
    with pytest.raises(Refused):
        publish(lived, draft.id, Consent({}, {}), "bo", INSIDE, EN)
    head, _ = publish(lived, draft.id, CONSENT, "bo", INSIDE, EN)
    with lived.reading() as connection:
        assert verify(connection, ZONE).findings == ()
    assert signed(lived, 8)[0] == head


def test_the_rows_stay_as_they_were_signed(lived):
    with lived.reading() as connection:
        query = select(ACCEPTED).where(ACCEPTED.c.roster == 5, ACCEPTED.c.subject == SEAT)
        row = connection.execute(query).mappings().one()
    assert (row["accepted_by"], row["reason"]) == (
        "people/6",
        "was al zo toen aanbod 1 werd aanvaard",
    )
    assert row["accepted_in"] is None
    assert json.loads(row["facts"])["unable"] == [1]


def test_rows_that_refer_to_tables_that_are_made_anew_come_along(tmp_path):
    """SQLite alters a table by making it anew; dropping the old one must take nothing along."""
    path = tmp_path / "caco.db"
    path.write_bytes(gzip.decompress(FILE.read_bytes()))
    with closing(sqlite3.connect(path)) as old, old:
        (message,) = old.execute("SELECT id FROM message").fetchone()
        old.execute(
            'INSERT INTO gap (post, slot, start, "end", required, missing, parts, state,'
            " opened_at, closed_by, acknowledged_by, accepted_by, accepted_reason, lock_version)"
            " VALUES ('CACO', 'CACO:a', :at, :at, 1, 1, '[]', 'open', :at,"
            " '', '', '', '', 1)",
            {"at": "2027-01-04T07:00:00+00:00"},
        )
        (gap,) = old.execute("SELECT id FROM gap").fetchone()
        for table in ("gap_event", "told"):
            _fill(old, table, {"gap": gap, "message": message})
    store = Store(store_url(f"sqlite:///{path}"))
    path.chmod(0o600)
    migrate(store)
    with store.reading() as connection:
        for table in ("gap", "gap_event", "told", "message"):
            assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1, table
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.close()


def _fill(old: sqlite3.Connection, table: str, known: dict[str, object]) -> None:
    """Add a row of any values, but for those that are given."""
    columns = [row[1] for row in old.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
    values = {name: known.get(name, "2027-01-04T07:00:00+00:00") for name in columns}
    names = ", ".join(columns)
    marks = ", ".join(f":{name}" for name in columns)
    old.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
