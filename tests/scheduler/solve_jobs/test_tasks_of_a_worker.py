"""The worker runs periodic tasks beside its jobs: the real program, in processes of its own."""

import os
import signal
import subprocess

import pytest

from data.store import health
from tests.scheduler.service.support import a_channel, add_post
from tests.scheduler.solve_jobs.support import COMMAND, ROOT, until, worker

pytestmark = pytest.mark.second

__all__ = ["a_channel"]


LEADS = "this process runs the periodic tasks"


def done(store):
    """The tasks that went well."""
    with store.reading() as connection:
        found = health.read_task_states(connection)
    return {name for name, state in found.items() if state.good_at}


def test_a_worker_runs_the_periodic_tasks_until_it_is_stopped(file_store, sqlite_url, tmp_path):
    add_post(file_store)
    with worker(sqlite_url, tmp_path) as started:
        until(lambda: {"sweep", "outbox", "self_check", "retention"} <= done(file_store))
        assert started.stop() == 0
        assert LEADS in started.text()
        assert "Traceback" not in started.text()
        assert "failed" not in started.text()


def test_a_worker_may_leave_them_to_another(file_store, sqlite_url):
    environment = {**os.environ, "CACO_DATABASE_URL": sqlite_url, "CACO_MACHINE": "alpha"}
    with subprocess.Popen(
        [*COMMAND, "worker", "--no-scheduler"], cwd=ROOT, env=environment, stderr=subprocess.PIPE
    ) as started:
        assert b"waiting for jobs" in started.stderr.readline()
        started.send_signal(signal.SIGINT)
        assert started.wait(30) == 0
        assert LEADS not in started.stderr.read().decode()
    assert done(file_store) == set()


@pytest.mark.slow
def test_of_two_workers_one_runs_the_clock_and_the_other_takes_over(store, database_url, tmp_path):
    add_post(store)
    with worker(database_url, tmp_path) as first, worker(database_url, tmp_path, "beta") as second:
        until(lambda: all("waiting" in one.text() for one in (first, second)), what="both")
        until(lambda: any(LEADS in one.text() for one in (first, second)), what="a leader")
        leader, other = (first, second) if LEADS in first.text() else (second, first)
        until(lambda: "outbox" in done(store), what="a round")
        assert LEADS not in other.text()
        leader.kill()
        until(lambda: LEADS in other.text(), 20, "the other worker, within a tick of 15 s")
        assert other.stop() == 0
