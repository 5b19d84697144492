"""A server that holds a send holds it no longer than its deadline, and holds nothing else."""

import os
import signal
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from data.model.message import MessageStatus
from scheduler.notifications.sender import CannotSend, Interrupted, Sender, start_server
from scheduler.settings import Settings
from tests.scheduler.notifications.programs import some
from tests.scheduler.notifications.samples import all_kept, message, posted
from tests.scheduler.notifications.sinks import TROUBLES, running_trouble
from tests.scheduler.solve_jobs.support import until

pytestmark = pytest.mark.second

CONNECT, WHOLE = 0.7, 1.5
LONG = 20.0  #: seconds that a loaded machine may take more than it should


@pytest.fixture(scope="module")
def sender():
    made = Sender()
    yield made
    made.leave()


def settings(**given):
    return Settings(
        **{"language": "en", "connect_seconds": CONNECT, "send_seconds": WHOLE, **given}
    )


def channel(monkeypatch, name, scheme, port):
    address = {
        "mail": f"mailto://127.0.0.1:{port}?from=a@example.org&to={{to}}&mode=insecure",
        "json": f"json://127.0.0.1:{port}/hook/{{to}}",
    }[scheme]
    monkeypatch.setenv(f"CACO_CHANNEL_{name.upper()}", address)


def test_a_message_arrives_by_a_process_of_its_own(sender, mail_sink, hook_sink):
    one, other = message(attachment="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), message(2, "push")
    assert sender.send(one, settings(send_seconds=LONG))
    assert sender.send(other, settings(send_seconds=LONG))
    assert (mail_sink.ids(), hook_sink.ids()) == ([one.id], [other.id])
    assert mail_sink.received[0].attachments()


def test_the_process_that_sends_has_no_secret_but_the_one_it_needs(sender, hook_sink, monkeypatch):
    monkeypatch.setenv("CACO_DATABASE_URL", "sqlite:///s3cret.db")
    monkeypatch.setenv("CACO_CHANNEL_SMS", "json://robot:s3cret@127.0.0.1/{to}")
    mine = Sender()
    assert mine.send(message(1, "push"), settings(send_seconds=LONG))
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    environments = [Path(f"/proc/{pid}/environ").read_bytes() for pid in children]
    servers = [
        each
        for pid, each in zip(children, environments, strict=True)
        if b"send_server" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    assert servers
    assert not any(b"s3cret" in each or b"CACO_" in each for each in servers[-1:])
    mine.leave()


@pytest.mark.parametrize("scheme", ["mail", "json"])
@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("silent", "connected, but no answer within 1.5 s"),
        ("dripping", "connected, but no answer within 1.5 s"),
        ("resetting", "refused it"),
        ("refusing", "Connection refused"),
    ],
)
def test_a_server_that_serves_nobody_holds_a_send_no_longer_than_its_deadline(
    sender, monkeypatch, trouble, said, scheme
):
    with running_trouble(trouble) as port:
        channel(monkeypatch, "hook", scheme, port)
        begun = time.monotonic()
        done = sender.send(message(1, "hook"), settings())
        took = time.monotonic() - begun
    assert (done.sent, done.is_final) == (False, False)
    assert said in done.error
    assert took < WHOLE + LONG


@pytest.mark.parametrize("scheme", ["mail", "json"])
def test_a_connection_that_is_not_made_is_called_so(sender, monkeypatch, scheme):
    with running_trouble("deaf") as port:
        channel(monkeypatch, "hook", scheme, port)
        done = sender.send(message(1, "hook"), settings())
    assert done.error == "no connection within 0.7 s"


def test_a_mail_that_was_taken_before_the_server_fell_silent_is_sent(sender, mail_sink):
    mail_sink.hang_after_taking = True
    assert sender.send(message(), settings())


def test_a_send_under_way_ends_when_the_worker_leaves(monkeypatch):
    mine = Sender()
    with running_trouble("dripping") as port:
        channel(monkeypatch, "hook", "json", port)
        caught = []

        def act():
            try:
                mine.send(message(1, "hook"), settings(connect_seconds=30, send_seconds=60))
            except Interrupted as error:
                caught.append(error)

        thread = threading.Thread(target=act)
        thread.start()
        until(lambda: mine._under_way, what="a send under way")
        time.sleep(0.2)
        mine.leave()
        thread.join(LONG)
    assert len(caught) == 1
    with pytest.raises(Interrupted):
        mine.send(message(1, "hook"), settings())


