"""The pages of call-outs: recorded by who handles gaps, changed, removed; and their report."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook
from werkzeug.datastructures import MultiDict

from data.model.account import Role, TokenScope
from data.model.errors import InputError
from data.store.call_outs import read_call_outs
from tests.support.region import texts
from tests.web.test_api import ask
from web.call_outs.form import PersonLine, alert_of, comes_twice, entry_of, typed_of

__all__ = ["ask"]

IM = "IM-COPI-R1"
JANUARY = "?period=own&from=2027-01-01&to=2027-01-31"
EN = {"Accept-Language": "en"}
NAMES = {row["id"]: row["name"] for row in texts()["people"]}


def typed(**more):
    return {"label": "Brand haven", "posts": IM, "alert_at": "2027-01-08T03:30", **more}


def fields_of(text):
    """The fields of the form as a browser would send them, by name."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", text.split('class="fields"')[1].split("</form>")[0]):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") != "checkbox" or " checked" in tag:
            found[given["name"]] = given.get("value", "on")
    return found


@pytest.fixture
def planner(visit):
    return visit(Role.DUTY_MANAGER)


def recorded(store):
    with store.reading() as connection:
        return read_call_outs(connection)


def test_a_call_out_is_recorded_on_one_page_after_when_and_who_was_said(planner, site_store):
    start = planner.get("/call-outs/new", headers=EN)
    assert "When was the alert?" in start.text
    query = {"alert_at": "2027-01-08T03:30", "posts": IM}
    page = planner.get("/call-outs/new", query_string=query, headers=EN)
    form = fields_of(page.text)
    on_duty = next(form[f"person-{n}"] for n in range(1, 9) if f"called-{n}" in form)
    number = next(n for n in range(1, 9) if form.get(f"person-{n}") == on_duty)
    assert "had duty" in page.text
    times = {"criteria_at.moment": "8-1-2027 3:29", "over_at.moment": "8 jan 2027 6u"}
    form |= {**times, f"came-{number}": "on", f"minutes-{number}": "25", "label": "Brand"}
    answer = planner.post("/call-outs/new", data=form)
    assert answer.status_code == 302
    (one,) = recorded(site_store)
    assert (one.label, [(p.person, p.came, p.minutes) for p in one.people]) == (
        "Brand", [(on_duty, True, 25)],
    )  # fmt: skip
    page = planner.get(answer.location, headers=EN)
    assert f"{NAMES[on_duty]} rust na deze nachtelijke oproep tot vr 8 jan 14:00" in page.text
    assert "In charge of the control room at the alert: " in page.text
    again = fields_of(page.text)
    assert (again[f"minutes-{number}"], again["over_at.moment"]) == ("25", "Fri 8 Jan 2027 06:00")
    planner.post(answer.location, data=again | {f"minutes-{number}": "31"})
    assert recorded(site_store)[0].people[0].minutes == 31
    assert planner.post(answer.location, data=again).status_code == 409  # seen before that change
    listed = planner.get("/call-outs", headers=EN)
    assert "Brand" in listed.text
    seen = fields_of(planner.get(answer.location, headers=EN).text)["seen"]
    assert planner.post(f"{answer.location}/remove", data={"seen": seen}).status_code == 302
    assert recorded(site_store) == ()


def test_what_is_wrong_is_told_by_name_and_what_was_typed_stays(planner):
    person = min(NAMES)
    bad = typed(**{"person-1": person, "post-1": IM, "minutes-1": "soon", "came-1": "on"})
    page = planner.post("/call-outs/new", data=bad | {"over_at": "2027-01-07T00:00"}, headers=EN)
    assert page.status_code == 422
    assert "Over: Over_at" not in page.text
    assert f"{NAMES[person]}, minutes:" in page.text
    assert "Brand haven" in page.text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"posts": IM}, "the time of the alert is missing"),
        ({"alert_at": "2027-01-08T03:30"}, "who was called is missing"),
        (typed(posts="IM-COPI"), "no post"),
        (typed(alert_at="soon"), "not a moment"),
        (typed(alert_at="2027-03-28T02:30"), "does not exist"),
    ],
)
def test_a_call_out_that_makes_no_sense_begins_again(planner, form, said):
    for answer in (
        planner.get("/call-outs/new", query_string=form, headers=EN),
        planner.post("/call-outs/new", data=form, headers=EN),
    ):
        assert answer.status_code == 422
        assert said in answer.text.casefold() or said in answer.text


def test_only_who_handles_gaps_may_record_and_all_may_read_the_report(visit):
    for role in (Role.FUNCTIONARY, Role.VIEWER):
        reader = visit(role)
        assert reader.get("/call-outs").status_code == 403
        assert reader.post("/call-outs/new", data=typed()).status_code == 403
        assert reader.get("/reports/call-outs").status_code == 200
    assert visit(Role.PLANNER).get("/call-outs/99").status_code == 404


