"""Real workers on a small region, and ways to wait for them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from data.model.job import SolveRequest
from data.store import jobs, rosters
from tests.support.region import FIRST, NOW, WEEKS, import_texts

ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-c", "from scheduler.cli.app import main; main()"]
_NEVER = threading.Event()


def request(seconds=5.0, seed=0) -> SolveRequest:
    """A solve of the small region, which never ends before its time."""
    return SolveRequest(FIRST, WEEKS, seconds, seed)


def until(true, seconds=60.0, what="it"):
    """Ask again and again until the answer is not false; the answer."""
    deadline = time.monotonic() + seconds
    while not (answer := true()):
        assert time.monotonic() < deadline, f"{what} did not happen in {seconds} s"
        _NEVER.wait(0.02)
    return answer


def job_of(store, name):
    with store.reading() as connection:
        return jobs.read_job(connection, name)


def drafts_of(store):
    with store.reading() as connection:
        return rosters.heads(connection)


def best_of(store, name):
    with store.reading() as connection:
        return jobs.best_pairs(connection, name)


class Worker:
    """A worker in a process of its own."""

    def __init__(self, url: str, machine: str, log: Path) -> None:
        self.log = log
        environment = {**os.environ, "CACO_DATABASE_URL": url, "CACO_MACHINE": machine}
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                [*COMMAND, "worker"], cwd=ROOT, env=environment, stderr=file, stdout=file
            )

    def kill(self) -> None:
        """As the kernel does it."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """As an administrator does it."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def children(self) -> list[int]:
        return [pid for pid in _pids() if _parent(pid) == self.process.pid]

    def text(self) -> str:
        return self.log.read_text()


@contextmanager
def worker(url, tmp_path, machine="alpha"):
    """A worker, gone when the test is over."""
    started = Worker(url, machine, tmp_path / f"{machine}.log")
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.kill()


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _parent(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return None


def alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


__all__ = ["FIRST", "NOW", "WEEKS", "import_texts"]
