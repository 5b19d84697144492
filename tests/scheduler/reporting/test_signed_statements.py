"""A signed statement stands; what is recorded afterwards is said beside it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, update

from data.i18n.language import language
from data.model.duty import Absence, AbsenceKind
from data.model.errors import Refused
from data.model.gap import Cause
from data.model.presence import PresenceSource
from data.store.audit.check import verify
from data.store.tables.proof import PRESENCE_TERMS, PRESENCES, STATEMENTS
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.coverage.gap_queries import prove_coverage
from scheduler.coverage.presence import PresenceRequest, confirm_presence
from scheduler.planning.absences import record_absence
from scheduler.planning.stand_ins import TakeOver
from scheduler.records.erasure import erase_old_reasons
from scheduler.reporting.signed_statements import (
    as_signed,
    difference_from,
    read_signed,
    sign_statement,
    signed_statements,
)
from scheduler.reporting.statement import state
from scheduler.reporting.statement_facts import statement_facts, statement_from
from scheduler.self_service.takeovers import take_over, withdraw_takeover
from scheduler.self_service.weighing import Agreed
from scheduler.settings import Settings
from tests.scheduler.coverage.test_presence import ask_presence, next_duty
from tests.support.region import INSIDE, KEY

DAYS = date(2027, 1, 4), date(2027, 1, 7)  #: over at noon of the eighth
MINUTE = timedelta(minutes=1)


def findings(store):
    with store.reading() as connection:
        return [(one.where, one.what) for one in verify(connection, ZONE).findings]


def on_the_desk(store):
    """Who validly had a duty at the desk on the fifth, and that duty."""
    start, end = midnight(date(2027, 1, 5), ZONE), midnight(date(2027, 1, 6), ZONE)
    _proof, inputs = prove_coverage(store, start, end, INSIDE)
    return next(
        (one.holders[0], one.shift)
        for one in inputs.published["CACO"]
        if len(one.holders) == 1 and start <= one.shift.start
    )


def was_ill(store, duty, hours):
    """Record afterwards that somebody was ill for the first hours of a duty."""
    person, shift = duty
    until = shift.start + timedelta(hours=hours)
    absence = Absence(person, AbsenceKind.ILLNESS, shift.start, until)
    record_absence(store, absence, "planner", INSIDE)


def test_what_was_signed_is_kept_with_its_hash_in_the_trail(site_store):
    signed = sign_statement(site_store, *DAYS, "anna", INSIDE)
    found = state(site_store, *DAYS, INSIDE)
    assert (signed.version, signed.made_by, signed.proof_hash) == (1, "anna", found.proof.hash)
    assert as_signed(signed).proof.months == found.proof.months
    assert read_signed(site_store, signed.id) == signed
    assert not difference_from(site_store, signed, INSIDE).is_changed
    assert findings(site_store) == []


def test_days_that_are_not_over_are_not_signed(site_store):
    with pytest.raises(Refused, match="not over"):
        sign_statement(site_store, DAYS[0], INSIDE.date(), "anna", INSIDE)


def test_the_same_is_not_signed_twice(site_store):
    sign_statement(site_store, *DAYS, "anna", INSIDE)
    with pytest.raises(Refused, match="version 1 says the same"):
        sign_statement(site_store, *DAYS, "bas", INSIDE)


def test_what_is_recorded_afterwards_is_said_and_a_new_version_stands_beside_it(site_store):
    person, shift = on_the_desk(site_store)
    signed = sign_statement(site_store, *DAYS, "anna", INSIDE)
    was_ill(site_store, (person, shift), 3)
    later = difference_from(site_store, signed, INSIDE)
    assert later.is_changed
    assert [(one.post, one.minutes) for one in later.posts] == [("CACO", -180)]
    assert [one.action for one in later.recorded] == ["record.added"]
    second = sign_statement(site_store, *DAYS, "bas", INSIDE)
    assert [one.version for one in signed_statements(site_store, *DAYS)] == [2, 1]
    assert read_signed(site_store, signed.id) == signed
    assert not difference_from(site_store, second, INSIDE).is_changed
    assert difference_from(site_store, signed, INSIDE).is_changed
    assert findings(site_store) == []


def test_what_is_recorded_of_other_days_is_no_matter(site_store):
    signed = sign_statement(site_store, *DAYS, "anna", INSIDE)
    person, shift = next_duty(site_store, INSIDE)
    was_ill(site_store, (person, shift), 3)
    assert not difference_from(site_store, signed, INSIDE).is_changed
    was_ill(site_store, on_the_desk(site_store), 1)
    assert len(difference_from(site_store, signed, INSIDE).recorded) == 1


def test_presence_that_is_stated_afterwards_changes_it(site_store):
    begin = INSIDE - timedelta(days=3)
    ask_presence(site_store, begin)
    person, shift = next_duty(site_store, begin)
    day = shift.start.astimezone(ZONE).date()
    signed = sign_statement(site_store, day, day, "anna", INSIDE)
    wanted = PresenceRequest(person, "CACO", PresenceSource.PLANNER, shift.start, "log of the door")
    confirm_presence(site_store, wanted, "planner", INSIDE)
    later = difference_from(site_store, signed, INSIDE)
    (desk,) = later.posts
    assert desk.minutes > 0
    assert [one.action for one in later.recorded] == ["presence.confirmed"]


def test_the_facts_of_a_statement_read_back_as_they_were(site_store):
    found = state(site_store, date(2027, 1, 1), date(2027, 1, 31), INSIDE)
    facts = json.loads(json.dumps(statement_facts(found, may_know=True)))
    again = statement_facts(statement_from(facts), may_know=True)
    assert json.loads(json.dumps(again)) == facts


def test_what_is_signed_names_nobody(site_store):
    signed = sign_statement(site_store, *DAYS, "anna", INSIDE)
    people = site_store.engine.connect().exec_driver_sql("SELECT id, name FROM people").all()
    assert not any(f'"{text}"' in signed.content for row in people for text in row)
    assert "signer" not in signed.content


def test_why_somebody_was_absent_is_not_kept_for_good(site_store):
    was_ill(site_store, on_the_desk(site_store), 3)
    signed = sign_statement(site_store, *DAYS, "anna", INSIDE)
    assert "illness" not in signed.content
    assert as_signed(signed).proof.months[0].by_cause.keys() == {Cause.ABSENT}
    weeks = {AbsenceKind.ILLNESS.value: 104}
    later = INSIDE + timedelta(weeks=120)
    assert erase_old_reasons(site_store, weeks, KEY, "caco", later) > 0
    again = state(site_store, *DAYS, later)
    assert again.proof.hash != signed.proof_hash
    assert not difference_from(site_store, signed, later).is_changed


CHANGES = (
    update(STATEMENTS).values(content="{}"),
    update(STATEMENTS).values(proof_hash="0" * 64),
    update(STATEMENTS).values(first=date(2027, 1, 3)),
    update(STATEMENTS).values(entry_hash="0" * 64),
    delete(STATEMENTS),
)


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_behind_the_back_is_found(site_store, change):
    sign_statement(site_store, *DAYS, "anna", INSIDE)
    with site_store.writing() as connection:
        connection.execute(change)
    ((where, _what),) = findings(site_store)
    assert where == "statement 1"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (update(PRESENCES).values(post="IM"), "presence/1"),
        (delete(PRESENCES), "presence/1"),
        (update(PRESENCE_TERMS).values(minutes=100), "posts CACO"),
        (delete(PRESENCE_TERMS), "posts CACO"),
    ],
)
def test_presence_that_the_trail_does_not_know_is_found(site_store, change, where):
    ask_presence(site_store, INSIDE)
    person, shift = next_duty(site_store, INSIDE)
    wanted = PresenceRequest(person, "CACO", PresenceSource.SELF)
    confirm_presence(site_store, wanted, "them", shift.start + MINUTE)
    assert findings(site_store) == []
    with site_store.writing() as connection:
        connection.execute(change)
    assert [one for one, _what in findings(site_store)] == [where]


def test_a_take_over_of_last_week_is_said_beside_the_statement_that_was_signed(site_store):
    """Nobody came for three hours: recorded after the statement of that week was signed."""
    _person, shift = on_the_desk(site_store)
    signed = sign_statement(site_store, *DAYS, "anna", INSIDE)
    begin = shift.start + timedelta(hours=2)
    left_empty = TakeOver(shift.id, start=begin, end=begin + timedelta(hours=3), reason="left")
    later = INSIDE + timedelta(days=6)
    settings, agreed = Settings(language="en"), Agreed((), "")
    kept = take_over(site_store, settings, left_empty, agreed, "planner", later, language("en"))
    assert kept.is_afterwards
    found = difference_from(site_store, signed, later)
    assert [(one.post, one.minutes) for one in found.posts] == [("CACO", -180)]
    assert [one.action for one in found.recorded] == ["stand_in.recorded"]
    second = sign_statement(site_store, *DAYS, "bas", later)
    assert (second.version, as_signed(signed).proof.months[0].post) == (2, "CACO")
    assert read_signed(site_store, signed.id) == signed
    assert findings(site_store) == []
    withdraw_takeover(site_store, settings, kept.id, "planner", later, language("en"))
    assert not difference_from(site_store, signed, later).is_changed
    assert difference_from(site_store, second, later).is_changed
