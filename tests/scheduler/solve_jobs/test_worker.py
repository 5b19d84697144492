"""What surrounds a worker: its name, its lock, its log, its look for jobs left behind."""

import logging
import sqlite3
import sys
from datetime import timedelta

import pytest
from sqlalchemy import text

from data.model.errors import Refused, StoreError
from data.store import jobs
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from scheduler.queue.dbos_queue import claimed_by
from scheduler.service.logs import RateLimitFilter, SingleLineFormatter
from scheduler.service.worker import machine_name, only_worker, requeue_abandoned
from scheduler.solve_jobs.runner import Runner
from scheduler.solve_jobs.solve_process import SolverProcess
from scheduler.solve_jobs.submission import submit, take_over
from tests.scheduler.solve_jobs.support import NOW, job_of, request, until


def claim(store, name, machine):
    """What the queue does just before the worker begins, and a kill may come between."""
    schema = "" if store.is_sqlite else "dbos."
    with store.writing() as connection:
        connection.execute(
            text(
                f"UPDATE {schema}workflow_status SET status = 'PENDING', executor_id = :machine "
                "WHERE workflow_uuid = :name"
            ),
            {"machine": machine, "name": name},
        )


def queued(store, name):
    schema = "" if store.is_sqlite else "dbos."
    with store.reading() as connection:
        return connection.scalar(
            text(f"SELECT status FROM {schema}workflow_status WHERE workflow_uuid = :name"),
            {"name": name},
        )


def test_a_job_that_was_left_behind_is_queued_again_at_the_second_look(store):
    name = submit(store, request(), "planner", NOW).job.id
    claim(store, name, "alpha")
    runner = Runner(store, "alpha", lambda: NOW)
    idle = requeue_abandoned(store, runner, ())
    assert (idle, queued(store, name)) == ({name}, "PENDING")
    requeue_abandoned(store, runner, idle)
    assert (claimed_by(store, "alpha"), queued(store, name)) == ([], "ENQUEUED")


def test_a_job_that_is_under_way_is_not_queued_again(store):
    name = submit(store, request(), "planner", NOW).job.id
    claim(store, name, "alpha")
    runner = Runner(store, "alpha", lambda: NOW, at_work={name})
    assert requeue_abandoned(store, runner, {name}) == set()
    assert queued(store, name) == "PENDING"


def test_a_job_that_another_machine_of_our_name_is_at_work_on_is_left_alone(store):
    name = submit(store, request(), "planner", NOW).job.id
    claim(store, name, "alpha")
    with store.writing() as connection:
        jobs.begin(connection, name, "alpha", NOW)
    assert requeue_abandoned(store, Runner(store, "alpha", lambda: NOW), {name}) == set()
    later = Runner(store, "alpha", lambda: NOW + timedelta(minutes=2))
    assert requeue_abandoned(store, later, {name}) == {name}
    assert queued(store, name) == "ENQUEUED"


def test_a_job_claimed_and_never_begun_is_taken_over_too(store):
    name = submit(store, request(), "planner", NOW).job.id
    claim(store, name, "alpha")
    assert [job.id for job in take_over(store, "alpha", NOW)] == [name]
    assert queued(store, name) == "ENQUEUED"


def test_the_tables_of_the_queue_are_made_when_they_are_first_needed(tmp_path):
    store = Store(store_url(f"sqlite:///{tmp_path / 'new.db'}"))
    migrate(store)
    name = submit(store, request(), "planner", NOW).job.id
    assert queued(store, name) == "ENQUEUED"
    with store.reading() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    store.close()


def test_one_worker_of_a_name(store):
    with only_worker(store, "alpha"):
        with only_worker(store, "beta"):
            pass
        with (
            pytest.raises(Refused, match="is at work already"),
            only_worker(store, "alpha"),
        ):
            pass
    with only_worker(store, "alpha"):
        pass


def test_a_lock_that_cannot_be_made_is_told(tmp_path):
    store = Store(store_url(f"sqlite:///{tmp_path}/gone/caco.db"))
    with pytest.raises(StoreError, match="cannot be made"), only_worker(store, "alpha"):
        pass
    store.close()


def test_a_machine_is_called_what_the_environment_says():
    assert machine_name({"CACO_MACHINE": "control room 1"}) == "control room 1"
    assert machine_name({}) == machine_name({})


def test_an_error_is_one_line_in_the_log():
    try:
        raise ValueError("two\nlines")
    except ValueError:
        record = logging.LogRecord("dbos", 40, "", 0, "it %s:", ("failed",), sys.exc_info())
    record.created = NOW.timestamp()
    expected = "2026-11-24T09:00:00Z error it failed: ValueError: two lines"
    assert SingleLineFormatter().format(record) == expected


def entry(line, text, after=0.0):
    record = logging.LogRecord("dbos", 30, "queue.py", line, text, (), None)
    record.created = NOW.timestamp() + after
    return record


def test_a_trail_in_the_text_of_an_error_is_left_out_of_the_log():
    trail = "polling: Traceback (most recent call last):\n  File x\nValueError: two\n"
    said = SingleLineFormatter().format(entry(1, trail))
    assert said == "2026-11-24T09:00:00Z warning polling: ValueError: two"


def test_the_same_complaint_is_heard_once_a_minute():
    sieve = RateLimitFilter()
    heard = [
        sieve.filter(entry(line, "away", after))
        for line, after in ((1, 0), (1, 30), (2, 31), (1, 61), (1, 62), (1, -3600))
    ]
    assert heard == [True, False, True, True, False, True]


def test_a_library_that_begins_its_own_transactions_takes_its_turn_as_a_writer(sqlite_url):
    store = Store(store_url(sqlite_url))
    other = sqlite3.connect(store.file, timeout=0, isolation_level=None)
    with store.writer.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    with store.reading():
        other.execute("BEGIN IMMEDIATE")
    other.close()
    store.close()


def test_the_process_of_a_solver_says_what_is_wrong_with_the_register(sqlite_url):
    store = Store(store_url(sqlite_url))
    name = submit(store, request(), "planner", NOW).job.id
    with store.writing() as connection:
        job = jobs.begin(connection, name, "alpha", NOW)
    process = SolverProcess(store, job)
    until(lambda: process.ended(0.1), what="the end of the solver")
    ending = process.ending()
    assert not ending.crashed
    assert "Traceback" not in str(ending.why)
    assert "nothing was imported yet" in str(ending.why)
    assert job_of(store, name).id == name
    store.close()
