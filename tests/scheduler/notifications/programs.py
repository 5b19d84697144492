"""Programs that send messages, to be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import pytest

from data.model.message import MessageStatus
from tests.scheduler.notifications.samples import all_kept, message
from tests.scheduler.solve_jobs.support import ROOT, alive, until

SOON = (0.1, 0.1, 0.1)  #: seconds between the tries


class Program:
    """A program that sends messages, in a process of its own."""

    def __init__(self, pid, log):
        self.pid = pid
        until(lambda: log.exists() and "ready" in log.read_text(), what=f"the start of {log}")
        log.rename(log.with_suffix(f".{pid}.log"))

    def kill(self):
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        until(lambda: not alive(self.pid), what="the end of a program")


class Nursery:
    """Starts programs that send messages, at any time and in no time."""

    def __init__(self):
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.scheduler.notifications.deliver_program"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)

    def start(self, url, folder, machine="alpha", waits=SOON):
        log = folder / f"{machine}.log"
        mine = {name: value for name, value in os.environ.items() if name.startswith("CACO_")}
        asked = {"url": url, "machine": machine, "waits": waits, "log": str(log)}
        self.process.stdin.write(json.dumps({**asked, "environment": mine}) + "\n")
        self.process.stdin.flush()
        return Program(int(self.process.stdout.readline()), log)

    @contextmanager
    def program(self, url, folder, machine="alpha", waits=SOON):
        """A program that sends messages, gone when the test is over."""
        started = self.start(url, folder, machine, waits)
        try:
            yield started
        finally:
            started.kill()


@pytest.fixture(scope="session")
def nursery():
    made = Nursery()
    yield made
    made.process.stdin.close()
    made.process.wait(10)
    made.process.stdout.close()


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