def test_what_a_process_sent_is_not_sent_again_before_the_store_knows(tmp_path, hook_sink):
    mine = Sender(journals=tmp_path)
    one = message(1, "push")
    assert mine.send(one, settings(send_seconds=LONG))
    assert mine.send(one, settings(send_seconds=LONG))
    assert hook_sink.ids() == [one.id]
    assert (tmp_path / one.id).read_bytes() == b"sent"  # and nothing of whom, or of what
    mine.forget(one)
    assert list(tmp_path.iterdir()) == []
    assert mine.send(one, settings(send_seconds=LONG))
    assert len(hook_sink.received) == 2
    mine.leave()


def test_a_failure_leaves_nothing_that_keeps_the_next_try_back(tmp_path, hook_sink):
    mine = Sender(journals=tmp_path)
    hook_sink.fail = 1
    one = message(1, "push")
    assert not mine.send(one, settings(send_seconds=LONG))
    assert mine.send(one, settings(send_seconds=LONG))
    mine.leave()


def test_a_server_that_was_killed_is_started_again(hook_sink):
    mine = Sender()
    assert mine.send(message(1, "push"), settings(send_seconds=LONG))
    mine._server.kill()
    assert mine.send(message(2, "push"), settings(send_seconds=LONG))
    assert len(hook_sink.received) == 2
    mine.leave()


def test_a_machine_that_cannot_start_processes_says_so_of_itself_and_not_of_the_channel(hook_sink):
    def broken():
        raise OSError("no memory")

    mine = Sender(broken)
    for _ in range(2):
        with pytest.raises(CannotSend):
            mine.send(message(1, "push"), settings())
    assert mine.broken == 2
    works = Sender(lambda: start_server())
    works.broken = 2
    assert works.send(message(1, "push"), settings(send_seconds=LONG))
    assert works.broken == 0
    works.leave()


@pytest.mark.parametrize("good", ["mail", "push"])
def test_channels_in_trouble_hold_no_other(
    store, database_url, tmp_path, nursery, mail_sink, hook_sink, monkeypatch, good
):
    """Six sends to each of many servers that serve nobody; a notice by another channel leaves."""
    monkeypatch.setenv("CACO_CONNECT_SECONDS", "60")
    monkeypatch.setenv("CACO_SEND_SECONDS", "120")
    sink = {"mail": mail_sink, "push": hook_sink}[good]
    with ExitStack() as stack:
        for trouble in TROUBLES:
            port = stack.enter_context(running_trouble(trouble))
            for scheme in ("mail", "json"):
                name = f"{trouble}{scheme}"
                channel(monkeypatch, name, scheme, port)
                posted(store, *some(6, channel=name))
        with nursery.program(database_url, tmp_path, waits=(5, 5, 5)):
            held = ("silent", "dripping", "deaf")
            until(lambda: sum(_is_held(one, held) for one in all_kept(store)) >= 24, what="sends")
            (one,) = posted(store, *some(1, 50, good))
            until(lambda: one.id in sink.ids(), 60, "the message by the other channel")
            assert sum(_is_held(one, held) for one in all_kept(store)) >= 24
    assert {one.channel for one in all_kept(store) if one.status is MessageStatus.SENT} <= {good}


def _is_held(one, troubles):
    return one.status is MessageStatus.SENDING and one.channel.startswith(troubles)


def test_a_worker_killed_while_a_server_drips_loses_nothing(
    store, database_url, tmp_path, nursery, hook_sink, monkeypatch
):
    right = os.environ["CACO_CHANNEL_PUSH"]
    with running_trouble("dripping") as port:
        channel(monkeypatch, "push", "json", port)
        posted(store, *some(6, channel="push"))
        with nursery.program(database_url, tmp_path) as first:
            until(lambda: any(one.attempts for one in all_kept(store)), what="a send that is held")
            os.kill(first.pid, signal.SIGKILL)
    monkeypatch.setenv("CACO_CHANNEL_PUSH", right)
    with nursery.program(database_url, tmp_path):
        until(lambda: len(set(hook_sink.ids())) == 6, what="all six")
    assert sorted(hook_sink.ids()) == sorted(one.id for one in all_kept(store))
