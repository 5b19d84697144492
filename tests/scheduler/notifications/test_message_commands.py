"""``caco messages`` as a duty manager meets it."""

import json

import pytest
from typer.testing import CliRunner

from data.model.message import MessageStatus
from data.store import outbox
from data.store.audit import trail
from data.store.opening import Store, store_url
from scheduler.cli.app import app
from scheduler.notifications.message_actions import retry, settle
from scheduler.queue.dbos_queue import MESSAGES, in_progress
from tests.scheduler.cli.test_start_up import SLOW_TO_LOAD, loaded
from tests.scheduler.notifications.samples import NOW, kept, message, posted


@pytest.fixture
def store(sqlite_url):
    opened = Store(store_url(sqlite_url))
    yield opened
    opened.close()


@pytest.fixture
def caco(sqlite_url, monkeypatch):
    monkeypatch.setenv("CACO_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CACO_USER", "duty")
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments, code=0):
        done = CliRunner().invoke(app, list(arguments))
        assert done.exit_code == code, done.output
        return done.output

    return run


@pytest.fixture
def dead(store):
    one = message()
    posted(store, one, message(2))
    with store.writing() as connection:
        marked = outbox.mark(connection, one.id, NOW)
        outbox.note(connection, marked, MessageStatus.DEAD, error="the channel refused it")
    return one


def test_what_was_given_up_is_listed_shown_and_settled(caco, store, dead):
    listed = caco("messages", "--lang", "en")
    assert "1 message was given up" in listed
    assert "waits" in listed
    (row,) = json.loads(caco("messages", "--dead", "--json"))
    assert (row["id"], row["status"], row["attempts"]) == (dead.id, "dead", 1)
    shown = caco("messages", "show", dead.id[:6], "--lang", "nl")
    assert "opgegeven" in shown
    assert dead.body in shown
    assert "settled" in caco("messages", "settle", dead.id, "--lang", "en")
    assert caco("messages", "--dead", "--json") == "[]\n"
    assert "given up" not in caco("messages", "--lang", "en")
    assert json.loads(caco("messages", "show", dead.id, "--json"))["status"] == "settled"
    assert "whole" in caco("audit", "verify", "--lang", "en") or caco("audit", "verify")


def test_settling_and_sending_again_are_in_the_trail_without_names(store, dead):
    settle(store, dead.id, "duty", NOW)
    with store.reading() as connection:
        (entry,) = trail.entries(connection, f"message/{dead.id}")
        raw = connection.exec_driver_sql("SELECT settled_by FROM message WHERE settled_by != ''")
        assert raw.scalars().all() == ["duty"]
    assert (entry.who, entry.action) == ("duty", "message.settled")
    assert "Anna" not in json.dumps([entry.subject, entry.before, entry.after])


def test_what_was_given_up_is_queued_again_from_the_first_try(store, dead):
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE workflow_status SET status = 'SUCCESS'")
    found = retry(store, dead.id[:8], "duty", NOW)
    assert (found.status, found.attempts, found.due_at) == (MessageStatus.QUEUED, 0, NOW)
    with store.reading() as connection:
        waits, _taken = in_progress(connection, MESSAGES)
        assert dead.id in waits
        assert [e.action for e in trail.entries(connection)] == ["message.queued"]


def test_only_what_is_dead_is_settled_or_sent_again(caco, store, dead):
    for command in ("settle", "retry"):
        done = CliRunner().invoke(app, ["messages", command, message(2).id])
        assert "not dead" in str(done.exception)
        done = CliRunner().invoke(app, ["messages", command, "zzz"])
        assert "there is no message zzz" in str(done.exception)
    assert kept(store, message(2).id).status is MessageStatus.QUEUED


def test_a_channel_is_tried_at_once(caco, store, mail_sink):
    tried = ("messages", "test", "--channel", "mail", "--to", "anna@example.org", "--lang", "en")
    assert "accepted it" in caco(*tried)
    (mail,) = mail_sink.received
    assert mail.subject == "CaCo Rooster: a test message"
    mail_sink.fail = 1
    assert "Not sent: the channel refused it: 451." in caco(*tried, code=1)
    with store.reading() as connection:
        found = trail.entries(connection)
        assert outbox.messages(connection) == []
    assert [(one.subject, one.after) for one in found] == [
        ("channel/mail", {"sent": True}),
        ("channel/mail", {"sent": False}),
    ]


def test_a_channel_that_is_not_set_up_or_makes_no_sense_is_told(caco, monkeypatch):
    tried = ("messages", "test", "--channel", "sms", "--to", "0612", "--lang", "en")
    assert "no channel sms is set up here" in caco(*tried, code=1)
    monkeypatch.setenv("CACO_CHANNEL_SMS", "bogus://t0psecret")
    done = CliRunner().invoke(app, list(tried))
    assert "CACO_CHANNEL_SMS is not an address of a channel" in str(done.exception)
    assert "t0psecret" not in str(done.exception)


def test_a_list_of_messages_loads_neither_solver_nor_queue_nor_channels(sqlite_url, monkeypatch):
    monkeypatch.setenv("CACO_DATABASE_URL", sqlite_url)
    assert loaded("messages").isdisjoint({*SLOW_TO_LOAD, "dbos", "apprise"})
