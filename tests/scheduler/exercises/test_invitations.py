"""Invitations to exercises: told once, answered by a link, reminded once, called off."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from data.model.exercise import AttendanceState
from data.model.message import MessageKind
from data.store.exercises import read_exercises
from scheduler.accounts.secret import secret
from scheduler.coverage.served import served_parts
from scheduler.exercises.notices import notify_of_exercises
from scheduler.exercises.own import answer_invitation, own_exercises
from scheduler.exercises.recording import call_off, invite
from scheduler.notifications import signed_links
from scheduler.records.row_edits import RowEdit, edit_rows, read_row
from tests.scheduler.self_service.scene import DAY, SETTINGS
from tests.scheduler.self_service.test_answer_pages import Pages, heading
from tests.support.region import INSIDE, texts

START = INSIDE + 20 * DAY
PEOPLE = [row["id"] for row in texts()["people"][:2]]
REGION = texts()["people"][0]["regions"]


@pytest.fixture
def store(region_on_sqlite):
    row = {
        "id": "storm", "name": "Storm", "kind": "exercise", "regions": REGION,
        "start": START.isoformat(), "end": (START + timedelta(hours=3)).isoformat(),
        "place": "Lelystad",
    }  # fmt: skip
    edit_rows(region_on_sqlite, [RowEdit("exercises", row)], "planner", INSIDE)
    invite(region_on_sqlite, 1, PEOPLE[:1], "planner", INSIDE)
    return region_on_sqlite


def told(store, now=INSIDE):
    return [(one.kind, one.name) for one in notify_of_exercises(store, SETTINGS, now)]


def state_of(store, person):
    with store.reading() as connection:
        (one,) = read_exercises(connection)
    return one.state_of(person)


def link_in(store):
    (message,) = notify_of_exercises(store, SETTINGS, INSIDE)
    body = signed_links.with_links(message.body, [secret(store, SETTINGS)])
    return re.search(r"\S*/answer/\S+", body)[0]


def test_who_is_invited_gets_one_message(store):
    assert [kind for kind, _name in told(store)] == [MessageKind.EXERCISE_INVITED]
    assert told(store) == []
    invite(store, 1, PEOPLE, "planner", INSIDE)  # one more
    assert len(told(store)) == 1


def test_looking_changes_nothing_and_the_last_answer_counts(store):
    link, pages = link_in(store), Pages(store)
    assert heading(pages.get(link)) == "Do you come?"
    assert state_of(store, PEOPLE[0]) is AttendanceState.INVITED
    assert heading(pages.post(link)) == "You come. Thank you."
    assert state_of(store, PEOPLE[0]) is AttendanceState.COMING
    assert heading(pages.post(link, answer="other")) == "You do not come"
    assert state_of(store, PEOPLE[0]) is AttendanceState.DECLINED


def test_who_did_not_answer_is_reminded_once_a_week_before(store):
    told(store)
    assert told(store, START - timedelta(days=8)) == []
    assert [kind for kind, _ in told(store, START - timedelta(days=6))] == [
        MessageKind.EXERCISE_REMINDER
    ]
    assert told(store, START - timedelta(days=5)) == []


def test_who_answered_is_not_reminded(store):
    told(store)
    answer_invitation(store, 1, PEOPLE[0], INSIDE, comes=True)
    assert told(store, START - timedelta(days=6)) == []


def test_an_exercise_that_moves_is_told_anew(store):
    told(store)
    row = read_row(store, "exercises", 1)
    moved = {"end": (START + timedelta(hours=30)).isoformat()}
    moved |= {"start": (START + timedelta(hours=24)).isoformat()}
    edit_rows(store, [RowEdit("exercises", {**row.texts, **moved}, 1)], "planner", INSIDE)
    assert [kind for kind, _ in told(store)] == [MessageKind.EXERCISE_INVITED]


def test_what_is_called_off_is_told_to_who_knew_of_it_and_who_did_not_decline(store):
    link = link_in(store)
    invite(store, 1, PEOPLE, "planner", INSIDE)  # the second was never told
    call_off(store, 1, "planner", INSIDE)
    assert [kind for kind, _ in told(store)] == [MessageKind.EXERCISE_CALLED_OFF]
    assert told(store) == []
    page = Pages(store).post(link)
    assert (page.status_code, heading(page)) == (410, "This exercise is called off")
    assert state_of(store, PEOPLE[0]) is AttendanceState.INVITED
    assert own_exercises(store, PEOPLE[0], INSIDE) == ()


def test_once_it_has_begun_nothing_is_answered(store):
    answer_invitation(store, 1, PEOPLE[0], START, comes=True)
    assert state_of(store, PEOPLE[0]) is AttendanceState.INVITED


def test_what_clashes_with_a_signed_duty_is_named(store):
    with store.reading() as connection:
        part = served_parts(connection, INSIDE, INSIDE + 5 * DAY)[-1]
    row, duty = read_row(store, "exercises", 1), part.shift
    moved = {"start": duty.start.isoformat(), "end": duty.end.isoformat()}
    edit_rows(store, [RowEdit("exercises", {**row.texts, **moved}, 1)], "planner", INSIDE)
    invite(store, 1, [part.person], "planner", INSIDE)
    (mine,) = own_exercises(store, part.person, INSIDE)
    assert len(mine.clashes) == 1
