"""Runs the jobs that the queue hands to this worker."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from data.model.errors import StoreError
from data.model.job import Job, JobStatus
from data.model.sentence import Sentence, phrase
from data.store import jobs
from data.store.opening import Store
from scheduler.queue.dbos_queue import RetryLater
from scheduler.queue.retry import DAY, retry_while_away
from scheduler.solve_jobs.solve_process import Ending, SolverProcess

LOG = logging.getLogger(__name__)

WATCH_SECONDS = 0.25  #: how often a worker asks whether a job was cancelled
HEARTBEAT_SECONDS = 5.0  #: how often it says that it is at work on it
MOST_CRASHES = 2  #: of the solver, after which the job has failed
MOST_ATTEMPTS = 6  #: so often it may be begun: a job that brings down its worker must end too
OVERTIME, GRACE = 2.0, 1200.0  #: times the time it was given, and seconds, that a solver may take
_TRIED_TOO_OFTEN = phrase("it was started {count} times and never finished", count=MOST_ATTEMPTS)
STOP_SECONDS = 60.0  #: for a solver that is to stop, to keep what it has


@dataclass
class Runner:
    """Runs jobs, each in a process of its own.

    Attributes
    ----------
    at_work
        The jobs that are under way here.
    leaving
        The worker is to stop: solvers are ended, and their jobs are not.
    is_away
        The database could not be reached the last time.
    """

    store: Store
    machine: str
    clock: Callable[[], datetime]
    start: Callable[[Store, Job], SolverProcess] = SolverProcess
    at_work: set[str] = field(default_factory=set)
    leaving: bool = False
    is_away: bool = False

    def run(self, name: str) -> None:
        """Do what is left to do of a job; done twice, it does nothing the second time."""
        self.at_work.add(name)
        try:
            self._run(name)
        except Exception as error:
            LOG.error("job %s: %s: %s", name, type(error).__name__, error)
            raise RetryLater from error
        finally:
            self.at_work.discard(name)

    def _run(self, name: str) -> None:
        for crashes in range(1, MOST_CRASHES + 1):
            if self.leaving:
                raise RetryLater
            job = retry_while_away(lambda: self._begin(name), DAY)
            if job is None:
                LOG.info("job %s: over already", name)
                return
            if job.attempts > MOST_ATTEMPTS:
                self._fail(job, _TRIED_TOO_OFTEN)
                return
            LOG.info("job %s: attempt %d", name, job.attempts)
            ending = self._watch(job)
            if not ending.why:
                LOG.info("job %s: the solver is done", name)
                return
            LOG.warning("job %s: %s", name, ending.why)
            if not ending.crashed or crashes == MOST_CRASHES:
                self._fail(job, ending.why)
                return

    def _begin(self, name: str) -> Job | None:
        with self.store.writing() as connection:
            return jobs.begin(connection, name, self.machine, self.clock())

    def _watch(self, job: Job) -> Ending:
        """Let a process solve the job, and end it when that is no longer wanted."""
        try:
            process = self.start(self.store, job)
        except OSError as error:
            return Ending(
                phrase("the solver could not be started: {why}", why=error.strerror or "")
            )
        began = heard = time.monotonic()
        stopped: float | None = None
        while not process.ended(WATCH_SECONDS):
            if self.leaving:
                process.kill()
                raise RetryLater
            now = time.monotonic()
            if now - began > OVERTIME * job.request.seconds + GRACE:
                process.kill()
                return Ending(phrase("the solver did not end"))
            due = now - heard >= HEARTBEAT_SECONDS
            heard = now if due else heard
            status = self._status(job, beat=due)
            if status is None:
                continue
            if not status.is_under_way:
                process.kill()
                if status is JobStatus.QUEUED:
                    LOG.info("job %s: goes on elsewhere", job.id)
                    raise RetryLater
                return Ending()
            if status is JobStatus.STOPPING and stopped is None:
                process.ask_to_stop()
                stopped = now
            if stopped is not None and now - stopped > STOP_SECONDS:
                process.kill()
                return Ending(phrase("no roster could be kept in time when it was cancelled"))
        return process.ending()

    def _status(self, job: Job, *, beat: bool) -> JobStatus | None:
        """What is wanted of the job now; None while the database is away: the solver goes on."""
        try:
            if beat:
                with self.store.writing() as connection:
                    jobs.note_heartbeat(connection, job, self.clock())
            with self.store.reading() as connection:
                status = jobs.status_of(connection, job)
        except StoreError as error:
            if not self.is_away:
                LOG.warning("job %s: %s; the search goes on", job.id, error.what)
            self.is_away = True
            return None
        if self.is_away:
            LOG.info("job %s: the database is back", job.id)
        self.is_away = False
        return status

    def _fail(self, job: Job, why: Sentence) -> None:
        def end() -> bool:
            with self.store.writing() as connection:
                return jobs.end(connection, job, JobStatus.FAILED, self.clock(), message=why)

        retry_while_away(end, DAY)
