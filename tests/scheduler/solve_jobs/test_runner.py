"""What a worker does with one job, with a solver that only pretends."""

import json
from datetime import timedelta

import pytest

from data.model.errors import StoreError
from data.model.job import JobStatus
from data.model.sentence import Sentence
from data.store import jobs
from scheduler.queue.dbos_queue import RetryLater
from scheduler.solve_jobs.runner import MOST_ATTEMPTS, Runner
from scheduler.solve_jobs.solve_process import Ending, ending_of
from scheduler.solve_jobs.submission import cancel, submit
from tests.scheduler.solve_jobs.support import NOW, job_of, request

CRASH = Ending(Sentence("the solver crashed"), crashed=True)


class Pretended:
    """A solver whose process goes on until the script says how it ends."""

    def __init__(self, script):
        self.script = list(script)
        self.killed = self.asked = False

    def ended(self, _seconds):
        while self.script and callable(self.script[0]):
            self.script.pop(0)()
            return False
        return True

    def ending(self):
        return self.script.pop(0)

    def ask_to_stop(self):
        self.asked = True

    def kill(self):
        self.killed = True


@pytest.fixture
def name(store):
    return submit(store, request(), "planner", NOW).job.id


def runner_of(store, *processes, clock=lambda: NOW):
    waiting = list(processes)
    return Runner(store, "alpha", clock, start=lambda _store, _job: waiting.pop(0))


def test_a_solver_that_ended_well_is_left_alone(store, name):
    runner_of(store, Pretended([Ending()])).run(name)
    assert job_of(store, name).status is JobStatus.RUNNING  # it is the solver that says "done"


def test_what_the_solver_said_is_why_the_job_failed(store, name):
    runner_of(store, Pretended([Ending(Sentence("people.csv: no such person"))])).run(name)
    job = job_of(store, name)
    assert (job.status, job.message) == (
        JobStatus.FAILED,
        Sentence("people.csv: no such person"),
    )


def test_one_crash_is_tried_again(store, name):
    runner_of(store, Pretended([CRASH]), Pretended([Ending()])).run(name)
    assert job_of(store, name).attempts == 2


def test_two_crashes_are_a_failed_job(store, name):
    runner_of(store, Pretended([CRASH]), Pretended([CRASH])).run(name)
    job = job_of(store, name)
    assert (job.status, job.message) == (JobStatus.FAILED, CRASH.why)


def test_a_job_that_brought_its_worker_down_too_often_fails(store, name):
    for _ in range(MOST_ATTEMPTS):
        with store.writing() as connection:
            jobs.begin(connection, name, "alpha", NOW)
    runner_of(store).run(name)
    assert job_of(store, name).status is JobStatus.FAILED


def test_a_cancelled_job_ends_its_solver(store, name):
    process = Pretended([lambda: cancel(store, name, "planner", NOW)])
    runner_of(store, process).run(name)
    assert process.killed
    assert job_of(store, name).status is JobStatus.CANCELLED


def test_a_job_cancelled_with_keep_asks_its_solver_to_stop(store, name):
    process = Pretended(
        [lambda: cancel(store, name, "planner", NOW, keep=True), lambda: None, Ending()]
    )
    runner_of(store, process).run(name)
    assert process.asked
    assert not process.killed


def test_a_job_that_went_to_another_machine_is_let_go_and_not_called_over(store, name):
    def taken():
        with store.writing() as connection:
            jobs.begin(connection, name, "beta", NOW)

    process = Pretended([taken])
    with pytest.raises(RetryLater):
        runner_of(store, process).run(name)
    assert process.killed
    assert job_of(store, name).machine == "beta"


def test_a_worker_that_leaves_ends_its_solver_and_not_the_job(store, name):
    process = Pretended([])
    runner = runner_of(store, process)
    process.script = [lambda: setattr(runner, "leaving", True), lambda: None]
    with pytest.raises(RetryLater):
        runner.run(name)
    assert process.killed
    assert job_of(store, name).status is JobStatus.RUNNING
    with pytest.raises(RetryLater):
        runner.run(name)
    assert runner.at_work == set()


def test_the_search_goes_on_while_the_database_is_away(store, name, monkeypatch):
    def away():
        monkeypatch.setattr(jobs, "status_of", fails)

    def fails(*_arguments):
        raise StoreError("the database cannot be reached", "Check that it runs")

    process = Pretended([away, lambda: None, lambda: None, Ending()])
    runner_of(store, process).run(name)
    assert not process.killed


def test_a_solver_that_never_ends_is_ended(store, name, monkeypatch):
    monkeypatch.setattr("scheduler.solve_jobs.runner.OVERTIME", 0.0)
    monkeypatch.setattr("scheduler.solve_jobs.runner.GRACE", 0.0)
    process = Pretended([lambda: None, lambda: None])
    runner_of(store, process).run(name)
    assert process.killed
    assert str(job_of(store, name).message) == "the solver did not end"


def test_a_clock_that_jumps_back_does_not_end_a_job(store, name, monkeypatch):
    monkeypatch.setattr("scheduler.solve_jobs.runner.HEARTBEAT_SECONDS", 0.0)
    times = [NOW, NOW - timedelta(hours=3)]
    process = Pretended([lambda: None, Ending()])
    runner_of(store, process, clock=lambda: times.pop(0) if len(times) > 1 else times[0]).run(name)
    job = job_of(store, name)
    assert (job.status, job.heard_at) == (JobStatus.RUNNING, NOW - timedelta(hours=3))
    assert not job.is_silent(NOW - timedelta(hours=3))


def test_a_solver_that_cannot_be_started_fails_the_job(store, name):
    def start(_store, _job):
        raise OSError(12, "Cannot allocate memory")

    Runner(store, "alpha", lambda: NOW, start=start).run(name)
    assert (
        str(job_of(store, name).message)
        == "the solver could not be started: Cannot allocate memory"
    )


@pytest.mark.parametrize(
    ("code", "why", "crashed"),
    [
        (0, "", False),
        (3, "last words", False),
        (-9, "the solver was killed, most likely because the machine ran out of memory", True),
        (-11, "the solver crashed (signal 11, SIGSEGV)", True),
        (1, "the solver ended without a message (exit code 1)", True),
    ],
)
def test_an_exit_code_is_told_in_a_sentence(code, why, crashed):
    said = json.dumps(Sentence("last words").to_json()) if code == 3 else ""
    ending = ending_of(code, said)
    assert (str(ending.why), ending.crashed) == (why, crashed)