def test_in_the_hour_that_comes_twice_one_is_chosen_and_later_times_follow():
    form = MultiDict(typed(alert_at="2026-10-25T02:50", picture_at="2026-10-25T02:10"))
    first, second = typed_of(form), typed_of(MultiDict([*form.items(), ("second", "on")]))
    assert comes_twice(first)
    assert alert_of(first).isoformat() == "2026-10-25T00:50:00+00:00"
    assert alert_of(second).isoformat() == "2026-10-25T01:50:00+00:00"
    line = PersonLine(1, "a", IM, came=True, until="2026-10-25T02:20")
    row = entry_of(first, [line])
    assert row.call_out["picture_at"] == "2026-10-25T01:10:00+00:00"
    assert row.people[0]["work_until"] == "2026-10-25T01:20:00+00:00"
    before = typed_of(MultiDict([*form.items(), ("criteria_at", "2026-10-25T02:55")]))
    assert entry_of(before, []).call_out["criteria_at"] == "2026-10-25T00:55:00+00:00"
    assert not comes_twice(typed_of(MultiDict(typed())))
    assert not comes_twice(typed_of(MultiDict(typed(alert_at="2027-03-28T02:30"))))
    with pytest.raises(InputError, match="does not exist"):
        alert_of(typed_of(MultiDict(typed(alert_at="2027-03-28T02:30"))))


def test_the_report_and_its_workbook_tell_the_same(planner, visit):
    person = {"person-1": min(NAMES), "post-1": IM, "came-1": "on", "minutes-1": "25"}
    planner.post("/call-outs/new", data=typed(**person, criteria_at="2027-01-08T03:27"))
    page = visit(Role.VIEWER).get(f"/reports/call-outs{JANUARY}", headers=EN).text
    assert "start of the task within 30 min" in page
    assert "Bvr 2.3.2(1), text of 1-1-2026" in page
    assert "1/1 (100 %)" in page
    assert "28 min" in page
    assert NAMES[min(NAMES)] not in page
    file = planner.get(f"/reports/call-outs.xlsx{JANUARY}&lang=en")
    book = load_workbook(io.BytesIO(file.data))
    values = [[cell.value for cell in row] for row in book["By month"].iter_rows()]
    thirty = next(row for row in values if row[1] == "start of the task within 30 min")
    assert thirty[3:7] == [1, 1, 1, 1]
    assert planner.get("/reports/call-outs.xlsx?from=2027-02-01&to=2027-01-01").status_code == 404


def brought(**more):
    people = [{"person": min(NAMES), "came": True, "minutes": 25}]
    return {
        "id": "i-1",
        "posts": [IM],
        "alert_at": "2027-01-08T02:30:00Z",
        "people": people,
        **more,
    }


def test_another_program_records_a_call_out_once_and_reads_how_it_went(ask, site_store):
    given = brought(criteria_at="2027-01-08T03:27:00+01:00", grip=1)
    found = ask("/call-outs", TokenScope.CALL_OUTS, json=given)
    assert (found.status_code, found.json) == (200, {"id": "i-1"})
    (one,) = recorded(site_store)
    assert (one.grip, one.people[0].minutes, one.alert_at.minute) == (1, 25, 30)
    again = ask("/call-outs", TokenScope.CALL_OUTS, json=given)
    assert again.status_code == 422
    assert "already" in again.json["faults"][0]["what"]
    told = ask("/call-outs?from=2027-01-01&to=2027-01-31", TokenScope.COVERAGE)
    assert told.status_code == 200
    assert [(c["id"], c["came"], c["valid_caco"]) for c in told.json["call_outs"]] == [
        ("i-1", 1, True)
    ]
    (thirty,) = (row for row in told.json["posts"] if row["minutes"] == 30)
    assert (thirty["article"], thirty["with_caco"]["worst_minutes"]) == ("2.3.2(1)", 28)
    assert min(NAMES) not in told.text


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"posts": [IM]}, "alert_at"),
        (brought(grip=6), "grip"),
        (brought(people=[{"person": "nobody", "came": True}]), "person"),
        (brought(alert_at="2027-01-08T02:30:00"), "alert_at"),
        (brought(alert_at="2027-02-08T02:30:00Z"), "alert_at"),
    ],
)
def test_a_call_out_that_makes_no_sense_is_refused_with_its_place(ask, given, column):
    found = ask("/call-outs", TokenScope.CALL_OUTS, json=given)
    assert found.status_code == 422
    assert column in {fault["place"]["column"] for fault in found.json["faults"]}
    assert ask("/call-outs", TokenScope.COVERAGE, json=given).status_code == 403


def test_somebody_who_was_called_twice_keeps_both_lines_when_something_is_wrong(planner):
    person = min(NAMES)
    record = typed(**{"person-1": person, "post-1": "CACO", "came-1": "on"}, posts="CACO")
    record |= {"person-2": person, "post-2": "CACO", "came-2": "on"}
    record["called_at-2.moment"] = "2027-01-08T05:00"
    made = planner.post("/call-outs/new", data=record)
    page = planner.get(made.location)
    assert page.text.count(f'value="{person}"') == 2
    again = planner.post(made.location, data=record | {"minutes-2": "x"})
    assert again.status_code == 422
    assert again.text.count(f'value="{person}"') == 2
    assert "vr 8 jan 2027 05:00" in again.text
