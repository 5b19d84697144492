"""``caco start``: everything with one command, and nothing left behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from data.store.opening import Store, store_url
from scheduler.service import demonstration
from tests.web.conftest import published_file, site_store  # noqa: F401

ROOT = Path(__file__).parents[2]
PATIENCE = 60


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as line:
        return line.getsockname()[1]


def children(pid):
    """Processes that a process started, and theirs."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in found]


def is_up(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def wait_for(what):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


@pytest.fixture
def started(tmp_path):
    """Start the product in a process of its own; what is left at the end is ended."""
    running = []

    def start(url, *arguments):
        port = free_port()
        environment = {
            **os.environ,
            "CACO_DATABASE_URL": url,
            "COLUMNS": "200",
            "PYTHONUNBUFFERED": "1",
        }
        command = [
            sys.executable,
            "-m",
            "scheduler.cli",
            "start",
            "--port",
            str(port),
            "--lang",
            "en",
        ]
        process = subprocess.Popen(
            [*command, "--port", str(port), "--log", str(tmp_path / "log"), *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        return process, port

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


def heard(process):
    """What it says until it is up."""
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("Ctrl-C ends it"):
            break
    return "".join(said)


def ended(process):
    """How it ends when somebody presses Ctrl-C."""
    there = children(process.pid)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=PATIENCE)
    assert not [pid for pid in there if Path(f"/proc/{pid}").exists()]
    assert "Traceback" not in said
    return process.returncode


def test_everything_comes_up_and_goes_together(started, site_store):  # noqa: F811
    process, port = started(f"sqlite:///{site_store.file}")
    assert f"CaCo Rooster is up: http://127.0.0.1:{port}" in heard(process)
    assert is_up(port)
    assert len(children(process.pid)) == 2
    assert ended(process) == 0
    assert not is_up(port)


@pytest.mark.slow
def test_a_program_that_falls_is_started_again(started, site_store):  # noqa: F811
    process, port = started(f"sqlite:///{site_store.file}")
    wait_for(lambda: is_up(port))
    web = next(
        pid
        for pid in children(process.pid)
        if b"\0web\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    os.kill(web, signal.SIGKILL)
    wait_for(lambda: not is_up(port))
    wait_for(lambda: is_up(port))
    assert ended(process) == 0


def test_a_port_that_is_taken_is_told_before_anything_starts(started, tmp_path):
    """Whoever has the port may be another of these, that answers as this one would."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        taken = line.getsockname()[1]
        store = f"sqlite:///{tmp_path / 'demo.db'}"
        process, _port = started(store, "--demo", "--port", str(taken))
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert said.startswith(f"✗ cannot listen at 127.0.0.1:{taken}")
    assert len(said.splitlines()) == 1


def test_programs_do_not_outlive_whoever_started_them(started, site_store):  # noqa: F811
    process, port = started(f"sqlite:///{site_store.file}")
    wait_for(lambda: is_up(port))
    there = children(process.pid)
    process.kill()
    process.wait()
    wait_for(lambda: not is_up(port))
    wait_for(lambda: not [pid for pid in there if is_alive(pid)])


def is_alive(pid):
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_the_demonstration_is_made_once_and_found_again(started, tmp_path):
    url = f"sqlite:///{tmp_path}/demo.db"
    process, _port = started(url, "--demo", "--time-limit", "8")
    said = heard(process)
    assert ended(process) == 0
    assert "Signed as version 1" in said
    password = re.search(r"Password of each:\s+(\S+)", said)[1]
    assert oct((tmp_path / "demo.db-password").stat().st_mode)[-3:] == "600"
    store = Store(store_url(url))
    assert demonstration.has_roster(store)
    store.close()
    process, _port = started(url, "--demo")
    said = heard(process)
    assert ended(process) == 0
    assert "imported" not in said
    assert password in said
