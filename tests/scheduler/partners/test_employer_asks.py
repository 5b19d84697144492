"""Employers are asked once, reminded twice, and what they answer counts by the register's door."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from data.model.account import Role
from data.model.employer_ask import LASTS, AskState
from data.model.errors import Refused
from data.model.message import MessageKind
from data.store import employer_asks, outbox, records
from data.store.audit import trail
from data.store.audit.check import verify
from data.tables.period import ZONE
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.accounts.secret import secret
from scheduler.notifications.signed_links import with_links
from scheduler.partners.answering import LineAnswer, answer_ask, open_ask
from scheduler.partners.asking import notify_employers
from scheduler.partners.overview import partners_overview
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.settings import Settings
from tests.scheduler.records.register import LAPSING
from tests.support.elsewhere import add_planner_elsewhere
from tests.support.region import INSIDE

SETTINGS = Settings(base_url="https://roster.example")
WEEK = timedelta(weeks=1)
NOON = INSIDE.replace(hour=11)


@pytest.fixture
def asked(region):
    """Everybody's employer is a partner with an address, and was asked."""
    with region.reading() as connection:
        rows = records.read_rows(connection, "people").values()
        names = {str(row.values["employer"]) for row in rows if row.values["employer"]}
        whose = {row.values["id"]: row.values["employer"] for row in rows}
    employer = whose[LAPSING]
    if not employer:
        with region.reading() as connection:
            (old,) = [r for r in rows if r.values["id"] == LAPSING]
            was = records.as_texts("people", old.values, ZONE)
        edit_rows(region, [RowEdit("people", was | {"employer": "Politie"}, old.number)], "p", NOON)
        names |= {"Politie"}
    edits = [
        RowEdit("partners", {"id": f"e{n}", "name": name, "mail": f"hr{n}@employer.example"})
        for n, name in enumerate(sorted(names))
    ]
    edit_rows(region, edits, "planner", NOON)
    notify_employers(region, SETTINGS, NOON)
    return region


def the_ask(store):
    with store.reading() as connection:
        found = employer_asks.read_asks(connection)
    return next(one for one in found if LAPSING in {line.person for line in one.lines})


def letters(store, kind=MessageKind.DECLARATIONS_ASKED):
    with store.reading() as connection:
        return [one for one in outbox.messages(connection) if one.kind is kind]


def token_of(store, ask):
    key = secret(store, SETTINGS)
    bodies = [with_links(one.body, [key]) for one in letters(store)]
    tokens = [re.search(r"/declaration/(\S+)", body)[1] for body in bodies]
    return next(one for one in tokens if open_ask(store, SETTINGS, one, NOON).ask.id == ask.id)


def evidence_of(store, person):
    with store.reading() as connection:
        rows = records.read_rows(connection, "evidence").values()
        return [one.values for one in rows if one.values["person"] == person and not one.has_ended]


def test_who_ends_within_a_month_is_asked_once_and_nobody_is_named_in_the_mail(asked):
    line = next(line for line in the_ask(asked).lines if line.person == LAPSING)
    assert line.requirement == "verklaring"
    assert line.last_day is not None
    before = len(letters(asked))
    assert before
    assert notify_employers(asked, SETTINGS, NOON + timedelta(days=1)) == []
    assert len(letters(asked)) == before
    opened = open_ask(asked, SETTINGS, token_of(asked, the_ask(asked)), NOON)
    for name in opened.people.values():
        assert all(name not in one.body for one in letters(asked))


def test_yes_becomes_evidence_of_who_typed_it_and_the_trail_holds(asked):
    ask = the_ask(asked)
    line = next(line for line in ask.lines if line.person == LAPSING)
    before = len(evidence_of(asked, LAPSING))
    given = [LineAnswer(line.id, is_given=True, document="dossier 12")]
    opened = answer_ask(asked, SETTINGS, token_of(asked, ask), " Els  Eik ", given, NOON)
    assert next(one for one in opened.ask.lines if one.id == line.id).answer is True
    found = evidence_of(asked, LAPSING)
    assert len(found) == before + 1
    assert (found[-1]["declared_by"], found[-1]["document"]) == ("Els Eik", "dossier 12")
    assert found[-1]["employer"] == opened.partner
    with asked.reading() as connection:
        assert verify(connection, ZONE).findings == ()
        assert any(one.action == "employer.answered" for one in trail.entries(connection))


def test_a_yes_that_is_corrected_to_no_is_withdrawn(asked):
    ask = the_ask(asked)
    line = next(line for line in ask.lines if line.person == LAPSING)
    before = len(evidence_of(asked, LAPSING))
    link = token_of(asked, ask)
    answer_ask(asked, SETTINGS, link, "Els", [LineAnswer(line.id, is_given=True)], NOON)
    answer_ask(asked, SETTINGS, link, "Els", [LineAnswer(line.id, is_given=False)], NOON + WEEK)
    assert len(evidence_of(asked, LAPSING)) == before


def test_an_employer_that_is_silent_is_reminded_twice_and_then_planners_hear_of_it(asked):
    states = []
    for weeks in (1, 2, 3):
        notify_employers(asked, SETTINGS, NOON + weeks * WEEK)
        states.append(the_ask(asked).state(NOON + weeks * WEEK))
    assert states == [AskState.REMINDED, AskState.REMINDED, AskState.OVERDUE]
    ours = [one for one in letters(asked) if one.name == partner_name(asked)]
    assert len(ours) == 3


@pytest.fixture
def pauline(asked, monkeypatch):
    """Who plans for all regions; beside her somebody plans for one that nobody here serves."""
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "json://127.0.0.1:9")
    new = NewAccount("pauline@region.example", "P", frozenset({Role.PLANNER}), None, "en")
    add_account(asked, new, "tests", NOON)
    add_planner_elsewhere(asked, NOON)
    return new.login


def test_a_no_is_told_to_planners_of_the_region_of_who_it_is_about(asked, pauline):
    ask = the_ask(asked)
    no = [LineAnswer(ask.lines[0].id, is_given=False)]
    answer_ask(asked, SETTINGS, token_of(asked, ask), "Els", no, NOON)
    (told,) = letters(asked, MessageKind.DECLARATION_REFUSED)
    assert told.address == pauline


def test_silence_is_told_to_planners_of_the_region_of_who_it_is_about(asked, pauline):
    for weeks in (1, 2, 3):
        notify_employers(asked, SETTINGS, NOON + weeks * WEEK)
    assert {one.address for one in letters(asked, MessageKind.DECLARATIONS_OVERDUE)} == {pauline}


def partner_name(store):
    ask = the_ask(store)
    found = partners_overview(store, NOON).rows
    return next(one.partner.name for one in found if one.partner.id == ask.partner)


def test_a_link_that_is_over_or_changed_opens_nothing_and_lines_of_others_are_refused(asked):
    ask = the_ask(asked)
    link = token_of(asked, ask)
    for token, moment in ((link, NOON + LASTS), (link[:-2], NOON), ("abc", NOON)):
        with pytest.raises(Refused):
            open_ask(asked, SETTINGS, token, moment)
    with pytest.raises(Refused):
        answer_ask(asked, SETTINGS, link, "Els", [LineAnswer(99_999, is_given=True)], NOON)
    lines = [LineAnswer(ask.lines[0].id, is_given=True)]
    with pytest.raises(Refused):
        answer_ask(asked, SETTINGS, link, " ", lines, NOON)
