"""Calls the periodic tasks every few seconds, in the one process that leads.

On PostgreSQL the leader holds an advisory lock in a session of its own: the lock ends with the
session, whatever ended that. On SQLite, which lives on one machine, it holds a lock on a file, that
ends with the process. The others try to get the lock at each tick.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from apscheduler.events import EVENT_JOB_MAX_INSTANCES
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from filelock import FileLock, Timeout
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from scheduler.service.periodic import PeriodicTasks
from scheduler.service.tasks import tasks

if TYPE_CHECKING:
    from pathlib import Path

    from apscheduler.events import JobSubmissionEvent

    from data.store.opening import Store
    from scheduler.settings import Settings

LOG = logging.getLogger(__name__)
TICK_SECONDS = 15.0
STUCK_SECONDS = 120.0  #: between two lines about a task that goes on and on
GO_SECONDS = 5.0  #: that a task gets to end when the scheduler is stopped
_LOCK = {"class": 0x0CAC0, "object": 1}  #: two numbers that name the lock within a database
#: A server that gets no answer from a machine ends its session after this: 10 s + 3 × 5 s.
_KEEP_ALIVE = {"idle": 10, "interval": 5, "count": 3}
_CONNECT_SECONDS = 5
_TRY = "SELECT pg_try_advisory_lock(:class, :object)"
#: Of the session itself: a pooler in between may have given us another one.
_HOLDS = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted "
    "AND pid = pg_backend_pid() AND classid = :class AND objid = :object AND objsubid = 2 "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Leader(Protocol):
    """Leads, or waits for the turn to lead."""

    def leads(self) -> bool:
        """Whether this process leads now; if nobody does, it does from now on. Raises nothing."""

    def resign(self) -> None:
        """Let another lead."""


def leader_of(store: Store) -> Leader:
    """The lock by which one of the processes that use a store leads."""
    if store.file is not None:
        return FileLeader(store.file.with_name(f"{store.file.name}-scheduler.lock"))
    return ServerLeader(store)


class FileLeader:
    """Leads by a lock on a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Not of one thread: the ticks come in another than the one that stops them.
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
        LOG.info("this process runs the periodic tasks")
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
                "application_name": "caco scheduler",
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
                LOG.warning("no longer runs the periodic tasks: %s", type(error).__name__)
            self.resign()
            return False
        if not leads:
            self.resign()
        elif not led:
            LOG.info("this process runs the periodic tasks")
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


class ClockJumpSafeJobStore(MemoryJobStore):  # type: ignore[misc]  # APScheduler carries no types
    """Keeps ticks even when the clock of the machine is set.

    APScheduler waits by a clock that is never set, and then asks the one that is. After a step back
    of an hour it would wait for an hour; after a start in 1970 it would count every tick since.
    """

    def __init__(self, most: timedelta) -> None:
        super().__init__()
        self.most = most

    def get_due_jobs(self, now: datetime) -> list[object]:
        """Those whose time has come; a time further away than it can be is now."""
        for job in self.get_all_jobs():
            if job.next_run_time and abs(job.next_run_time - now) > self.most:
                job.next_run_time = now
                self.update_job(job)
        found: list[object] = super().get_due_jobs(now)
        return found


class PeriodicScheduler:
    """Ticks from `start` to `stop`, and runs what is due as long as this process leads.

    Parameters
    ----------
    separate
        The tasks that wait for somebody outside: in a thread of their own, as long as this leads.
    seconds
        Between two ticks; the first comes at once, and does what was missed.
    """

    def __init__(
        self,
        periodic: PeriodicTasks,
        leader: Leader,
        seconds: float = TICK_SECONDS,
        separate: PeriodicTasks | None = None,
    ) -> None:
        self.periodic = periodic
        self.leader = leader
        self.separate = separate
        self._leads = False
        self._leaving = threading.Event()
        self._idle = threading.Lock()
        self._complained = 0.0
        every = timedelta(seconds=seconds)
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # we say it ourselves
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            jobstores={"default": ClockJumpSafeJobStore(3 * every)},
            executors={"default": ThreadPoolExecutor(2)},  # a tick, and one of what is separate
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        trigger = IntervalTrigger(seconds=seconds, timezone=UTC)
        now = datetime.now(UTC)
        self._scheduler.add_job(self.tick, trigger, id="tick", next_run_time=now)
        if separate:
            self._scheduler.add_job(
                self.tick_separate, trigger, id="separate", next_run_time=now + every
            )
        self._scheduler.add_listener(self._still_at_work, EVENT_JOB_MAX_INSTANCES)

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def tick(self) -> None:
        """Run what is due, if it is for this process to run."""
        with self._idle:
            try:
                if self._may_go_on():
                    self.periodic.run_due(self.periodic.now(), self._may_go_on)
            except Exception as error:  # the next tick comes, whatever happened in this one
                LOG.warning("a tick failed: %s: %s", type(error).__name__, error)

    def tick_separate(self) -> None:
        """Run what waits for somebody outside; whether it leads, the other ticks find out."""
        try:
            if self.separate and self._leads and not self._leaving.is_set():
                self.separate.run_due(self.separate.now(), lambda: not self._leaving.is_set())
        except Exception as error:  # the next tick comes, whatever happened in this one
            LOG.warning("a separate tick failed: %s: %s", type(error).__name__, error)

    def stop(self) -> None:
        """Tick no more, and let another lead once the task under way has ended."""
        self._leaving.set()
        self._scheduler.shutdown(wait=False)
        if self._idle.acquire(timeout=GO_SECONDS):
            self._idle.release()
        else:
            LOG.warning("a task is left unfinished; the next leader does it again")
        self.leader.resign()

    def _may_go_on(self) -> bool:
        self._leads = not self._leaving.is_set() and self.leader.leads()
        return self._leads

    def _still_at_work(self, _event: JobSubmissionEvent) -> None:
        """A tick was skipped, because the one before it is not over."""
        at_work, now = self.periodic.at_work, time.monotonic()
        if at_work is None or now - at_work[1] < STUCK_SECONDS:
            return
        if now - self._complained >= STUCK_SECONDS:
            self._complained = now
            text = "%s is under way for %.0f s, and nothing else runs meanwhile"
            LOG.warning(text, at_work[0], now - at_work[1])


def periodic_scheduler(store: Store, settings: Settings) -> PeriodicScheduler:
    """The scheduler of an installation, with all its tasks; not started yet."""
    every = tasks(settings)
    periodic, separate = (
        PeriodicTasks(store, settings, [one for one in every if one.is_separate is wanted], _now)
        for wanted in (False, True)
    )
    return PeriodicScheduler(
        periodic, leader_of(store), separate=separate if separate.tasks else None
    )


def _now() -> datetime:
    return datetime.now(UTC)
