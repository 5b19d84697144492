"""A comparison that somebody asks for is carried out once, and can be cancelled."""

from __future__ import annotations

import pytest

from data.model.errors import Refused
from data.model.job import JobStatus
from data.model.scenario import Scenario
from data.model.scenario_change import SplitPost
from scheduler.queue.dbos_queue import RetryLater
from scheduler.records.edit import read_table
from scheduler.workforce.scenario_jobs import (
    ScenarioRunner,
    ask,
    cancel,
    list_runs,
    list_scenarios,
    read_run,
    remove,
    save,
)
from scheduler.workforce.scenarios import SearchOptions, compare, problem_of
from tests.support.region import INSIDE, import_texts, texts
from tests.web.conftest import published_file, site_store

__all__ = ["published_file", "site_store"]

ROOMS = (Scenario("As it is", posts=("CACO",)), Scenario("Split", (SplitPost("CACO"),)))


def runner(store, **how):
    return ScenarioRunner(store, "alpha", lambda: INSIDE, **how)


def asked(store, scenarios=ROOMS[:1], seconds=0):
    return ask(store, scenarios, seconds, "anna", INSIDE)


def test_a_comparison_is_carried_out_once(site_store):
    run = asked(site_store)
    runner(site_store).run(run.id)
    found = read_run(site_store, run.id)
    assert found.run.status is JobStatus.DONE
    assert [one.people for one in found.run.figures] == [4]
    assert not found.is_stale
    runner(site_store).run(run.id)
    assert read_run(site_store, run.id).run.attempts == 1


def test_quarters_are_searched_side_by_side_and_nothing_is_kept_of_them(site_store):
    options = SearchOptions(seconds=1, horizons=(2,))
    told = []
    before = len(read_table(site_store, "posts"))
    (found,) = compare(
        site_store, ROOMS[:1], INSIDE, options, lambda done, of: told.append((done, of)) or True
    )
    assert [one.weeks for one in found.rosters] == [2]
    assert found.rosters[0].places >= 42
    assert told[-1] == (1, 1)
    assert len(read_table(site_store, "posts")) == before


def test_what_fits_no_record_fails_with_a_reason(site_store):
    run = asked(site_store, (Scenario("Wrong", (SplitPost("NOBODY"),)),))
    runner(site_store).run(run.id)
    found = read_run(site_store, run.id).run
    assert found.status is JobStatus.FAILED
    assert "post 'NOBODY' is unknown" in str(found.message)


def test_one_that_was_cancelled_is_not_begun(site_store):
    run = asked(site_store)
    cancel(site_store, run.id, "anna", INSIDE)
    runner(site_store).run(run.id)
    assert read_run(site_store, run.id).run.status is JobStatus.CANCELLED
    with pytest.raises(Refused, match="over already"):
        cancel(site_store, run.id, "anna", INSIDE)


def test_one_that_is_cancelled_under_way_ends(site_store):
    run = asked(site_store, seconds=600)

    def options(_run):
        cancel(site_store, run.id, "anna", INSIDE)
        return SearchOptions(seconds=600, horizons=(2,))

    runner(site_store, options=options).run(run.id)
    assert read_run(site_store, run.id).run.status is JobStatus.CANCELLED


def test_a_worker_that_leaves_puts_it_back(site_store):
    run = asked(site_store, seconds=600)
    mine = runner(site_store)

    def options(_run):
        mine.leaving = True
        return SearchOptions(seconds=600, horizons=(2,))

    mine.options = options
    with pytest.raises(RetryLater):
        mine.run(run.id)
    assert read_run(site_store, run.id).run.status is JobStatus.QUEUED
    runner(site_store, options=lambda _run: SearchOptions(seconds=0)).run(run.id)
    assert read_run(site_store, run.id).run.status is JobStatus.DONE


def test_a_change_of_the_records_makes_figures_old(site_store):
    run = asked(site_store)
    runner(site_store).run(run.id)
    tables = texts()
    people = [dict(row, name=f"{row['name']} x") for row in tables["people"]]
    import_texts(site_store, {**tables, "people": people}, now=INSIDE)
    assert read_run(site_store, run.id).is_stale


def test_at_most_four_are_compared(site_store):
    with pytest.raises(Refused, match="5 scenarios"):
        asked(site_store, ROOMS[:1] * 5)
    assert list_runs(site_store) == []


def test_scenarios_are_kept_by_name(site_store):
    number = save(site_store, ROOMS[1], "anna", INSIDE)
    assert [one.scenario for one in list_scenarios(site_store)] == [ROOMS[1]]
    assert remove(site_store, number, "anna", INSIDE).scenario == ROOMS[1]
    assert list_scenarios(site_store) == []


def test_nobody_is_on_any_shift_when_a_scenario_begins(site_store):
    problem = problem_of(site_store, ROOMS[0], ("CACO",), 2, INSIDE)
    assert problem.assignments == problem.published == ()
    assert {one.id for one in problem.posts} == {"CACO"}
