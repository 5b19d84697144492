"""A comparison that somebody asks for is carried out once, and can be cancelled."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.model.errors import Refused, StoreError
from data.model.job import JobStatus
from data.model.scenario import Scenario
from data.model.scenario_change import SplitPost
from data.store import scenarios as kept
from scheduler.queue.dbos_queue import SCENARIOS, RetryLater
from scheduler.records.edit import read_table
from scheduler.service.health import check_health
from scheduler.service.worker import requeue_abandoned
from scheduler.workforce.scenario_jobs import (
    ScenarioRunner,
    ask,
    cancel,
    list_runs,
    list_scenarios,
    read_run,
    remove,
    save,
    take_over,
)
from scheduler.workforce.scenarios import SearchOptions, compare, problem_of
from tests.scheduler.solve_jobs.test_worker import claim, queued
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
    found = read_run(site_store, run.id, INSIDE)
    assert found.run.status is JobStatus.DONE
    assert [one.people for one in found.run.figures] == [4]
    assert not found.is_stale
    runner(site_store).run(run.id)
    assert read_run(site_store, run.id, INSIDE).run.attempts == 1


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
    found = read_run(site_store, run.id, INSIDE).run
    assert found.status is JobStatus.FAILED
    assert "post 'NOBODY' is unknown" in str(found.message)


def test_one_that_was_cancelled_is_not_begun(site_store):
    run = asked(site_store)
    cancel(site_store, run.id, "anna", INSIDE)
    runner(site_store).run(run.id)
    assert read_run(site_store, run.id, INSIDE).run.status is JobStatus.CANCELLED
    with pytest.raises(Refused, match="over already"):
        cancel(site_store, run.id, "anna", INSIDE)


def test_one_that_is_cancelled_under_way_ends(site_store):
    run = asked(site_store, seconds=600)

    def options(_run):
        cancel(site_store, run.id, "anna", INSIDE)
        return SearchOptions(seconds=600, horizons=(2,))

    runner(site_store, options=options).run(run.id)
    assert read_run(site_store, run.id, INSIDE).run.status is JobStatus.CANCELLED


def test_a_worker_that_leaves_puts_it_back(site_store):
    run = asked(site_store, seconds=600)
    mine = runner(site_store)

    def options(_run):
        mine.leaving = True
        return SearchOptions(seconds=600, horizons=(2,))

    mine.options = options
    with pytest.raises(RetryLater):
        mine.run(run.id)
    assert read_run(site_store, run.id, INSIDE).run.status is JobStatus.QUEUED
    runner(site_store, options=lambda _run: SearchOptions(seconds=0)).run(run.id)
    assert read_run(site_store, run.id, INSIDE).run.status is JobStatus.DONE


def test_a_machine_that_says_nothing_hands_over_what_it_was_at_work_on(site_store):
    run, later = asked(site_store), INSIDE + timedelta(minutes=2)
    with site_store.writing() as connection:
        begun = kept.begin_run(connection, run.id, "alpha", INSIDE)
    assert begun is not None
    assert not read_run(site_store, run.id, INSIDE).is_silent
    with pytest.raises(Refused, match="sign of life"):
        take_over(site_store, "alpha", INSIDE)
    assert read_run(site_store, run.id, later).is_silent
    assert take_over(site_store, "beta", later) == []
    assert take_over(site_store, "alpha", later) == [run.id]
    with site_store.writing() as connection:  # whatever alpha still writes is refused
        assert not kept.note_progress(connection, begun, 1, 1, later)
    ScenarioRunner(site_store, "beta", lambda: later).run(run.id)
    found = read_run(site_store, run.id, later).run
    assert (found.status, found.machine, found.attempts) == (JobStatus.DONE, "beta", 2)


def test_one_that_no_worker_takes_says_so(site_store):
    run = asked(site_store)
    assert not read_run(site_store, run.id, INSIDE).nobody
    later = INSIDE + timedelta(minutes=2)
    assert read_run(site_store, run.id, later).nobody
    assert check_health(site_store, [], later).backlog.stuck == (run.id,)


def test_what_was_left_behind_here_is_queued_again_at_the_second_look(site_store):
    run = asked(site_store)
    claim(site_store, run.id, "alpha")
    mine = runner(site_store)
    idle = requeue_abandoned(site_store, mine, (), SCENARIOS)
    assert (idle, queued(site_store, run.id)) == ({run.id}, "PENDING")
    requeue_abandoned(site_store, mine, idle, SCENARIOS)
    assert queued(site_store, run.id) == "ENQUEUED"
    claim(site_store, run.id, "alpha")
    mine.at_work.add(run.id)
    assert requeue_abandoned(site_store, mine, {run.id}, SCENARIOS) == set()


def test_a_search_goes_on_while_the_database_is_away(site_store, monkeypatch):
    run = asked(site_store)
    mine = runner(site_store)

    def away(*_given):
        raise StoreError("away", "Wait")

    def options(_run):
        monkeypatch.setattr(kept, "note_progress", away)
        return SearchOptions(seconds=1, horizons=(2,))

    mine.options = options
    mine.run(run.id)
    assert read_run(site_store, run.id, INSIDE).run.status is JobStatus.DONE


def test_a_change_of_the_records_makes_figures_old(site_store):
    run = asked(site_store)
    runner(site_store).run(run.id)
    tables = texts()
    people = [dict(row, name=f"{row['name']} x") for row in tables["people"]]
    import_texts(site_store, {**tables, "people": people}, now=INSIDE)
    assert read_run(site_store, run.id, INSIDE).is_stale


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
