"""One leader among several: who leads, who takes over, and what it costs when two think they do."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from data.store import outbox
from data.store.opening import Store, store_url
from scheduler.service.periodic_scheduler import FileLeader, leader_of
from tests.scheduler.solve_jobs.support import until
from tests.support.server import on_server

pytestmark = pytest.mark.second

ROOT = Path(__file__).parents[3]


@pytest.fixture
def two(store):
    """Two who would lead."""
    leaders = leader_of(store), leader_of(store)
    yield leaders
    for leader in leaders:
        leader.resign()


def cut_the_sessions_of_leaders(url):
    name = make_url(url).database
    on_server(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{name}' AND application_name = 'caco scheduler'"
    )


def test_one_leads_until_it_resigns_and_then_another(two):
    first, second = two
    assert first.leads()
    assert not second.leads()
    assert first.leads()
    first.resign()
    assert second.leads()
    assert not first.leads()


def test_who_never_led_may_resign(two):
    two[1].resign()
    assert two[0].leads()


def test_a_lock_that_somebody_took_away_is_noticed(tmp_path):
    first, second = (FileLeader(tmp_path / "scheduler.lock") for _ in range(2))
    assert first.leads()
    (tmp_path / "scheduler.lock").unlink()
    assert second.leads()
    assert not first.leads()
    second.resign()
    assert first.leads()
    first.resign()


def test_another_thread_than_the_one_that_leads_may_resign(tmp_path):
    first, second = (FileLeader(tmp_path / "scheduler.lock") for _ in range(2))
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(first.leads).result()
        first.resign()
        assert second.leads()
    second.resign()


def test_where_no_lock_can_be_made_nobody_leads(tmp_path, caplog):
    leader = FileLeader(tmp_path)
    assert not leader.leads()
    assert "cannot be made" in caplog.text


def test_a_lost_connection_is_lost_leadership(postgresql_url):
    store = Store(store_url(postgresql_url))
    first, second = leader_of(store), leader_of(store)
    assert first.leads()
    cut_the_sessions_of_leaders(postgresql_url)
    assert second.leads()
    assert not first.leads()
    assert not first.leads()
    second.resign()
    assert first.leads()
    first.resign()
    store.close()


def test_a_session_that_lost_its_lock_does_not_lead(postgresql_url):
    store = Store(store_url(postgresql_url))
    leader = leader_of(store)
    assert leader.leads()
    leader._session.execute(text("SELECT pg_advisory_unlock_all()"))
    assert not leader.leads()
    assert leader.leads()
    leader.resign()
    store.close()


def test_a_server_that_is_away_makes_no_leader(postgresql_url):
    store = Store(store_url(postgresql_url).set(port=1))
    assert not leader_of(store).leads()
    store.close()


class Racer:
    def __init__(self, url, diary, how):
        command = [sys.executable, "-m", "tests.scheduler.service.racer", url, str(diary), how]
        self.process = subprocess.Popen(command, cwd=ROOT)
        self.pid = self.process.pid

    def kill(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def racers(url, diary, how, count=2):
    """Processes that tick on one store; they are gone when the test is over."""
    with ExitStack() as stack:
        started = [Racer(url, diary, how) for _ in range(count)]
        for racer in started:
            stack.callback(racer.kill)
        yield started


def entries(diary):
    if not diary.exists():
        return []
    lines = diary.read_text().splitlines()
    return [(int(pid), float(at)) for pid, at in (line.split() for line in lines)]


def periods_apart(diary):
    """The shortest time between two runs of one process, in periods."""
    found = entries(diary)
    moments = [[at for pid, at in found if pid == one] for one in {pid for pid, _ in found}]
    return min(after - before for mine in moments for before, after in pairwise(mine)) / 0.5


def no_message_is_doubled(store, diary):
    """One message for each period in which something ran."""
    with store.reading() as connection:
        messages = outbox.messages(connection)
    return len(messages) == len({int(at / 0.5) for _, at in entries(diary)})


def test_a_killed_leader_is_followed_by_another_within_a_tick(store, database_url, tmp_path):
    diary = tmp_path / "diary"
    with racers(database_url, diary, "lead") as both:
        until(lambda: len(entries(diary)) >= 4, what="four runs")
        (leader,) = {pid for pid, _ in entries(diary)}
        (follower,) = [racer for racer in both if racer.pid != leader]
        next(racer for racer in both if racer.pid == leader).kill()
        until(lambda: entries(diary)[-1][0] == follower.pid, 20, "another leader")
        until(lambda: len(entries(diary)) >= 7, what="three more runs")
        assert {pid for pid, _ in entries(diary)} == {leader, follower.pid}
        follower.process.send_signal(signal.SIGTERM)
        assert follower.process.wait(20) == 0
    assert periods_apart(diary) >= 1
    assert no_message_is_doubled(store, diary)


@pytest.mark.slow
def test_two_that_both_lead_double_no_message(store, database_url, tmp_path):
    diary = tmp_path / "diary"
    with racers(database_url, diary, "overlap") as both:
        pids = {racer.pid for racer in both}
        until(lambda: {pid for pid, _ in entries(diary)} == pids and len(entries(diary)) >= 20)
        for racer in both:
            racer.process.send_signal(signal.SIGTERM)
        assert [racer.process.wait(20) for racer in both] == [0, 0]
    assert no_message_is_doubled(store, diary)


def test_a_stopped_leader_lets_another_lead_at_once(store, database_url, tmp_path):
    diary = tmp_path / "diary"
    with racers(database_url, diary, "lead", 1) as (only,):
        until(lambda: entries(diary), what="a run")
        waiting = leader_of(store)
        assert not waiting.leads()
        only.process.send_signal(signal.SIGTERM)
        assert only.process.wait(20) == 0
        assert waiting.leads()
        waiting.resign()
