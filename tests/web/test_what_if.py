"""Scenarios on the screen: made, changed, compared, and read by who does not plan."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from data.model.account import Role
from data.model.job import JobStatus
from data.model.post import PostKind
from data.model.scenario import Scenario
from data.model.scenario_change import KINDS, AddPeople, ChangePattern, RemovePeople
from scheduler.workforce import scenario_jobs as jobs
from scheduler.workforce.scenario_jobs import ScenarioRunner
from scheduler.workforce.scenarios import choices
from tests.support.region import INSIDE, import_texts, texts


@pytest.fixture
def kept(site_store):
    """The numbers of two scenarios: today, and nights of twelve hours."""
    scenarios = (
        Scenario("Nu", posts=("CACO",)),
        Scenario("Lange nachten", (ChangePattern("CACO", "2x12", start=3),)),
    )
    return jobs.save_all(site_store, scenarios, "planner", INSIDE)


def done(store):
    """The last comparison, carried out."""
    (run, *_) = jobs.list_runs(store)
    ScenarioRunner(store, "alpha", lambda: INSIDE).run(run.id)
    return jobs.read_run(store, run.id, INSIDE).run


def test_a_scenario_is_made_by_adding_changes(visit, site_store):
    at = visit(Role.PLANNER)
    page = at.post("/what-if", {"name": "Meer mensen"}, follow_redirects=True)
    assert page.status_code == 200
    (one,) = jobs.list_scenarios(site_store)
    address = f"/what-if/{one.id}"
    function, region = of_control_room(site_store)
    added = {"kind": "add", "count": "2", "hours": "32", "from_week": "5"}
    at.post(f"{address}/changes", {**added, "functions": [function], "regions": [region]})
    at.post(f"{address}/changes", {"kind": "remove", "count": "1", "function": function})
    (one,) = jobs.list_scenarios(site_store)
    assert one.scenario.changes == (
        AddPeople(2, 32.0, (function,), (region,), 5),
        RemovePeople(count=1, function=function),
    )
    at.post(f"{address}/changes/1/remove")
    counted = {"name": "Minder", "productive_hours": "1500,5", "work": "50", "posts": ["CACO"]}
    at.post(address, counted)
    (one,) = jobs.list_scenarios(site_store)
    assert len(one.scenario.changes) == 1
    assert (one.scenario.name, one.scenario.productive_hours) == ("Minder", 1500.5)
    assert (one.scenario.prices.work, one.scenario.posts) == (50.0, ("CACO",))


def of_control_room(store):
    """The function of its seat, and a region that it serves."""
    post = next(one for one in choices(store).posts if one.id == "CACO")
    return post.function, post.regions[0]


def test_people_are_named_who_leave_from_a_date_on(visit, site_store, kept):
    at = visit(Role.PLANNER)
    address = f"/what-if/{kept[0]}"
    anna, bert, *_ = choices(site_store).people
    left = {"kind": "remove", "people": [anna, bert], "from.day": "1 maart 2027", "count": ""}
    page = at.post(f"{address}/changes", {**left, "function": "CACO"}, follow_redirects=True)
    assert "vanaf 1 mrt 2027" in page.text
    assert all(choices(site_store).people[one] in page.text for one in (anna, bert))
    found = jobs.read_scenario(site_store, kept[0]).scenario
    assert found.changes == (RemovePeople((anna, bert), start=date(2027, 3, 1)),)


@pytest.fixture
def of_two_regions(site_store):
    """The store with a second region, and posts for every kind of change."""
    tables = texts()
    (caco,) = (one for one in tables["posts"] if one["id"] == "CACO")
    called = {"kind": PostKind.OPEN_CALL, "pattern": "", "function": "IM-COPI"}
    regions = [*tables["regions"], {**tables["regions"][0], "id": "R2", "name": "Stad"}]
    posts = [
        *tables["posts"],
        {**caco, "id": "SAMEN", "name": "Samen", "regions": "R1;R2"},
        {**caco, "id": "EXTRA", "name": "Extra"},
        {**caco, **called, "id": "OPROEP", "name": "Oproep"},
    ]
    tables = {**tables, "regions": regions, "posts": posts}
    import_texts(site_store, tables, now=INSIDE)
    return site_store


def test_every_change_of_a_file_can_be_made_on_the_page(visit, of_two_regions, kept):
    given: dict[str, dict[str, Any]] = {
        "merge": {"posts": ["CACO", "EXTRA"], "into": "EEN", "name": "Eén"},
        "split": {"post": "SAMEN", "from.day": "", "from_week": "2", "until.day": "1-6-2027"},
        "pattern": {"post": "SAMEN-R2", "pattern": "2x12"},  # what the split makes
        "on_call": {"post": "OPROEP", "pattern": "week-fri"},
        "share": {"posts": ["EEN", "IM-COPI-R1"]},
        "add": {"count": "1", "hours": "36", "functions": ["CACO"], "regions": ["R2"]},
        "remove": {"count": "1", "function": "CACO"},
        "absence": {"percent": "7,5"},
    }
    assert set(given) == set(KINDS)
    at, address = visit(Role.PLANNER), f"/what-if/{kept[0]}"
    for kind, fields in given.items():
        page = at.get(address).text
        assert all(f'value="{one}"' in page for one in fields.get("posts", ()))
        assert f'value="{fields.get("post", kind)}"' in page
        day = {} if kind in ("share", "absence") else {"from.day": "2027-03-01"}
        page = at.post(f"{address}/changes", {"kind": kind, **day, **fields})
        assert page.status_code == 302, (kind, page.text[page.text.index("trouble") :][:600])
    made = jobs.read_scenario(of_two_regions, kept[0]).scenario.changes
    assert [one.kind for one in made] == list(given)
    first = date(2027, 3, 1)
    assert [one.begins for one in made] == [first, 2, first, first, None, first, first, None]


def test_a_scenario_begins_on_a_day_that_is_typed(visit, site_store, kept):
    at = visit(Role.PLANNER)
    at.post(f"/what-if/{kept[0]}", {"name": "Nu", "first.day": "1 februari 2027"})
    assert jobs.read_scenario(site_store, kept[0]).scenario.first == date(2027, 2, 1)
    assert 'value="ma 1 feb 2027"' in at.get(f"/what-if/{kept[0]}").text
    page = at.post(f"/what-if/{kept[0]}", {"name": "Nu", "first.day": "31 februari"})
    assert page.status_code == 422
    at.post(f"/what-if/{kept[0]}", {"name": "Nu", "first.day": ""})
    assert jobs.read_scenario(site_store, kept[0]).scenario.first is None


def test_what_was_typed_stays_when_it_is_refused(visit, of_two_regions, kept):
    page = visit(Role.PLANNER).post(
        f"/what-if/{kept[0]}/changes",
        {"kind": "split", "post": "SAMEN", "from_week": "3", "from.day": "1 mrt 2027"},
    )
    assert page.status_code == 422
    assert "een week en ook een datum" in page.text
    part = page.text[page.text.index('name="kind" value="split"') :]
    assert 'value="3"' in part
    assert 'value="ma 1 mrt 2027"' in part


def test_what_does_not_fit_is_said_and_nothing_changes(visit, site_store, kept):
    at = visit(Role.PLANNER)
    page = at.post(
        f"/what-if/{kept[0]}/changes",
        {"kind": "on_call", "post": "CACO", "pattern": "week-fri"},
    )
    assert page.status_code == 422
    assert "gaat niet met vrije instroom" in page.text
    page = at.post(f"/what-if/{kept[0]}/changes", {"kind": "nonsense"})
    assert page.status_code == 422
    assert jobs.read_scenario(site_store, kept[0]).scenario.changes == ()
    page = at.post("/what-if", {"name": "Nu"})
    assert page.status_code == 422
    assert "er is al een scenario" in page.text.lower()


def test_chosen_scenarios_are_compared_side_by_side(visit, site_store, kept):
    at = visit(Role.PLANNER)
    page = at.post("/what-if/compare", {"scenario": [str(one) for one in kept], "seconds": "0"})
    assert page.status_code == 302
    waits = at.get(page.location)
    assert "wacht" in waits.text
    run = done(site_store)
    page = at.get(f"/what-if/runs/{run.id}")
    assert "Lange nachten" in page.text
    assert "ATW 5:8(3)" in page.text
    assert 'class="best"' in page.text
    assert "werkt met dienstpatroon 2x12" in page.text
    book = load_workbook(io.BytesIO(at.get(f"/what-if/runs/{run.id}.xlsx").data))
    texts = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
    assert any("ATW 5:8(3)" in text for text in texts)
    assert len(book.worksheets) == 2


def test_none_chosen_is_said(visit, kept):
    page = visit(Role.PLANNER).post("/what-if/compare", {"seconds": "0"})
    assert page.status_code == 422
    assert "scenario’s zijn gekozen" in page.text


def test_a_comparison_is_cancelled(visit, site_store, kept):
    at = visit(Role.PLANNER)
    page = at.post("/what-if/compare", {"scenario": [str(kept[0])], "seconds": "30"})
    at.post(f"{page.location}/cancel")
    (run,) = jobs.list_runs(site_store)
    assert run.status is JobStatus.CANCELLED
    assert "geannuleerd" in at.get(page.location).text


def test_who_does_not_plan_reads_and_changes_nothing(visit, site_store, kept):
    at = visit(Role.VIEWER)
    page = at.get("/what-if")
    assert "Lange nachten" in page.text
    assert "Vergelijken<" not in page.text
    page = at.get(f"/what-if/{kept[1]}")
    assert "werkt met dienstpatroon 2x12" in page.text
    assert "verandering toevoegen" not in page.text
    assert at.post(f"/what-if/{kept[1]}/remove").status_code == 403
    assert len(jobs.list_scenarios(site_store)) == 2


def test_a_scenario_is_copied_and_removed(visit, site_store, kept):
    at = visit(Role.PLANNER)
    at.post(f"/what-if/{kept[1]}/copy")
    assert [one.scenario.name for one in jobs.list_scenarios(site_store)][-1] == (
        "Lange nachten, kopie"
    )
    at.post(f"/what-if/{kept[1]}/remove")
    assert kept[1] not in [one.id for one in jobs.list_scenarios(site_store)]
    assert at.get(f"/what-if/{kept[1]}").status_code == 404
    assert at.get("/what-if/runs/ffffffff").status_code == 404
