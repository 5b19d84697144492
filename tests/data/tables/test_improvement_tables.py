"""The tables of findings, actions, checks and assessments, and who may close."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from data.model.errors import InputError
from data.model.improvement import (
    Actor,
    CheckOutcome,
    EffectCheck,
    Finding,
    FindingFile,
    FindingOrigin,
    ImprovementAction,
    Stage,
)
from data.tables.faults import FaultLog
from data.tables.improvement_tables import read_improvement
from data.tables.raw_table import tables_from_texts
from data.tables.reading import Reading

TODAY = date(2027, 1, 10)
DAY = date(2027, 1, 4)
FINDING = {"id": "f1", "found_on": "2027-01-02", "origin": "coverage", "theme": "CaCo"} | {
    "text": "Open nights"
}
ACTION = {"id": "a1", "finding": "f1", "what": "Train two", "owner": "ann", "due": "2027-02-01"}
CHECK = {"finding": "f1", "date": "2027-01-05", "helped": "yes", "by": "bob"}
PEOPLE = [{"id": "ann", "name": "Ann", "regions": "FL"}]


def read(**tables):
    given = {"people": PEOPLE, "regions": [{"id": "FL", "name": "Flevoland"}]} | tables
    reading = Reading(tables_from_texts(given, "test"), ZoneInfo("Europe/Amsterdam"), FaultLog())
    found = read_improvement(reading, TODAY)
    reading.log.raise_if_any()
    return found


def faults_of(**tables):
    with pytest.raises(InputError) as caught:
        read(**tables)
    return [(one.place.column, one.what) for one in caught.value.faults]


def test_a_finding_comes_with_its_actions_and_checks():
    (file,) = read(findings=[FINDING], actions=[ACTION], checks=[CHECK]).files
    assert file.actions[0].due == date(2027, 2, 1)
    assert file.checks[0].helped is CheckOutcome.YES
    assert file.stage is Stage.DO


@pytest.mark.parametrize(
    ("owner", "by"), [({"owner": "ann"}, "ann"), ({"owner": "", "owner_login": "anna"}, "anna")]
)
def test_a_file_cannot_say_that_an_owner_closed_or_checked_their_own(owner, by):
    done = ACTION | owner | {"done_on": "2027-01-04"}
    closed = FINDING | {"closed_on": "2027-01-06", "closed_by": by}
    assert faults_of(findings=[closed], actions=[done]) == [
        ("closed_by", "nobody closes a finding with an action of their own")
    ]
    assert faults_of(findings=[FINDING], actions=[done], checks=[CHECK | {"by": by}]) == [
        ("by", "nobody checks an action of their own")
    ]


@pytest.mark.parametrize(
    ("tables", "column"),
    [
        ({"findings": [FINDING | {"found_on": "2027-01-11"}]}, "found_on"),
        ({"findings": [FINDING | {"closed_on": "2027-01-09"}]}, "closed_by"),
        ({"findings": [FINDING | {"origin": "rumour"}]}, "origin"),
        ({"findings": [FINDING, FINDING | {"theme": "IM"}]}, "id"),
        ({"findings": [FINDING | {"text": "x" * 501}]}, "text"),
        ({"actions": [ACTION]}, "finding"),
        ({"findings": [FINDING], "actions": [ACTION | {"owner": "zoe"}]}, "owner"),
        ({"findings": [FINDING], "checks": [CHECK | {"action": "a9"}]}, "action"),
        ({"ambitions": [{"year": "2027", "share": "101"}]}, "share"),
        ({"action_templates": [{"template": "t", "what": "w", "days": "-1"}]}, "days"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_cell(tables, column):
    assert column in [where for where, _what in faults_of(**tables)]


def test_a_check_is_of_an_action_of_its_own_finding():
    other = FINDING | {"id": "f2", "theme": "IM"}
    given = {"findings": [FINDING, other], "actions": [ACTION]}
    wrong = CHECK | {"finding": "f2", "action": "a1"}
    assert [one for one, _ in faults_of(**given, checks=[wrong])] == ["action"]


def file_of(*checks, done=DAY, closed=None, actions=1):
    finding = Finding("f1", DAY, FindingOrigin.COVERAGE, "CaCo", "Open", closed_on=closed)
    made = tuple(
        ImprovementAction(f"a{number}", "f1", "Train", DAY, owner_login="ann", done_on=done)
        for number in range(actions)
    )
    return FindingFile(finding, made, tuple(checks))


def check(helped, day=DAY, action=""):
    return EffectCheck("f1", day, helped, "bob", action)


@pytest.mark.parametrize(
    ("file", "stage"),
    [
        (file_of(actions=0), Stage.PLAN),
        (file_of(done=None), Stage.DO),
        (file_of(), Stage.CHECK),
        (file_of(check(CheckOutcome.YES, date(2027, 1, 3))), Stage.CHECK),  # before it was done
        (file_of(check(CheckOutcome.YES, action="a0"), actions=2), Stage.CHECK),
        (file_of(check(CheckOutcome.NO)), Stage.ADJUST),
        (file_of(check(CheckOutcome.NO), check(CheckOutcome.PARTLY)), Stage.READY),
        (file_of(check(CheckOutcome.YES)), Stage.READY),
        (file_of(check(CheckOutcome.YES), closed=DAY), Stage.CLOSED),
    ],
)
def test_a_finding_says_what_it_waits_for(file, stage):
    assert file.stage is stage
    refused = file.refusal_to_close(Actor("bob"))
    assert (refused is None) is (stage is Stage.READY)


def test_somebody_else_than_its_owner_checks_and_closes():
    ready = file_of(check(CheckOutcome.YES))
    assert ready.refusal_to_close(Actor("ann")) is not None
    assert ready.refusal_to_close(Actor("bob")) is None
    assert file_of().refusal_to_check(Actor("ann")) is not None
    assert file_of().refusal_to_check(Actor("bob")) is None
    by_person = FindingFile(
        ready.finding,
        (ImprovementAction("a0", "f1", "T", DAY, owner="p1", done_on=DAY),),
        ready.checks,
    )
    assert by_person.refusal_to_close(Actor("bob", "p1")) is not None
