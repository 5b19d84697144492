"""The audit trail against somebody who writes to the database."""

from __future__ import annotations

import json
import zlib

import pytest
from sqlalchemy import delete, insert, select, update

from data.files.problem_json import hash_of, pack_json
from data.model.account import RegionLimit, Role, TokenScope
from data.store.audit import trail
from data.store.audit.check import verify
from data.store.audit.sealing import (
    ERASED_PERSON,
    SEALED,
    Emptied,
    read_head,
    sealed,
    signed_head,
)
from data.store.audit.trail import Act, Head, append, body_hash, entry_hash, packed
from data.store.tables.access import ACCOUNTS, TOKENS
from data.store.tables.records import REGIONS
from data.store.tables.rosters import ENTRIES, HEAD, SNAPSHOTS
from data.tables.period import ZONE
from scheduler.accounts.access import make_token
from scheduler.accounts.accounts import Details, NewAccount, add_account, change_account
from scheduler.records.erasure import erase_person, list_older_erasures
from scheduler.service.tasks import check_trail
from tests.data.store.test_erasure import LATER, gone
from tests.support.region import KEY, NOW

OTHER = "o" * 43
KEYS = (KEY,)


@pytest.fixture
def signed(region_in_force):
    """A store with records and a signed roster."""
    return region_in_force


def findings(store, known=None, keys=KEYS):
    with store.reading() as connection:
        return verify(connection, ZONE, known, keys).findings


def head_of(store):
    with store.reading() as connection:
        return signed_head(trail.head(connection), KEY)


def rewritten(connection, most=13):
    """Rewrite bodies and a problem, as who writes to the database can; what that comes to."""
    entries, problems = {}, {}
    for row in connection.execute(select(ENTRIES).limit(most)).mappings().all():
        body = json.loads(row["body"])
        body["after"] = {**(body["after"] or {}), "by": "somebody else"}
        entries[row["seq"]] = body_hash(row["salt"], packed(body))
        values = {"body": packed(body), "erased_by": trail.head(connection).seq + 1}
        connection.execute(update(ENTRIES).where(ENTRIES.c.seq == row["seq"]).values(values))
    name, content = connection.execute(select(SNAPSHOTS.c.hash, SNAPSHOTS.c.content)).first()
    problem = json.loads(zlib.decompress(content))
    problem["problem"]["people"][0]["name"] = "Somebody else"
    text = pack_json(problem)
    problems[name] = hash_of(text)
    values = {"content": zlib.compress(text), "erased_by": trail.head(connection).seq + 1}
    connection.execute(update(SNAPSHOTS).where(SNAPSHOTS.c.hash == name).values(values))
    return Emptied(entries, problems)


def by_older(_seq, _emptied):
    """As a release before 0.2 vouched."""
    return Act(ERASED_PERSON, "people/1", None, {"pseudonym": "leaver-1"})


def by_another(seq, emptied):
    """As an installation with another secret vouches."""
    return sealed(by_older(seq, emptied), emptied, seq, OTHER)


def by_a_list(seq, emptied):
    """As if an older version had emptied it, listed by somebody without the secret."""
    return sealed(Act(SEALED, "trail"), emptied, seq, OTHER)


@pytest.mark.parametrize("voucher", [by_older, by_another, by_a_list])
def test_a_voucher_that_somebody_else_appended_is_found_with_all_that_it_covers(signed, voucher):
    assert findings(signed) == ()
    with signed.writing() as connection:
        emptied = rewritten(connection)
        seq = trail.head(connection).seq + 1
        append(connection, [voucher(seq, emptied)], "somebody", NOW)
    found = {one.where for one in findings(signed)}
    assert {f"entry {number}" for number in emptied.entries} | {f"entry {seq}"} <= found
    assert any(where.startswith("problem ") for where in found)


