"""One leader among several processes: only the leader runs the clock.

On PostgreSQL the leader holds an advisory lock in a session of its own: the lock ends with the
session, whatever ended that. On SQLite, which lives on one machine, it holds a lock on a file, that
ends with the process. Who is not the leader asks again at each tick.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import re
import socket
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from data.model.errors import Fault, Refused, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.store.opening import Store

LOG = logging.getLogger(__name__)


_LOCK = {"class": 0x0CAC0, "object": 1}  #: two numbers that name the lock within a database


#: A server that hears nothing of a machine ends its session after this: 10 s + 3 × 5 s.
_KEEP_ALIVE = {"idle": 10, "interval": 5, "count": 3}


_CONNECT_SECONDS = 5


class Leader(Protocol):
    """Leads, or waits for the turn to lead."""

    def leads(self) -> bool:
        """Whether this process leads now; if nobody does, it does from now on. Raises nothing."""

    def resign(self) -> None:
        """Let another lead."""


def leader_of(store: Store) -> Leader:
    """Who leads among the processes that use a store."""
    if store.file is not None:
        return FileLeader(store.file.with_name(f"{store.file.name}-clock.lock"))
    return ServerLeader(store)


class FileLeader:
    """Leads by a lock on a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Not of one thread: the clock ticks in another than the one that stops it.
        self._lock = FileLock(path, timeout=0, thread_local=False, fallback_to_soft=False)
        self._file: tuple[int, int] | None = None

    def leads(self) -> bool:
        """Whether this process holds the lock, on the file that bears the name."""
        if self._lock.is_locked:
            if self._file == self._found():
                return True
            LOG.warning("the lock %s was taken away; no longer leads", self.path)
            self.resign()
        try:
            self._lock.acquire()
        except Timeout:
            return False
        except OSError as error:
            LOG.warning("the lock %s cannot be made (%s)", self.path, error.strerror)
            return False
        self._file = self._found()
        LOG.info("this process runs the clock")
        return True

    def resign(self) -> None:
        """Let go of the lock."""
        with suppress(OSError):
            self._lock.release(force=True)

    def _found(self) -> tuple[int, int] | None:
        try:
            there = self.path.stat()
        except OSError:
            return None
        return there.st_dev, there.st_ino


class ServerLeader:
    """Leads by an advisory lock of PostgreSQL, in a session that does nothing else."""

    def __init__(self, store: Store) -> None:
        self._engine = create_engine(
            store.url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={
                "connect_timeout": _CONNECT_SECONDS,
                "application_name": "caco clock",
                **{f"keepalives_{name}": value for name, value in _KEEP_ALIVE.items()},
                "tcp_user_timeout": 1000 * (_KEEP_ALIVE["idle"] + 3 * _KEEP_ALIVE["interval"]),
            },
        )
        self._session: Connection | None = None

    def leads(self) -> bool:
        """Whether the session is alive and holds the lock."""
        led = self._session is not None
        try:
            if self._session is None:
                self._session = self._begin_session()
            leads = bool(self._session.scalar(text(_HOLDS if led else _TRY), _LOCK))
        except SQLAlchemyError as error:
            if led:
                LOG.warning("no longer runs the clock: %s", type(error).__name__)
            self.resign()
            return False
        if not leads:
            self.resign()
        elif not led:
            LOG.info("this process runs the clock")
        return leads

    def resign(self) -> None:
        """End the session, and the lock with it."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(SQLAlchemyError):
                session.invalidate()
            with suppress(SQLAlchemyError):
                session.close()

    def _begin_session(self) -> Connection:
        session = self._engine.connect()
        # A machine that lost its power keeps its session, and the lock, until the server notices.
        for name, value in _KEEP_ALIVE.items():
            session.execute(text(f"SET tcp_keepalives_{name} = {value:d}"))
        return session


_TRY = "SELECT pg_try_advisory_lock(:class, :object)"


#: Asks the session itself: a pooler in between may have given us another one.
_HOLDS = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted "
    "AND pid = pg_backend_pid() AND classid = :class AND objid = :object AND objsubid = 2 "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


MACHINE_VARIABLE = "CACO_MACHINE"


def machine_name(environment: Mapping[str, str]) -> str:
    """The name of this machine: the same after a restart, and no other's."""
    return environment.get(MACHINE_VARIABLE) or socket.gethostname()


@contextmanager
def only_worker(store: Store, machine: str) -> Iterator[None]:
    """Be the only worker of this name on this machine; the lock ends with the process.

    Raises
    ------
    Refused
        There is one already: both would take the same jobs for their own.
    StoreError
        The lock cannot be made.
    """
    path = _lock_file(store, machine)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(
            f"the lock {path} cannot be made ({error.strerror})", "Check the rights of its folder"
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(handle, 20).decode() or "?"
        os.close(handle)
        what = f"a worker of machine {machine} is at work already (process {holder})"
        remedy = f"One is enough; for a second one set {MACHINE_VARIABLE} to another name"
        raise Refused([Fault(what, remedy)]) from None
    try:
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        os.close(handle)


def _lock_file(store: Store, machine: str) -> Path:
    """Beside a file of SQLite; for a server in the folder for such things."""
    if store.file is not None:
        plain = re.sub(r"[^\w.-]", "_", machine)
        return store.file.with_name(f"{store.file.name}-worker-{plain}.lock")
    known = hashlib.sha256(f"{store.name}\n{machine}".encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"caco-worker-{known}.lock"
