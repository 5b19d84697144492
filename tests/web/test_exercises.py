"""Exercises on the screen: planned by form, people invited, and who was there as evidence."""

from datetime import timedelta

import pytest

from data.model.account import Role, TokenScope
from data.model.competence_status import shown_at
from data.model.exercise import AttendanceState
from scheduler.accounts.access import make_token
from scheduler.competence.register import register_in
from scheduler.records.row_edits import RowEdit, edit_rows, read_rows
from tests.support.region import INSIDE

DAY = INSIDE.date()


@pytest.fixture
def planner(visit):
    return visit(Role.PLANNER)


@pytest.fixture
def holder(site_store):
    """A person and their function, which asks for something that an exercise can show."""
    rows = read_rows(site_store, "competences")
    texts = next(row.texts for row in rows if row.texts.get("level", "qualified") == "qualified")
    asked = {
        "id": "drill", "name": "Yearly drill", "functions": texts["function"], "kind": "exercise",
        "months": "12", "from": (DAY + timedelta(days=400)).isoformat(),
    }  # fmt: skip
    edit_rows(site_store, [RowEdit("requirements", asked)], "tests", INSIDE)
    return texts["person"], texts["function"]


def regions_of(store, person):
    rows = read_rows(store, "people")
    return next(row.texts["regions"] for row in rows if row.texts["id"] == person).split(";")


def plan(visit, store, holder, days, **more):
    person, function = holder
    on = (DAY + timedelta(days=days)).isoformat()
    form = {
        "name": "Storm", "kind": "exercise", "start-day": on, "start-clock": "09:00",
        "end-day": on, "end-clock": "12:00", "regions": regions_of(store, person),
        "functions": [function], "requirement": "drill", **more,
    }  # fmt: skip
    answer = visit.post("/records/exercises", form)
    assert answer.status_code == 302, answer.text
    (found,) = read_rows(store, "exercises")
    return found


def attended(store):
    return {row.texts["person"]: row.texts["state"] for row in read_rows(store, "attendance")}


def evidence_of(store, person, function):
    with store.reading() as connection:
        register = register_in(connection, INSIDE)
    on = DAY + timedelta(days=400)
    (drill,) = (
        one for one in shown_at(register, person, function, on) if one.requirement.id == "drill"
    )
    return drill.latest


def test_from_a_plan_to_evidence(planner, site_store, holder):
    person, function = holder
    row = plan(planner, site_store, holder, -2)
    page = planner.get(f"/exercises/{row.number}").text
    assert "Storm" in page
    assert f'value="{person}"' in page
    planner.post(f"/exercises/{row.number}/invite", {"invited": [person]})
    assert attended(site_store) == {person: "invited"}
    assert evidence_of(site_store, person, function) is None
    answer = planner.post(f"/exercises/{row.number}/attendance", {f"state-{person}": "present"})
    assert answer.status_code == 302
    shown = evidence_of(site_store, person, function)
    assert (shown.exercise, shown.document) == (row.texts["id"], "Storm")
    planner.post(f"/exercises/{row.number}/attendance", {f"state-{person}": "absent"})
    assert evidence_of(site_store, person, function) is None  # corrected with the attendance


def test_nobody_was_at_what_has_not_been_held(planner, site_store, holder):
    row = plan(planner, site_store, holder, 20)
    answer = planner.post(f"/exercises/{row.number}/attendance", {f"state-{holder[0]}": "present"})
    assert answer.status_code == 422
    assert attended(site_store) == {}


def test_what_is_called_off_is_told_so_and_can_no_longer_be_attended(planner, site_store, holder):
    row = plan(planner, site_store, holder, 20)
    planner.post(f"/exercises/{row.number}/call-off")
    assert read_rows(site_store, "exercises")[0].texts["called_off"] == "yes"
    assert "Deze oefening is afgelast." in planner.get(f"/exercises/{row.number}").text
    answer = planner.post(f"/exercises/{row.number}/invite", {"invited": [holder[0]]})
    assert answer.status_code == 422


def test_the_list_has_what_is_to_come_and_what_was_held(planner, site_store, holder):
    plan(planner, site_store, holder, 20)
    page = planner.get("/exercises").text
    assert page.index("Storm") < page.index("Er is nog geen oefening gehouden.")


def test_each_state_before_or_after_is_one_that_can_be_tapped():
    assert {one for one in AttendanceState if one.is_of_afterwards} == {
        AttendanceState.PRESENT,
        AttendanceState.ABSENT,
    }