def test_a_seal_is_good_for_its_own_entry_alone(signed):
    leaver = gone(signed)
    erase_person(signed, leaver, "asked", "planner", LATER, key=KEY)
    assert findings(signed) == ()
    with signed.writing() as connection:
        query = select(ENTRIES.c.body).where(ENTRIES.c.action == ERASED_PERSON)
        after = json.loads(connection.scalars(query).one())["after"]
        append(connection, [Act(ERASED_PERSON, "people/1", None, after)], "somebody", LATER)
    assert [one.what for one in findings(signed)] == [
        "this installation did not say so: its seal is wrong"
    ]


def test_what_an_erasure_left_cannot_be_changed_after_it(signed):
    erase_person(signed, gone(signed), "asked", "planner", LATER, key=KEY)
    with signed.writing() as connection:
        query = select(ENTRIES.c.seq).where(ENTRIES.c.erased_by.is_not(None)).limit(1)
        number = connection.scalars(query).one()
        values = {"body": packed({"before": None, "after": {"kind": "leave"}})}
        connection.execute(update(ENTRIES).where(ENTRIES.c.seq == number).values(values))
    assert (f"entry {number}", "what it tells was changed") in {
        (one.where, one.what) for one in findings(signed)
    }


def test_an_erasure_stays_good_when_the_secret_is_replaced_and_says_so_without_one(signed):
    erase_person(signed, gone(signed), "asked", "planner", LATER, key=KEY)
    assert findings(signed, keys=(OTHER, KEY)) == ()
    assert findings(signed, keys=(OTHER,)) != ()
    with signed.reading() as connection:
        assert verify(connection, ZONE).without_seal == 1
        assert verify(connection, ZONE, keys=KEYS).without_seal == 0


def as_before(store, leaver):
    """Erase somebody as 0.1.0 did: the entry does not say what it emptied."""
    erase_person(store, leaver, "asked", "planner", LATER, key=KEY)
    with store.writing() as connection:
        rows = connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq)).mappings().all()
        voucher = next(row for row in rows if row["action"] == ERASED_PERSON)
        body = json.loads(voucher["body"])
        del body["after"]["emptied"], body["after"]["seal"]
        told_anew(connection, {voucher["seq"]: packed(body)})


def told_anew(connection, bodies):
    """Tell the chain anew from its beginning, with other bodies: it has no key."""
    previous = trail.START
    for row in connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq)).mappings().all():
        one = {**row, "previous": previous, "body": bodies.get(row["seq"], row["body"])}
        if row["seq"] in bodies:
            one["body_hash"] = body_hash(row["salt"], one["body"])
        one["hash"] = previous = entry_hash(one)
        connection.execute(update(ENTRIES).where(ENTRIES.c.seq == row["seq"]).values(one))
    connection.execute(update(HEAD).values(hash=previous))


def test_what_an_older_version_erased_is_listed_told_and_kept_as_it_is(signed):
    as_before(signed, gone(signed))
    assert findings(signed) != ()
    assert list_older_erasures(signed, KEY, "planner", LATER)
    assert not list_older_erasures(signed, KEY, "planner", LATER)
    with signed.reading() as connection:
        verdict = verify(connection, ZONE, keys=KEYS)
        assert verdict.findings == ()
        assert 0 < verdict.by_older == verdict.erased
        query = select(ENTRIES.c.seq).where(ENTRIES.c.erased_by.is_not(None)).limit(1)
        number = connection.scalars(query).one()
    with signed.writing() as connection:
        values = {"body": packed({"before": None, "after": None, "x": 1})}
        connection.execute(update(ENTRIES).where(ENTRIES.c.seq == number).values(values))
    assert findings(signed) != ()


def test_a_chain_that_was_told_anew_does_not_hold_a_signed_head(signed):
    known = head_of(signed)
    assert findings(signed, known) == ()
    with signed.writing() as connection:
        told_anew(connection, {1: packed({"before": None, "after": {"name": "Somebody else"}})})
    found = {one.where for one in findings(signed)}
    assert not any(where.startswith("entry ") for where in found)
    assert known.partition(".")[0] in {
        one.where.removeprefix("entry ") for one in findings(signed, known)
    }


