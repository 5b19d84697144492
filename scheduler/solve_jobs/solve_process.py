"""A solver in a process of its own: the worker's end, and that of the process.

So a crash of the solver, or the kernel's hand when memory runs out, ends one job and not the
worker. The worker writes to its standard input: first what to do, then perhaps "stop". When that
pipe closes the worker is gone, and so is the process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import traceback
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.i18n.fault_words import reason_of
from data.model.errors import CacoError
from data.model.sentence import NOTHING, Sentence, phrase
from data.store import jobs
from data.store.opening import Store, store_url
from scheduler.queue.retry import retry_while_away
from scheduler.solve_jobs.solve_attempt import PATIENCE, solve_and_keep
from solver.cpsat.engine import Stop

if TYPE_CHECKING:
    from typing import BinaryIO

    from data.model.job import Job

STOP = b"stop\n"
EXPLAINED = 3  #: exit code: standard output says in a sentence why there is no roster
ORPHAN = 4  #: exit code: the worker is gone
#: Characters of that sentence: they must fit in a pipe that nobody reads yet.
FIRST_TO_GO = "700"  #: when memory runs out, the kernel ends this process, and not its worker
_KEPT = (
    *("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT"),
    *("HOME", "TMPDIR", "LANG", "LC_ALL", "TZ"),
)
_OF_POSTGRESQL = ("PG", "SSL_CERT")  #: how its library finds a server, and whom it trusts


@dataclass(frozen=True, slots=True)
class Ending:
    """How the process of a solver ended.

    Parameters
    ----------
    why
        What the planner reads; empty: all of it stands in the store.
    crashed
        It did not end of itself: another try may go better.
    """

    why: Sentence = NOTHING
    crashed: bool = False


def solver_environment() -> dict[str, str]:
    """What a solver needs to know; not how messages are sent, and no secret but its database's."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or name.startswith(_OF_POSTGRESQL)
    }


class SolverProcess:
    """The process that solves one job."""

    def __init__(self, store: Store, job: Job) -> None:
        command = [sys.executable, "-m", "scheduler.solve_jobs.solve_process"]
        pipe = subprocess.PIPE
        # A session of its own: Ctrl-C at the worker's terminal is for the worker to deal with.
        self._process = subprocess.Popen(
            command, env=solver_environment(), stdin=pipe, stdout=pipe, start_new_session=True
        )
        url = store.url.render_as_string(hide_password=False)
        order = {
            "store": url,
            "job": job.id,
            "attempt": job.attempts,
        }
        self._write(json.dumps(order).encode() + b"\n")

    def ended(self, seconds: float) -> bool:
        """Whether it has ended; waits some seconds for it."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def ask_to_stop(self) -> None:
        """Ask it to keep the best roster so far."""
        self._write(STOP)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        self._close()

    def ending(self) -> Ending:
        """How it ended."""
        output = self._process.stdout.read() if self._process.stdout else b""
        self._close()
        return ending_of(self._process.returncode, output.decode(errors="replace"))

    def _write(self, line: bytes) -> None:
        with suppress(BrokenPipeError):  # it has just ended
            if self._process.stdin:
                self._process.stdin.write(line)
                self._process.stdin.flush()

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()


def ending_of(code: int, output: str) -> Ending:
    """What the exit code of a solver means.

    Parameters
    ----------
    code
        Negative: the number of the signal that ended it.
    output
        What it wrote: why there is no roster, a sentence as JSON.
    """
    if code == 0:
        return Ending()
    if code == EXPLAINED:
        return Ending(Sentence.from_json(json.loads(output)))
    if code == -signal.SIGKILL:
        text = phrase("the solver was killed, most likely because the machine ran out of memory")
        return Ending(text, crashed=True)
    if code < 0:
        name = _signal_name(-code)
        text = phrase("the solver crashed (signal {number}, {name})", number=-code, name=name)
        return Ending(text, crashed=True)
    text = phrase("the solver ended without a message (exit code {number})", number=code)
    return Ending(text, crashed=True)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "?"


def main() -> int:
    """Solve the job that standard input names."""
    orders = os.fdopen(0, "rb", buffering=0)
    order = json.loads(orders.readline())
    stop = Stop()
    threading.Thread(target=_listen, args=(orders, stop), daemon=True).start()
    offer_memory()
    try:
        _solve(order, stop)
    except CacoError as error:
        return _explain(reason_of(error))
    except MemoryError:
        return _explain(phrase("the solver ran out of memory"))
    except Exception as error:  # whatever it is, the planner gets a sentence
        return _explain(phrase("a defect of this program: {error}", error=_brief(error)))
    return 0


def _solve(order: dict[str, Any], stop: Stop) -> None:
    store = Store(store_url(order["store"]))
    try:
        job = retry_while_away(lambda: _job(store, order["job"]), PATIENCE)
        if job.attempts == order["attempt"] and job.status.is_under_way:
            solve_and_keep(store, job, stop, lambda: datetime.now(UTC).replace(microsecond=0))
    finally:
        store.close()


def _job(store: Store, name: str) -> Job:
    with store.reading() as connection:
        return jobs.read_job(connection, name)


def _listen(orders: BinaryIO, stop: Stop) -> None:
    """Stop on request; end at once when the worker is gone."""
    while line := orders.readline():
        if line == STOP:
            stop.ask()
    os._exit(ORPHAN)


def offer_memory() -> None:
    """Ask the kernel to end this process first when memory runs out."""
    with suppress(OSError):  # no such file outside Linux
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, encoding="ascii")


def _explain(sentence: Sentence) -> int:
    sys.stdout.write(json.dumps(sentence.to_json()))
    sys.stdout.flush()
    return EXPLAINED


def _brief(error: Exception) -> str:
    """An error in one line, with the place where it happened."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}".replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main())
