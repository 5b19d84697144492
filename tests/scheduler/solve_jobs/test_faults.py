"""Real workers that are cancelled, killed and restarted in the middle of a solve."""

import os
import signal
import time
from datetime import UTC, datetime

import pytest

from data.model.job import JobStatus
from scheduler.solve_jobs.submission import cancel, submit
from tests.scheduler.solve_jobs.support import (
    NOW,
    alive,
    best_of,
    drafts_of,
    import_texts,
    job_of,
    request,
    until,
    worker,
)
from tests.support.databases import POSTGRESQL_FIRST

pytestmark = pytest.mark.second


def now():
    return datetime.now(UTC)


@pytest.fixture
def region(store):
    import_texts(store)
    return store


def has_roster(store, name):
    return until(lambda: len(best_of(store, name)) > 20, what=f"a first roster of {name}")


def is_over(store, name):
    return until(lambda: (job := job_of(store, name)).status.is_over and job, what="the end")


@POSTGRESQL_FIRST
def test_a_killed_worker_is_started_again_and_makes_one_draft(region, database_url, tmp_path):
    name = submit(region, request(3), "planner", NOW).job.id
    with worker(database_url, tmp_path) as first:
        has_roster(region, name)
        (solver,) = first.children()
        first.kill()
        died = time.monotonic()
        until(lambda: not alive(solver), 5, "the end of the orphan")
        assert time.monotonic() - died < 1
        assert job_of(region, name).status is JobStatus.RUNNING
    with worker(database_url, tmp_path) as second:
        job = is_over(region, name)
        assert (job.status, job.attempts) == (JobStatus.DONE, 2)
        assert [draft.id for draft in drafts_of(region)] == [job.roster]
        assert second.stop() == 0
        assert "Traceback" not in second.text()


@POSTGRESQL_FIRST
def test_a_cancelled_solve_ends_within_a_second(region, database_url, tmp_path):
    name = submit(region, request(60), "planner", NOW).job.id
    waits = submit(region, request(60, seed=1), "planner", NOW).job.id
    with worker(database_url, tmp_path) as started:
        has_roster(region, name)
        (solver,) = started.children()
        cancel(region, waits, "planner", now())
        asked = time.monotonic()
        cancel(region, name, "planner", now())
        until(lambda: not alive(solver), 10, "the end of the solver")
        assert time.monotonic() - asked <= 1
        until(lambda: f"job {waits}: over already" in started.text(), what="the next job")
    assert drafts_of(region) == []
    assert job_of(region, waits).attempts == 0
    assert str(job_of(region, name).message) == "cancelled by planner"


@pytest.mark.slow
def test_a_solve_cancelled_with_keep_leaves_its_best_roster(region, database_url, tmp_path):
    name = submit(region, request(60), "planner", NOW).job.id
    with worker(database_url, tmp_path):
        has_roster(region, name)
        cancel(region, name, "planner", now(), keep=True)
        job = is_over(region, name)
    assert job.status is JobStatus.CANCELLED
    assert [draft.id for draft in drafts_of(region)] == [job.roster]


@pytest.mark.slow
def test_a_killed_solver_is_tried_again_and_a_crash_fails_its_job(region, database_url, tmp_path):
    name = submit(region, request(60), "planner", NOW).job.id
    with worker(database_url, tmp_path) as started:
        has_roster(region, name)
        (solver,) = started.children()
        os.kill(solver, signal.SIGKILL)
        until(lambda: job_of(region, name).attempts == 2, what="the second attempt")
        (solver,) = until(started.children)
        os.kill(solver, signal.SIGSEGV)
        job = is_over(region, name)
        assert job.status is JobStatus.FAILED
        assert str(job.message) == "the solver crashed (signal 11, SIGSEGV)"
        after = submit(region, request(3, seed=1), "planner", NOW).job.id
        assert is_over(region, after).status is JobStatus.DONE


@pytest.mark.slow
def test_worker_and_solver_killed_at_once_make_one_draft_later(region, database_url, tmp_path):
    name = submit(region, request(3), "planner", NOW).job.id
    with worker(database_url, tmp_path) as first:
        has_roster(region, name)
        (solver,) = first.children()
        os.kill(solver, signal.SIGKILL)
        first.kill()
    with worker(database_url, tmp_path):
        job = is_over(region, name)
    assert job.status is JobStatus.DONE
    assert [draft.id for draft in drafts_of(region)] == [job.roster]


@pytest.mark.slow
def test_a_worker_that_is_asked_to_go_hands_its_job_to_another(region, database_url, tmp_path):
    name = submit(region, request(3), "planner", NOW).job.id
    with worker(database_url, tmp_path) as first:
        has_roster(region, name)
        assert first.stop() == 0
    assert job_of(region, name).status is JobStatus.QUEUED
    with worker(database_url, tmp_path, "beta"):
        job = is_over(region, name)
    assert (job.status, job.machine) == (JobStatus.DONE, "beta")
    assert [draft.id for draft in drafts_of(region)] == [job.roster]


@pytest.mark.slow
def test_a_second_worker_of_the_same_name_is_refused(region, database_url, tmp_path):
    with worker(database_url, tmp_path) as first:
        until(lambda: "waiting for jobs" in first.text(), what="the first worker")
        with worker(database_url, tmp_path) as second:
            assert second.process.wait(30) == 1
            assert "is at work already" in second.text()
        assert first.process.poll() is None
