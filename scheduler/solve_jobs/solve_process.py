"""A solver in a process of its own, as its worker sees it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.solve_jobs.solve_child import EXPLAINED, STOP

if TYPE_CHECKING:
    from data.i18n.language import Language
    from data.model.job import Job
    from data.store.opening import Store

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

    why: str = ""
    crashed: bool = False


def _environment() -> dict[str, str]:
    """What a solver needs to know; not how messages are sent, and no secret but its database's."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _KEPT or name.startswith(_OF_POSTGRESQL)
    }


class SolverProcess:
    """The process that solves one job."""

    def __init__(self, store: Store, job: Job) -> None:
        command = [sys.executable, "-m", "scheduler.solve_jobs.solve_child"]
        pipe = subprocess.PIPE
        # A session of its own: Ctrl-C at the worker's terminal is for the worker to deal with.
        self._process = subprocess.Popen(
            command, env=_environment(), stdin=pipe, stdout=pipe, start_new_session=True
        )
        url = store.url.render_as_string(hide_password=False)
        order = {
            "store": url,
            "job": job.id,
            "attempt": job.attempts,
            "language": job.request.language,
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

    def ending(self, speech: Language) -> Ending:
        """How it ended, in the language of the planner."""
        output = self._process.stdout.read() if self._process.stdout else b""
        self._close()
        return ending_of(self._process.returncode, output.decode(errors="replace"), speech)

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


def ending_of(code: int, output: str, speech: Language) -> Ending:
    """What the exit code of a solver means.

    Parameters
    ----------
    code
        Negative: the number of the signal that ended it.
    output
        What it wrote: why there is no roster.
    """
    say = speech.gettext
    if code == 0:
        return Ending()
    if code == EXPLAINED:
        return Ending(output)
    if code == -signal.SIGKILL:
        text = say("the solver was killed, most likely because the machine ran out of memory")
        return Ending(text, crashed=True)
    if code < 0:
        text = say("the solver crashed (signal {number}, {name})")
        return Ending(text.format(number=-code, name=_signal_name(-code)), crashed=True)
    text = say("the solver ended without a word (exit code {number})")
    return Ending(text.format(number=code), crashed=True)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "?"
