"""The real scheduler in its own thread: under a clock that is set, and a store that goes away."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.engine import make_url

from data.store.opening import Store, store_url
from scheduler.service import periodic_scheduler
from scheduler.service.periodic import PeriodicTasks
from scheduler.service.periodic_scheduler import PeriodicScheduler, leader_of
from scheduler.settings import Settings
from tests.scheduler.service.support import DAY, HOUR, Diary, state_of
from tests.scheduler.solve_jobs.support import until
from tests.support.server import on_server

SECOND = timedelta(seconds=1)


def ticking_on(store, *tasks, seconds=0.05):
    plain = [diary.task for diary in tasks]
    periodic = PeriodicTasks(store, Settings(), plain, lambda: datetime.now(UTC))
    return PeriodicScheduler(periodic, leader_of(store), seconds)


class Other:
    """Waits for its turn."""

    def __init__(self):
        self.asked = 0

    def leads(self):
        self.asked += 1
        return False

    def resign(self):
        pass


def test_the_first_tick_comes_at_once_and_does_what_was_missed(file_store):
    sweep = Diary()
    ticking = ticking_on(file_store, sweep, seconds=3600)
    ticking.start()
    until(lambda: state_of(file_store).good_at, 10, "the first run")
    waiting = leader_of(file_store)
    assert not waiting.leads()
    ticking.stop()
    assert waiting.leads()
    waiting.resign()
    assert len(sweep.runs) == 1


def test_who_does_not_lead_runs_nothing(file_store):
    sweep, other = Diary(), Other()
    ticking = ticking_on(file_store, sweep)
    ticking.leader = other
    ticking.start()
    until(lambda: other.asked >= 3, 10, "three ticks")
    ticking.stop()
    assert sweep.runs == []


def test_a_tick_that_fails_is_followed_by_another(file_store, caplog):
    ticking = ticking_on(file_store, Diary())
    answers = [ValueError("what is the time?")]
    ticking.periodic.now = lambda: (
        (_ for _ in ()).throw(answers.pop()) if answers else datetime.now(UTC)
    )
    ticking.start()
    until(lambda: state_of(file_store).good_at, 60, "the second tick")
    ticking.stop()
    warnings = [line.message for line in caplog.records if line.levelname == "WARNING"]
    assert warnings == ["a tick failed: ValueError: what is the time?"]


@pytest.mark.parametrize("step", [-HOUR, -400 * DAY, 50 * 365 * DAY], ids=str)
def test_the_clock_goes_on_when_that_of_the_machine_is_set(file_store, step):
    sweep = Diary(every=SECOND / 10)
    with time_machine.travel(datetime(2027, 1, 4, 9, tzinfo=UTC), tick=True) as traveller:
        ticking = ticking_on(file_store, sweep)
        ticking.start()
        until(lambda: len(sweep.runs) >= 2, 10, "two runs")
        traveller.shift(step)
        there = len(sweep.runs)
        until(lambda: len(sweep.runs) >= there + 3, what="runs by the new time")
        ticking.stop()
    assert abs(sweep.runs[-1] - (datetime(2027, 1, 4, 9, tzinfo=UTC) + step)) < HOUR / 2


def test_stopping_waits_for_the_task_under_way_and_begins_no_other(file_store):
    begun, may_end = threading.Event(), threading.Event()
    slow, never = Diary("slow"), Diary("never")

    def run(*_):
        begun.set()
        assert may_end.wait(10)
        return ""

    object.__setattr__(slow.task, "run", run)
    ticking = ticking_on(file_store, slow, never)
    ticking.start()
    assert begun.wait(10)
    stopping = threading.Thread(target=ticking.stop)
    stopping.start()
    until(ticking._leaving.is_set, 10, "the request to stop")
    may_end.set()
    stopping.join(10)
    assert state_of(file_store, "slow").good_at is not None
    assert never.runs == []


def test_a_task_that_does_not_end_is_left_and_does_not_hold_the_worker(
    file_store, monkeypatch, caplog
):
    monkeypatch.setattr(periodic_scheduler, "GO_SECONDS", 0.1)
    may_end = threading.Event()
    slow = Diary("slow")
    object.__setattr__(slow.task, "run", lambda *_: may_end.wait(10) and "")
    ticking = ticking_on(file_store, slow)
    ticking.start()
    until(lambda: ticking.periodic.at_work, 10, "the task")
    ticking.stop()
    assert "a task is left unfinished" in caplog.text
    assert state_of(file_store, "slow").is_under_way
    may_end.set()
    until(lambda: not ticking.periodic.at_work, 10, "the end")


def test_a_task_that_goes_on_and_on_is_told(file_store, monkeypatch, caplog):
    monkeypatch.setattr(periodic_scheduler, "STUCK_SECONDS", 0.3)
    may_end = threading.Event()
    slow = Diary("slow")
    object.__setattr__(slow.task, "run", lambda *_: may_end.wait(10) and "")
    ticking = ticking_on(file_store, slow)
    ticking.start()
    until(lambda: "slow is under way for 0 s" in caplog.text, 10, "the complaint")
    may_end.set()
    ticking.stop()


def cut_everybody(name):
    on_server(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )


def test_a_database_that_restarts_under_the_clock_is_waited_for(postgresql_url):
    store, sweep = Store(store_url(postgresql_url)), Diary(every=SECOND / 10)
    name = make_url(postgresql_url).database
    ticking = ticking_on(store, sweep)
    ticking.start()
    until(lambda: len(sweep.runs) >= 2, 10, "two runs")
    on_server(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    cut_everybody(name)
    until(lambda: ticking.leader._session is None, 10, "the loss of leadership")
    on_server(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    there = len(sweep.runs)
    until(lambda: len(sweep.runs) >= there + 3, 20, "runs after the restart")
    ticking.stop()
    assert state_of(store).good_at is not None
    store.close()


def test_connections_cut_again_and_again_stop_nothing(postgresql_url):
    store, sweep = Store(store_url(postgresql_url)), Diary(every=SECOND / 50)
    name = make_url(postgresql_url).database
    ticking = ticking_on(store, sweep)
    ticking.start()
    for _ in range(5):
        there = len(sweep.runs)
        cut_everybody(name)
        until(lambda there=there: len(sweep.runs) > there, 20, "a run after the cut")
    ticking.stop()
    store.close()


def test_the_clock_of_a_machine_is_read_in_utc(file_store):
    ticking = ticking_on(file_store, Diary())
    assert ticking._scheduler.timezone is UTC
