"""Programs that send messages, to be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

from data.model.message import MessageStatus
from tests.alerts.samples import all_kept, message
from tests.jobs.support import ROOT, until

SOON = "0.1,0.1,0.1"  #: seconds between the tries


class Program:
    """A program that sends messages, in a process of its own."""

    def __init__(self, url, log, machine="alpha", waits=SOON):
        self.log = log
        command = [sys.executable, "-m", "tests.alerts.deliver_program", url, machine, waits]
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=dict(os.environ), stderr=file, stdout=subprocess.PIPE
            )

    def ready(self):
        """Wait until it takes messages out of the queue."""
        assert self.process.stdout.readline() == b"ready\n", self.log.read_text()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@contextmanager
def program(url, tmp_path, machine="alpha", waits=SOON):
    """A program that sends messages, gone when the test is over."""
    started = Program(url, tmp_path / f"{machine}.log", machine, waits)
    try:
        started.ready()
        yield started
    finally:
        if not started.process.stdout.closed:
            started.kill()


def now():
    return datetime.now(UTC)


def some(count, first=0, channel="mail", **other):
    """New messages, due now."""
    return [message(number, channel, now(), **other) for number in range(first, first + count)]


def waiting(store):
    return [one for one in all_kept(store) if one.status.is_waiting]


def quiet(store, seconds=60.0):
    """Wait until nothing waits; all messages."""
    until(lambda: not waiting(store), seconds, "the last message")
    return all_kept(store)


def statuses(found):
    return {status: n for status in MessageStatus if (n := sum(o.status is status for o in found))}
