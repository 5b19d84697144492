"""The sign of life to the outside: it arrives when all is well, and each trouble holds it back."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from data.model.job import SolveRequest
from data.model.message import MessageStatus
from data.store import jobs
from scheduler.service.periodic import PeriodicTasks
from scheduler.service.periodic_scheduler import PeriodicScheduler, leader_of
from scheduler.service.tasks import tasks
from scheduler.settings import Settings
from tests.scheduler.notifications.sinks import running_trouble
from tests.scheduler.service.sink import Sink
from tests.scheduler.service.support import (
    DAY,
    MINUTE,
    NOW,
    Diary,
    add_entries,
    add_post,
    keep_messages,
    message,
    state_of,
)
from tests.scheduler.solve_jobs.support import until

pytestmark = pytest.mark.second


@pytest.fixture
def sink():
    opened = Sink()
    yield opened
    opened.close()


@pytest.fixture
def periodic(file_store, sink):
    """The real tasks, driven by hand, on a store with a post."""
    add_post(file_store)
    add_entries(file_store)
    settings = Settings(heartbeat_url=sink.url)
    return PeriodicTasks(file_store, settings, tasks(settings), lambda: NOW)


def test_the_ping_arrives_in_the_round_in_which_all_went_well(file_store, sink, periodic):
    runs = periodic.run_due(NOW)
    assert [(run.task, run.why) for run in runs] == [
        (name, "")
        for name in (
            *("sweep", "functionaries", "outbox", "self_check"),
            *("absence_feeds", "recovery", "accounts", "pools", "reviews", "losses", "uploads"),
            *("retention", "feeds", "heartbeat"),
        )
    ]
    assert sink.asked == ["/secret-of-ours"]
    assert state_of(file_store, "heartbeat").good_at == NOW


def test_it_is_sent_once_a_minute(sink, periodic):
    for seconds in range(0, 300, 15):
        periodic.run_due(NOW + seconds * MINUTE / 60)
    assert len(sink.asked) == 5


def a_sweep_that_fails(store):
    with store.writing() as connection:
        connection.execute(text("UPDATE posts SET kind = 'nothing'"))


def a_dead_letter(store):
    keep_messages(store, message(status=MessageStatus.DEAD))


def a_message_that_waits(store):
    keep_messages(store, message(due_at=NOW - 10 * MINUTE))


def a_stuck_job(store):
    with store.writing() as connection:
        jobs.add_job(connection, SolveRequest(NOW.date(), 2), "planner", NOW - 10 * MINUTE)


def a_trail_that_was_changed(store):
    with store.writing() as connection:
        connection.execute(text("UPDATE audit_entry SET who = 'nobody' WHERE seq = 2"))


TROUBLES = {
    a_sweep_that_fails: "check of coverage: the last try failed",
    a_dead_letter: "1 message could not be delivered",
    a_message_that_waits: "1 message waits too long",
    a_stuck_job: "1 search for a roster is stuck",
    a_trail_that_was_changed: "check of the audit trail: the last try failed",
}


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_each_trouble_holds_the_ping_back_and_is_named(file_store, sink, periodic, trouble):
    trouble(file_store)
    periodic.run_due(NOW)
    assert sink.asked == []
    why = state_of(file_store, "heartbeat").why
    assert why.startswith("held back: ")
    assert TROUBLES[trouble] in why
    assert "secret" not in why


def test_the_ping_goes_again_when_the_trouble_is_over(file_store, sink, periodic):
    a_dead_letter(file_store)
    periodic.run_due(NOW)
    with file_store.writing() as connection:
        connection.execute(text("UPDATE message SET status = 'settled'"))
    periodic.run_due(NOW + MINUTE / 4)
    assert len(sink.asked) == 1
    assert state_of(file_store, "heartbeat").why == ""


def test_a_sweep_that_is_long_ago_holds_the_ping_back(file_store, sink):
    add_post(file_store)
    settings = Settings(heartbeat_url=sink.url)
    every = {task.name: task for task in tasks(settings)}
    PeriodicTasks(file_store, settings, list(every.values()), lambda: NOW).run_due(NOW)
    asked = len(sink.asked)
    without_sweep = [task for name, task in every.items() if name != "sweep"]
    PeriodicTasks(file_store, settings, without_sweep, lambda: NOW).run_due(NOW + DAY)
    assert len(sink.asked) == asked
    assert "check of coverage: not done since" in state_of(file_store, "heartbeat").why


@pytest.mark.parametrize("code", [404, 500, 301])
def test_an_answer_that_is_no_yes_is_noted_and_tried_again(file_store, sink, periodic, code):
    sink.code = code
    periodic.run_due(NOW)
    assert state_of(file_store, "heartbeat").why.startswith(f"not sent: the answer was {code}")
    sink.code = 200
    periodic.run_due(NOW + MINUTE / 4)
    assert state_of(file_store, "heartbeat").why == ""


def test_a_redirect_is_no_yes(file_store, sink, periodic):
    """A page to sign in at, say, that answers 200 to everybody."""
    other = Sink()
    sink.code, sink.moved_to = 302, other.url
    periodic.run_due(NOW)
    other.close()
    assert other.asked == []
    assert state_of(file_store, "heartbeat").why.startswith("not sent: the answer was 302")


@pytest.mark.parametrize("trouble", ["silent", "dripping", "deaf"])
def test_a_listener_that_stutters_holds_nothing_up(file_store, trouble):
    """The sweep goes on in its own thread, and the ping ends by its own deadline."""
    add_post(file_store)
    sweep = Diary(every=MINUTE / 600)
    with running_trouble(trouble) as port:
        settings = Settings(
            heartbeat_url=f"http://127.0.0.1:{port}/secret-of-ours",
            connect_seconds=1,
            send_seconds=2,
        )
        ordinary = [one for one in tasks(settings) if not one.is_separate]
        PeriodicTasks(file_store, settings, ordinary, _now).run_due(_now())
        apart = [one for one in tasks(settings) if one.is_separate]
        parts = [
            PeriodicTasks(file_store, settings, which, _now) for which in ([sweep.task], apart)
        ]
        ticking = PeriodicScheduler(parts[0], leader_of(file_store), 0.05, separate=parts[1])
        ticking.start()
        try:
            until(lambda: state_of(file_store, "heartbeat").is_under_way, 30, "a ping")
            runs = len(sweep.runs)
            until(lambda: len(sweep.runs) > runs + 3, 20, "sweeps meanwhile")
            until(lambda: state_of(file_store, "heartbeat").why, 30, "the end of a ping")
        finally:
            ticking.stop()
    said = "no connection within 1 s" if trouble == "deaf" else "no answer within 2 s"
    assert said in state_of(file_store, "heartbeat").why


def _now():
    return datetime.now(UTC)


def test_a_listener_that_is_gone_is_noted_without_its_address(file_store, sink, periodic):
    sink.close()
    runs = periodic.run_due(NOW)
    assert runs[-1].why.startswith("not sent: ConnectionError")
    assert "secret" not in state_of(file_store, "heartbeat").why
    sink.__init__()


@pytest.mark.parametrize("address", ["no address", "http://", "ftp://x"])
def test_an_address_that_is_none_is_noted(file_store, address):
    add_post(file_store)
    settings = Settings(heartbeat_url=address)
    periodic = PeriodicTasks(file_store, settings, tasks(settings), lambda: NOW)
    assert periodic.run_due(NOW)[-1].why.startswith("not sent: ")
