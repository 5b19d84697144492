"""A planned exercise that would renew what lapses is told of, and changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.model.exercise import AttendanceState
from scheduler.competence.register import register_in
from scheduler.exercises.recording import note_attendance
from scheduler.exercises.renewals import LapsedDays, PostTime, renewals, renewals_of_posts
from scheduler.records.row_edits import RowEdit, edit_rows, read_rows
from tests.scheduler.self_service.scene import DAY
from tests.support.region import INSIDE

TODAY = INSIDE.date()


@pytest.fixture
def lapsed(region_on_sqlite):
    """Somebody whose drill of last year holds for ten more days, and is invited to another."""
    held = read_rows(region_on_sqlite, "competences")
    one = next(row.texts for row in held if row.texts.get("level", "qualified") == "qualified")
    people = read_rows(region_on_sqlite, "people")
    regions = next(row.texts["regions"] for row in people if row.texts["id"] == one["person"])
    holders = {row.texts["person"] for row in held if row.texts["function"] == one["function"]}
    last = (TODAY - timedelta(days=355)).isoformat()
    start = INSIDE + 5 * DAY
    edits = [
        RowEdit("requirements", {
            "id": "drill", "name": "Drill", "functions": one["function"], "kind": "exercise",
            "months": "12", "from": "2026-01-01",
        }),
        *(
            RowEdit("evidence", {
                "person": person, "requirement": "drill", "date": last, "declared_by": "Els",
            })
            for person in sorted(holders)
        ),
        RowEdit("exercises", {
            "id": "storm", "name": "Storm", "kind": "exercise", "regions": regions,
            "start": start.isoformat(), "end": (start + DAY / 8).isoformat(),
            "requirement": "drill",
        }),
    ]  # fmt: skip
    edit_rows(region_on_sqlite, edits, "planner", INSIDE)
    on = TODAY + timedelta(days=20)
    return LapsedDays(one["person"], one["function"], on, on)


def state(store, lapsed, one):
    note_attendance(store, 1, {lapsed.person: one}, "planner", INSIDE)


def told(store, lapsed):
    """Names of what would renew it, and of what nothing would."""
    found = renewals(store, [lapsed], INSIDE)[lapsed]
    return [one.name for one in found.exercises], [one.name for one in found.unplanned]


def test_who_is_invited_and_did_not_decline_would_be_renewed(region_on_sqlite, lapsed):
    assert told(region_on_sqlite, lapsed) == ([], ["Drill"])
    state(region_on_sqlite, lapsed, AttendanceState.INVITED)
    assert told(region_on_sqlite, lapsed) == (["Storm"], [])
    state(region_on_sqlite, lapsed, AttendanceState.DECLINED)
    assert told(region_on_sqlite, lapsed) == ([], ["Drill"])


def test_what_is_held_too_late_renews_nothing(region_on_sqlite, lapsed):
    state(region_on_sqlite, lapsed, AttendanceState.INVITED)
    (row,) = read_rows(region_on_sqlite, "exercises")
    start = INSIDE + 21 * DAY
    later = {**row.texts, "start": start.isoformat(), "end": (start + DAY / 8).isoformat()}
    edit_rows(region_on_sqlite, [RowEdit("exercises", later, row.number)], "planner", INSIDE)
    assert told(region_on_sqlite, lapsed) == ([], ["Drill"])


def test_two_that_are_asked_take_two_exercises_and_no_third(region_on_sqlite, lapsed):
    (drill,) = (
        row for row in read_rows(region_on_sqlite, "requirements") if row.texts["id"] == "drill"
    )
    edits = [RowEdit("requirements", {**drill.texts, "times": "2"}, drill.number)]
    state(region_on_sqlite, lapsed, AttendanceState.INVITED)
    (storm,) = read_rows(region_on_sqlite, "exercises")
    for number, name in enumerate(("Flood", "Fire"), 6):
        start = INSIDE + number * DAY
        edits += [
            RowEdit("exercises", {
                **storm.texts, "id": name.lower(), "name": name, "start": start.isoformat(),
                "end": (start + DAY / 8).isoformat(),
            }),
            RowEdit("attendance", {
                "exercise": name.lower(), "person": lapsed.person, "state": "invited",
            }),
        ]  # fmt: skip
    edit_rows(region_on_sqlite, edits, "planner", INSIDE)
    assert told(region_on_sqlite, lapsed) == (["Storm", "Flood"], [])


def test_nothing_is_renewed_by_it_yet(region_on_sqlite, lapsed):
    state(region_on_sqlite, lapsed, AttendanceState.COMING)
    with region_on_sqlite.reading() as connection:
        register = register_in(connection, INSIDE)
    assert lapsed.first not in register.qualified(lapsed.person, lapsed.function)
    # Competent then, so there is nothing to renew.
    before = lapsed._replace(first=TODAY, last=TODAY)
    assert renewals(region_on_sqlite, [before], INSIDE) == {}


def test_a_shift_during_which_it_lapses_needs_it_too(region_on_sqlite, lapsed):
    state(region_on_sqlite, lapsed, AttendanceState.INVITED)
    week = lapsed._replace(first=TODAY + timedelta(days=6), last=TODAY + timedelta(days=13))
    assert told(region_on_sqlite, week) == (["Storm"], [])


def test_everybody_who_holds_the_function_of_a_post_is_looked_at(region_on_sqlite, lapsed):
    state(region_on_sqlite, lapsed, AttendanceState.INVITED)
    posts = read_rows(region_on_sqlite, "posts")
    regions = {
        row.texts["id"]: set(row.texts["regions"].split(";"))
        for row in read_rows(region_on_sqlite, "people")
    }
    post = next(
        row.texts
        for row in posts
        if row.texts["function"] == lapsed.function
        and regions[lapsed.person] & set(row.texts["regions"].split(";"))
    )
    time = PostTime(post["id"], INSIDE + 20 * DAY, INSIDE + 20 * DAY + DAY / 3)
    found = renewals_of_posts(region_on_sqlite, [time], INSIDE)[time]
    assert found[lapsed].is_planned
    others = [one for one in found if one.person != lapsed.person]
    assert others
    assert not any(found[one].is_planned for one in others)
    assert all(regions[one.person] & set(post["regions"].split(";")) for one in found)
    now = PostTime(post["id"], INSIDE, INSIDE + DAY / 3)
    assert renewals_of_posts(region_on_sqlite, [now], INSIDE) == {}