def test_a_tail_that_was_cut_off_does_not_hold_a_signed_head_nor_what_was_followed(signed):
    check_trail(signed)
    known = head_of(signed)
    cut(signed, 3)
    assert [
        one.what for one in findings(signed) if one.where == f"entry {known.partition('.')[0]}"
    ] == ["it was there when the trail was last followed"]
    assert any("signed" in one.what for one in findings(signed, known))


def cut(store, count):
    """Take the last entries away, and set the head back, as who writes to the database can."""
    with store.writing() as connection:
        end = trail.head(connection).seq - count
        connection.execute(delete(ENTRIES).where(ENTRIES.c.seq > end))
        query = select(ENTRIES.c.hash).where(ENTRIES.c.seq == end)
        last = connection.scalars(query).one_or_none() or trail.START
        connection.execute(update(HEAD).values(seq=end, hash=last))


def test_a_role_or_a_token_whose_entry_was_cut_off_is_found(store):
    new = NewAccount("boss", "Boss", frozenset({Role.ADMINISTRATOR}), None, "en", "")
    add_account(store, new, "cli", NOW)
    viewer = NewAccount("viewer", "Viewer", frozenset({Role.VIEWER}), None, "en", "")
    made = add_account(store, viewer, "boss", NOW)
    assert findings(store) == ()
    wanted = Details("Viewer", frozenset({Role.ADMINISTRATOR}), None, "en")
    change_account(store, made.id, wanted, "boss", NOW)
    make_token(store, "reader", [TokenScope.PEOPLE], None, "boss", NOW)
    assert findings(store) == ()
    cut(store, 2)
    assert {one.where for one in findings(store)} == {f"account/{made.id}", "token/1"}


def test_a_limit_of_regions_taken_away_in_the_database_is_found(store):
    with store.writing() as connection:
        row = {"id": "GV", "key": "GV", "name": "Gooi en Vechtstreek", "lock_version": 1}
        connection.execute(insert(REGIONS).values(row))
    limits = (RegionLimit(Role.PLANNER, frozenset({"GV"})),)
    roles = frozenset({Role.PLANNER})
    one = add_account(store, NewAccount("gv", "GV", roles, limits=limits), "boss", NOW)
    make_token(store, "reader", [TokenScope.PEOPLE], None, "boss", NOW, ["GV"])
    assert about_access(store) == set()
    with store.writing() as connection:
        connection.execute(update(ACCOUNTS).values(limits=None))
        connection.execute(update(TOKENS).values(regions=None))
    assert about_access(store) == {f"account/{one.id}", "token/1"}


def about_access(store):
    """What is found about accounts and tokens: the region has no entry of its own here."""
    found = {each.where for each in findings(store)}
    return {where for where in found if where.startswith(("account/", "token/"))}


def test_an_account_written_into_the_database_is_found(store):
    new = NewAccount("boss", "Boss", frozenset({Role.ADMINISTRATOR}), None, "en", "")
    add_account(store, new, "cli", NOW)
    with store.writing() as connection:
        row = dict(connection.execute(select(ACCOUNTS)).mappings().one())
        connection.execute(insert(ACCOUNTS).values({**row, "id": 7, "login": "mallory"}))
    assert [one.where for one in findings(store)] == ["account/7"]
    with store.writing() as connection:
        connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.id == 7))
        connection.execute(update(ACCOUNTS).values(is_active=False))
        connection.execute(delete(TOKENS))
    assert [one.where for one in findings(store)] == ["account/1"]


def test_a_head_is_signed_by_who_has_the_secret():
    head = Head(17, "a" * 64, 3)
    word = signed_head(head, KEY)
    assert KEY not in word
    assert read_head(word, KEYS) == read_head(f" {word}\n", (OTHER, KEY))
    assert (read_head(word, KEYS).seq, read_head(word, KEYS).is_ours) == (17, True)
    assert read_head(word, (OTHER,)).is_ours is False
    assert read_head(word.replace("17.", "18."), KEYS).is_ours is False
    assert read_head(word, ()).is_ours is None
    assert read_head("b" * 64, KEYS) == read_head("b" * 64, ())
