"""What the store keeps of jobs, on both databases."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from data.model.errors import Refused
from data.model.job import SILENCE, JobProgress, JobStatus, LevelSoFar
from data.model.sentence import Sentence
from data.store import jobs
from scheduler.queue.dbos_queue import claimed_by
from scheduler.solve_jobs.submission import cancel, submit, take_over
from tests.scheduler.solve_jobs.support import NOW, job_of, request

LATER = NOW + timedelta(minutes=5)


def begun(store, name, machine="alpha", now=NOW):
    with store.writing() as connection:
        return jobs.begin(connection, name, machine, now)


def done(store, what, *arguments, **named):
    """One change of a job, in a transaction of its own."""
    with store.writing() as connection:
        return what(connection, *arguments, **named)


@pytest.fixture
def name(store):
    return submit(store, request(), "planner", NOW).job.id


def test_a_job_is_read_as_it_was_submitted(store):
    asked = request(7.5, seed=3)
    job = submit(store, asked, "planner", NOW).job
    assert job_of(store, job.id) == job
    assert (job.request, job.asked_by, job.asked_at) == (asked, "planner", NOW)
    assert (job.status, job.attempts) == (JobStatus.QUEUED, 0)


def test_the_same_request_twice_is_one_job(store, name):
    again = submit(store, request(), "planner", LATER)
    assert (again.job.id, again.is_new) == (name, False)


@pytest.mark.parametrize(
    ("asked", "who"),
    [(request(), "another"), (request(6), "planner"), (request(seed=1), "planner")],
)
def test_another_request_is_another_job(store, name, asked, who):
    assert submit(store, asked, who, NOW).job.id != name


def test_the_same_request_after_the_first_is_over_is_a_new_job(store, name):
    cancel(store, name, "planner", NOW)
    again = submit(store, request(), "planner", NOW)
    assert again.is_new
    assert again.job.id != name


def test_two_who_press_the_button_at_once_make_one_job(store):
    submit(store, request(seed=9), "planner", NOW)  # the tables of the queue are there
    for seed in range(100, 125):  # it takes some tries for two to meet just so
        start = Barrier(2)
        made: list[Any] = []

        def press(start=start, made=made, seed=seed):
            start.wait()
            made.append(submit(store, request(seed=seed), "planner", NOW))

        pressed = [Thread(target=press) for _ in range(2)]
        for one in pressed:
            one.start()
        for one in pressed:
            one.join()
        assert len({one.job.id for one in made}) == 1
        assert sorted(one.is_new for one in made) == [False, True]


def test_a_job_that_is_not_kept_is_not_queued_either(store, monkeypatch):
    def fails(*_arguments):
        raise RuntimeError

    monkeypatch.setattr("scheduler.solve_jobs.submission.enqueue", fails)
    with pytest.raises(RuntimeError):
        submit(store, request(), "planner", NOW)
    with store.reading() as connection:
        assert jobs.jobs(connection) == []


def test_a_job_is_found_by_how_its_number_begins(store, name):
    assert job_of(store, name[:4]).id == name


@pytest.mark.parametrize("unknown", ["zzz", "", "%"])
def test_a_job_that_is_not_there_is_refused(store, name, unknown):
    with pytest.raises(Refused, match="there is no job"):
        job_of(store, unknown)


def test_a_cancelled_job_never_begins(store, name):
    assert cancel(store, name, "planner", NOW).status is JobStatus.CANCELLED
    assert begun(store, name) is None
    with pytest.raises(Refused, match="is over already"):
        cancel(store, name, "planner", NOW)


def test_a_waiting_job_that_is_cancelled_with_keep_is_cancelled(store, name):
    assert cancel(store, name, "planner", NOW, keep=True).status is JobStatus.CANCELLED


def test_a_running_job_that_is_cancelled_with_keep_stops_first(store, name):
    job = begun(store, name)
    assert cancel(store, name, "planner", NOW, keep=True).status is JobStatus.STOPPING
    assert begun(store, name).status is JobStatus.STOPPING
    assert job_of(store, name).attempts == job.attempts + 1


def test_only_the_last_attempt_is_heard(store, name):
    first = begun(store, name)
    second = begun(store, name, "beta", LATER)
    assert (first.started_at, second.started_at) == (NOW, NOW)
    told = JobProgress(1.5, (LevelSoFar("fairness", 3, None),))
    assert not done(store, jobs.note_heartbeat, first, LATER)
    assert not done(store, jobs.record_progress, first, told, [("ann", "s1")])
    assert not done(store, jobs.end, first, JobStatus.DONE, LATER)
    assert done(store, jobs.hold, first) is None
    assert done(store, jobs.record_progress, second, told, [("ann", "s1")])
    assert job_of(store, name).progress == told
    with store.reading() as connection:
        assert jobs.best_pairs(connection, name) == {("ann", "s1")}
        assert jobs.status_of(connection, first) is JobStatus.QUEUED
        assert jobs.status_of(connection, second) is JobStatus.RUNNING


def test_a_note_without_a_new_roster_leaves_the_old_one(store, name):
    job = begun(store, name)
    done(store, jobs.record_progress, job, JobProgress(1.0), [("ann", "s1")])
    done(store, jobs.record_progress, job, JobProgress(2.0), None)
    with store.reading() as connection:
        assert jobs.best_pairs(connection, name) == {("ann", "s1")}


def test_a_job_that_is_over_keeps_no_half_made_roster(store, name):
    job = begun(store, name)
    done(store, jobs.record_progress, job, JobProgress(1.0), [("ann", "s1")])
    assert done(store, jobs.end, job, JobStatus.FAILED, LATER, message=Sentence("why"))
    with store.reading() as connection:
        assert jobs.best_pairs(connection, name) == frozenset()
    assert not done(store, jobs.end, job, JobStatus.DONE, LATER)
    assert job_of(store, name).message == Sentence("why")


def test_a_machine_is_silent_after_a_minute_and_when_its_clock_went_back(store, name):
    job = begun(store, name)
    assert not job.is_silent(NOW + SILENCE)
    assert job.is_silent(NOW + SILENCE + timedelta(seconds=1))
    assert not job.is_silent(NOW - SILENCE)
    assert job.is_silent(NOW - timedelta(hours=2))
    done(store, jobs.note_heartbeat, job, NOW - timedelta(hours=2))
    assert not job_of(store, name).is_silent(NOW - timedelta(hours=2))
    assert not replace(job, status=JobStatus.DONE).is_silent(LATER)


def test_the_jobs_of_a_machine_that_is_gone_wait_for_another(store, name):
    old = begun(store, name)
    (moved,) = take_over(store, "alpha", LATER)
    assert (moved.id, moved.status, moved.machine) == (name, JobStatus.QUEUED, None)
    assert not done(store, jobs.note_heartbeat, old, LATER)
    assert claimed_by(store, "alpha") == []


def test_a_machine_that_is_at_work_is_not_taken_over(store, name):
    begun(store, name)
    with pytest.raises(Refused, match="at work on job"):
        take_over(store, "alpha", NOW)


def test_a_machine_without_jobs_cannot_be_taken_over(store, name):
    begun(store, name)
    with pytest.raises(Refused, match="no job is with machine gamma"):
        take_over(store, "gamma", LATER)
