"""Scenarios on the screen: made, changed, compared, and read by who does not plan."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from data.model.account import Role
from data.model.job import JobStatus
from data.model.scenario import Scenario
from data.model.scenario_change import AddPeople, ChangePattern, RemovePeople
from scheduler.workforce import scenario_jobs as jobs
from scheduler.workforce.scenario_jobs import ScenarioRunner
from scheduler.workforce.scenarios import choices
from tests.support.region import INSIDE


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
    return jobs.read_run(store, run.id).run


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
