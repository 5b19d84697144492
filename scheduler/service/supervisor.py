"""Several programs as one: started together, started again when one falls, ended together."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from data.model.errors import Fault, Refused

if TYPE_CHECKING:
    import threading

LOG = logging.getLogger(__name__)
EARLY_SECONDS = 30.0  #: who ends so soon after the first start was refused something
PAUSE_SECONDS = (1.0, 2.0, 5.0, 15.0, 30.0)  #: before each new start
GRACE_SECONDS = 12.0  #: from SIGTERM to SIGKILL
_DIE_WITH_PARENT = 1  #: PR_SET_PDEATHSIG of prctl(2)


@dataclass
class Program:
    """One of them.

    Parameters
    ----------
    arguments
        Of `caco`: ``["worker"]``.
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: IO[str] | None = None
    starts: int = 0
    began: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C is for the parent."""
        self.starts += 1
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scheduler.cli", *self.arguments],
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stderr=self.log,
            start_new_session=True,
            preexec_fn=_die_with_parent(),
        )

    @property
    def code(self) -> int | None:
        """Its exit code; None: it is alive."""
        return self.process.poll() if self.process else None

    @property
    def was_refused(self) -> bool:
        """It failed right after its first start: to start it again would not help."""
        failed = (self.code or 0) > 0  # below 0 a signal ended it
        return failed and self.starts == 1 and time.monotonic() - self.began < EARLY_SECONDS


def supervise(programs: Sequence[Program], stop: threading.Event) -> int:
    """Keep them running until stopped.

    Returns
    -------
    int
        0; or the exit code of one that was refused something at its start, with which all end.
    """
    for program in programs:
        program.start()
    try:
        while not stop.wait(0.2):
            for program in programs:
                if program.code is None:
                    continue
                if program.was_refused:
                    return program.code or 1
                _restart(program, stop)
    finally:
        _terminate(programs)
    return 0


def _restart(program: Program, stop: threading.Event) -> None:
    pause = PAUSE_SECONDS[min(program.starts, len(PAUSE_SECONDS)) - 1]
    LOG.error("%s ended (%s); it is started again", program.name, program.code)
    if not stop.wait(pause):
        program.start()


def _terminate(programs: Sequence[Program]) -> None:
    """Terminate the children; kill those that outlive the grace period."""
    alive = [p.process for p in programs if p.process is not None and p.code is None]
    for process in alive:
        process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for process in alive:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _die_with_parent() -> Callable[[], None] | None:
    """Let the kernel end a program when its parent is gone (Linux)."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)  # before the fork: afterwards little is safe
    return lambda: libc.prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens at an address: the first of those that a name stands for.

    Raises
    ------
    Refused
        Nobody can listen there.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address, family=family)
    except OSError as error:
        cause = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        what = f"cannot listen at {host}:{port} ({cause})"
        raise Refused([Fault(what, "Name another one: --host, --port")]) from error
