"""Beside a gap and before a signature: which planned exercise would renew what has lapsed."""

import re
from datetime import timedelta

import pytest

from data.model.account import Role
from scheduler.records.row_edits import RowEdit, edit_rows, read_rows
from tests.support.region import INSIDE
from tests.web.test_publish import drafted, site_store

DAY = INSIDE.date()


__all__ = ["drafted", "site_store"]


@pytest.fixture
def lapsing(site_store):
    """Somebody whose drill of last year ends in two days, as that of all who hold the function."""
    held = read_rows(site_store, "competences")
    person, function = next(
        (row.texts["person"], row.texts["function"])
        for row in held
        if row.texts.get("level", "qualified") == "qualified"
    )
    asked = {
        "id": "drill", "name": "Yearly drill", "functions": function, "kind": "exercise",
        "months": "12", "from": "2026-01-01",
    }  # fmt: skip
    shown = {
        "requirement": "drill", "date": (DAY - timedelta(days=363)).isoformat(),
        "declared_by": "Els",
    }  # fmt: skip
    holders = {row.texts["person"] for row in held if row.texts["function"] == function}
    evidence = [RowEdit("evidence", {**shown, "person": one}) for one in sorted(holders)]
    edit_rows(site_store, [RowEdit("requirements", asked), *evidence], "tests", INSIDE)
    return person, function


def invite(store, person):
    """Plan an exercise for tomorrow and invite them."""
    people = read_rows(store, "people")
    regions = next(row.texts["regions"] for row in people if row.texts["id"] == person)
    on = (DAY + timedelta(days=1)).isoformat()
    row = {
        "id": "storm", "name": "Storm", "kind": "exercise", "start": f"{on} 09:00",
        "end": f"{on} 12:00", "regions": regions, "requirement": "drill",
    }  # fmt: skip
    there = {"exercise": "storm", "person": person, "state": "invited"}
    edits = [RowEdit("exercises", row), RowEdit("attendance", there)]
    edit_rows(store, edits, "tests", INSIDE)


def name_of(store, person):
    people = read_rows(store, "people")
    return next(row.texts["name"] for row in people if row.texts["id"] == person)


def told(page):
    """What stands beside the first remark of which a competence has lapsed."""
    return re.search(r'<details class="renewals">.*?</details>', page, re.DOTALL)[0]


def first_lapsed(page):
    """Id of the first open shift for which a competence has lapsed."""
    line = next(one for one in page.split("<li") if 'class="renewals"' in one)
    return re.search(r'name="subject" value="([^"]+)"', line)[1]


def test_before_signing_each_open_shift_names_what_would_renew_whom(
    visit, site_store, drafted, lapsing
):
    planner, address = visit(Role.PLANNER), f"/rosters/{drafted[1]}/publish"
    before = told(planner.get(address).text)
    assert "Er is geen oefening gepland" in before
    assert "/exercises/date?functions=" in before
    assert "requirement=drill" in before
    invite(site_store, lapsing[0])
    after = told(planner.get(address).text)
    line = next(one for one in after.split("<li>") if name_of(site_store, lapsing[0]) in one)
    assert "uitgenodigd voor “Storm”" in line
    assert "geen oefening gepland" not in line


def test_where_nothing_has_lapsed_nothing_is_said(visit, drafted):
    page = visit(Role.PLANNER).get(f"/rosters/{drafted[1]}/publish").text
    assert 'class="renewals"' not in page


def test_the_panel_of_an_open_shift_says_it_too(visit, site_store, drafted, lapsing):
    planner = visit(Role.PLANNER)
    page = planner.get(f"/rosters/{drafted[1]}/publish").text
    shift = first_lapsed(page)
    panel = planner.get(f"/rosters/{drafted[1]}/candidates?shift={shift}").text
    assert "Yearly drill: geen oefening gepland" in panel


def test_who_may_not_plan_exercises_gets_no_link(visit, site_store, drafted, lapsing):
    page = visit(Role.PLANNER).get(f"/rosters/{drafted[1]}/publish").text
    shift = first_lapsed(page)
    panel = visit(Role.DUTY_MANAGER).get(f"/rosters/{drafted[1]}/candidates?shift={shift}")
    assert "/exercises/date" not in panel.text
