"""A deployment that ends leaves a finding with the actions of each template, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.i18n.language import language
from data.model.deployment import Deployment, DeploymentSeat, LegalGround
from data.model.improvement import FindingSubject, Stage
from data.store import deployments
from scheduler.improvement.queries import list_findings
from scheduler.improvement.recovery import make_recovery
from scheduler.records.row_edits import RowEdit, edit_rows, read_rows
from scheduler.relief.deployments import end_deployment
from scheduler.service.tasks import recover
from scheduler.settings import Settings
from tests.support.region import INSIDE, texts

PERSON = texts()["people"][0]["id"]
ROWS = (
    {"template": "Overdracht nafase", "what": "Overdrachtsdocument", "days": "2"},
    {"template": "Overdracht nafase", "what": "Nazorg", "days": "10", "owner": PERSON},
    {"template": "Evaluatie", "what": "Plannen", "days": "14", "owner_login": "duty"},
)
SPEECH = language("nl")


@pytest.fixture
def store(site_store):
    edit_rows(site_store, [RowEdit("action_templates", row) for row in ROWS], "planner", INSIDE)
    return site_store


def deployed(store, *, is_exercise=False, hours=8):
    begin = INSIDE - timedelta(hours=4)
    given = Deployment(
        0, "Hoogwater", None, begin, begin + timedelta(hours=hours), 8, LegalGround.NONE,
        is_exercise, "planner", begin,
    )  # fmt: skip
    with store.writing() as connection:
        seat = DeploymentSeat("seat", "CACO", ("R1",))
        return deployments.add_deployment(connection, given, [seat]).id


def test_ending_a_deployment_makes_the_actions_of_the_templates_once(store):
    number = deployed(store)
    assert make_recovery(store, SPEECH, "clock", INSIDE) == []  # it goes on
    end_deployment(store, Settings(), number, "duty_manager", INSIDE)
    found = {one.file.finding.theme: one.file for one in list_findings(store)}
    assert set(found) == {"Overdracht nafase", "Evaluatie"}
    first = found["Overdracht nafase"]
    assert first.finding.subject is FindingSubject.DEPLOYMENT
    assert first.finding.regions == ("R1",)
    assert first.stage is Stage.DO
    day = INSIDE.date()
    assert [(one.owner, one.owner_login, one.due) for one in first.actions] == [
        ("", "duty_manager", day + timedelta(days=2)),
        (PERSON, "", day + timedelta(days=10)),
    ]
    assert found["Evaluatie"].actions[0].owner_login == "duty"
    assert recover(store, Settings(), INSIDE) == ""
    for row in read_rows(store, "actions"):
        edit_rows(store, [RowEdit("actions", {}, row.number)], "planner", INSIDE)
    for row in read_rows(store, "findings"):
        edit_rows(store, [RowEdit("findings", {}, row.number)], "planner", INSIDE)
    assert make_recovery(store, SPEECH, "clock", INSIDE) == []  # what was taken away stays so


def test_one_whose_time_is_over_is_found_by_the_clock(store):
    deployed(store, hours=3)
    assert recover(store, Settings(), INSIDE) == "2 findings made"
    assert list_findings(store)[0].file.actions[0].owner_login in ("planner", "duty")
    assert recover(store, Settings(), INSIDE + timedelta(minutes=15)) == ""


def test_exercises_and_what_ended_long_ago_leave_nothing(store):
    deployed(store, is_exercise=True, hours=3)
    deployed(store, hours=3)
    assert make_recovery(store, SPEECH, "clock", INSIDE + timedelta(days=15)) == []


def test_what_an_owner_who_left_should_do_falls_to_who_ended_the_deployment(store):
    number = deployed(store)
    row = next(one.number for one in read_rows(store, "people") if one.texts["id"] == PERSON)
    edit_rows(store, [RowEdit("people", {}, row)], "planner", INSIDE)
    end_deployment(store, Settings(), number, "duty_manager", INSIDE)
    (file,) = (
        one.file for one in list_findings(store) if one.file.finding.theme == "Overdracht nafase"
    )
    assert [one.owner_login for one in file.actions] == ["duty_manager", "duty_manager"]
