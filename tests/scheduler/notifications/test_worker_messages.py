"""``caco worker`` sends messages."""

import base64
import pickle
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from data.model.message import MessageStatus
from data.store import health
from data.store.opening import Store, store_url
from scheduler.cli.app import app
from scheduler.notifications.outbox import post
from scheduler.notifications.redelivery import WAITS
from tests.scheduler.notifications.programs import quiet, some
from tests.scheduler.notifications.samples import all_kept, posted
from tests.scheduler.notifications.sinks import running_trouble
from tests.scheduler.solve_jobs.support import ROOT, until, worker

pytestmark = pytest.mark.second


@pytest.fixture
def store(sqlite_url):
    opened = Store(store_url(sqlite_url))
    yield opened
    opened.close()


def test_a_worker_sends_what_waits_and_leaves_when_it_is_asked_to(
    store, sqlite_url, tmp_path, mail_sink
):
    posted(store, *some(2))
    with worker(sqlite_url, tmp_path) as started:
        found = quiet(store)
        assert started.stop() == 0
        said = started.text()
    assert [one.status for one in found] == [MessageStatus.SENT] * 2
    assert len(mail_sink.received) == 2
    assert "by mail: sent" in said
    assert "example.org" not in said


class Touch:
    """Code in a pickle: whoever reads it makes a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def plant(store, connection, name, inner):
    """Make a place in the queue as 0.1.0 kept it, or as somebody who writes to the database may."""
    schema = "" if store.is_sqlite else "dbos."
    said = base64.b64encode(pickle.dumps({"args": (inner,), "kwargs": {}})).decode()
    facts = {"name": name, "said": said}
    for statement in (
        "workflow_status SET serialization = 'py_pickle' WHERE workflow_uuid = :name",
        "workflow_input SET inputs = :said WHERE workflow_uuid = :name",
    ):
        assert connection.execute(text(f"UPDATE {schema}{statement}"), facts).rowcount == 1


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_a_queue_of_an_older_release_is_carried_on_and_no_pickle_is_ever_read(
    database_url, tmp_path, mail_sink
):
    store = Store(store_url(database_url))
    made = tmp_path / "made-by-a-pickle"
    first, second, third = some(3)
    with store.writing() as connection:
        post(store, connection, [first, second])
        plant(store, connection, first.id, first.id)
        plant(store, connection, second.id, Touch(made))
    with worker(database_url, tmp_path) as started:
        quiet(store)
        with store.writing() as connection:
            post(store, connection, [third])
            plant(store, connection, third.id, Touch(made))
        found = quiet(store)
        said = started.text()
    assert [one.status for one in found] == [MessageStatus.SENT] * 3
    assert len(mail_sink.received) == 3
    assert not made.exists()
    assert "a pickle is not read" in said
    store.close()


@pytest.mark.slow
def test_a_worker_that_is_asked_to_go_hands_its_messages_to_another(
    postgresql_url, tmp_path, mail_sink
):
    store = Store(store_url(postgresql_url))
    mail_sink.hold.clear()
    posted(store, *some(6))
    with worker(postgresql_url, tmp_path) as first:
        until(lambda: any(one.attempts for one in all_kept(store)), what="a message on its way")
        assert first.stop() == 0
    mail_sink.hold.set()
    with worker(postgresql_url, tmp_path, "beta"):
        found = quiet(store)
    assert {one.status for one in found} == {MessageStatus.SENT}
    assert {one.id for one in found} == set(mail_sink.ids())
    store.close()


def test_six_sends_that_are_held_do_not_hold_the_worker(
    store, sqlite_url, tmp_path, monkeypatch, hook_sink
):
    """It checks coverage, sends by another channel, and hands what is held to the next worker."""
    with running_trouble("dripping") as port:
        monkeypatch.setenv("CACO_CHANNEL_SMS", f"json://127.0.0.1:{port}/{{to}}")
        monkeypatch.setenv("CACO_SEND_SECONDS", "100")
        posted(store, *some(6, channel="sms"))
        with worker(sqlite_url, tmp_path) as started:
            until(lambda: sum(one.attempts for one in all_kept(store)) >= 4, what="sends held")
            (urgent,) = posted(store, *some(1, 10, "push"))
            until(lambda: hook_sink.ids() == [urgent.id], 30, "the message by another channel")
            until(lambda: "sweep" in _begun(store), 30, "a check of coverage")
            assert started.stop() == 0
    monkeypatch.setenv("CACO_CHANNEL_SMS", f"json://127.0.0.1:{hook_sink.port}/{{to}}")
    with worker(sqlite_url, tmp_path, "beta"):
        found = quiet(store)
    assert {(one.status, one.error) for one in found} == {(MessageStatus.SENT, "")}


def _begun(store):
    with store.reading() as connection:
        return {name for name, one in health.read_task_states(connection).items() if one.begun_at}


def test_a_worker_does_not_start_with_a_channel_that_makes_no_sense(sqlite_url, monkeypatch):
    monkeypatch.setenv("CACO_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CACO_CHANNEL_SMS", "bogus://t0psecret/{to}")
    done = CliRunner().invoke(app, ["worker"])
    assert "CACO_CHANNEL_SMS is not an address of a channel" in str(done.exception)
    assert "t0psecret" not in str(done.exception)


def test_the_page_on_messages_tells_how_it_is_tried():
    page = (ROOT / "docs/alerts.md").read_text()
    for waits in WAITS.values():
        minutes, seconds = 60, (wait.total_seconds() for wait in waits)
        said = [f"{s:.0f} s" if s < minutes else f"{s / minutes:.0f} min" for s in seconds]
        assert ", ".join(said) in page