def test_the_report_tells_what_was_never_tested_and_who_exercised(planner, site_store, holder):
    row = plan(planner, site_store, holder, -2, parts=["control_room"])
    planner.post(f"/exercises/{row.number}/invite", {"invited": [holder[0]]})
    planner.post(f"/exercises/{row.number}/attendance", {f"state-{holder[0]}": "present"})
    page = planner.get(f"/exercises/report?year={DAY.year}").text
    assert "4 onderdelen van de hoofdstructuur zijn het afgelopen jaar niet getest." in page
    assert f"/people/{holder[0]}" in page
    book = planner.get(f"/exercises/report.xlsx?year={DAY.year}")
    assert book.data.startswith(b"PK")
    assert book.headers["Content-Disposition"].endswith(f'exercises-{DAY.year}.xlsx"')


def test_somebody_answers_on_their_own_page(visit, site_store, planner):
    me = visit(Role.FUNCTIONARY)
    with site_store.reading() as connection:
        person = min(connection.exec_driver_sql("SELECT id FROM people").scalars())
    on = (DAY + timedelta(days=20)).isoformat()
    row = {
        "id": "storm", "name": "Storm", "kind": "exercise", "start": f"{on} 09:00",
        "end": f"{on} 12:00", "regions": ";".join(regions_of(site_store, person)),
    }  # fmt: skip
    edit_rows(site_store, [RowEdit("exercises", row)], "tests", INSIDE)
    planner.post("/exercises/1/invite", {"invited": [person]})
    assert "Storm" in me.get("/mine").text
    me.post("/mine/exercises/1", {"answer": "yes"})
    assert attended(site_store) == {person: "coming"}
    assert "Mijn oefeningen" in me.get("/mine").text
    me.post("/mine/exercises/1", {"answer": "no"})
    assert attended(site_store) == {person: "declined"}


def test_dates_are_proposed_with_who_cannot_and_why(planner, site_store, holder):
    asked = f"functions={holder[1]}&requirement=drill&clock=13:00&hours=4&weeks=1"
    page = planner.get(f"/exercises/date?{asked}&first=2027-01-11").text
    assert "kunnen erbij zijn" in page
    assert "heeft dienst op de werkplek" in page
    assert "/records/exercises/new?" in page
    assert "ondertekend" not in page
    later = planner.get(f"/exercises/date?{asked}&first=2027-09-06").text
    assert "nog geen rooster van een werkplek ondertekend" in later


def test_programs_read_exercises_attendance_and_what_is_asked(planner, site_store, holder, app):
    row = plan(planner, site_store, holder, 20)
    planner.post(f"/exercises/{row.number}/invite", {"invited": [holder[0]]})

    def asked(address, scope):
        token = make_token(site_store, scope, [scope], None, "tests", INSIDE).secret
        headers = {"Authorization": f"Bearer {token}"}
        return app.test_client().get(f"/api/v1{address}", headers=headers)

    (told,) = asked("/exercises", TokenScope.COVERAGE).json["items"]
    assert (told["name"], told["requirement"]) == ("Storm", "drill")
    assert told["attendance"] == [{"state": "invited", "people": 1}]
    assert holder[0] not in asked("/exercises", TokenScope.COVERAGE).text
    assert asked(f"/exercises/{row.number}", TokenScope.COVERAGE).status_code == 403
    whole = asked(f"/exercises/{row.number}", TokenScope.DUTY).json
    assert whole["people"] == [{"person": holder[0], "state": "invited"}]
    assert asked("/exercises/999", TokenScope.DUTY).status_code == 404
    assert asked("/learning-needs", TokenScope.COVERAGE).status_code == 403
    later = {"from": DAY.isoformat()}
    (drill,) = (one for one in read_rows(site_store, "requirements") if one.texts["id"] == "drill")
    shown = {"requirement": "drill", "date": DAY.isoformat(), "declared_by": "Els"}
    edits = [
        RowEdit("evidence", {**shown, "person": one.texts["person"]})
        for one in read_rows(site_store, "competences")
        if one.texts["function"] == holder[1]
    ]
    edit_rows(site_store, edits, "tests", INSIDE)
    edit_rows(
        site_store,
        [RowEdit("requirements", {**drill.texts, **later}, drill.number)],
        "tests",
        INSIDE,
    )
    needs = asked("/learning-needs?limit=500", TokenScope.DUTY).json["items"]
    mine = next(one for one in needs if (one["person"], one["requirement"]) == (holder[0], "drill"))
    assert mine["planned"] == [told["id"]]
    assert (mine["asked"], mine["valid"], mine["latest"]) == (1, 1, DAY.isoformat())
    others = [one for one in needs if one["person"] != holder[0] and one["requirement"] == "drill"]
    assert others
    assert not any(one["planned"] for one in others)
