"""Drives the clock: APScheduler calls it every few seconds, in a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.events import EVENT_JOB_MAX_INSTANCES
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from scheduler.service.leader import leader_of
from scheduler.service.periodic import Clock
from scheduler.service.tasks import tasks

if TYPE_CHECKING:
    from apscheduler.events import JobSubmissionEvent

    from data.store.opening import Store
    from scheduler.service.leader import Leader
    from scheduler.settings import Settings

LOG = logging.getLogger(__name__)
TICK_SECONDS = 15.0
STUCK_SECONDS = 120.0  #: between two lines about a task that goes on and on
GO_SECONDS = 5.0  #: that a task gets to end when the clock is stopped


class SteadyJobStore(MemoryJobStore):  # type: ignore[misc]  # APScheduler carries no types
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
    """A clock that ticks from `start` to `stop`, as long as this process leads.

    Parameters
    ----------
    apart
        The tasks that wait for somebody outside: in a thread of their own, as long as this leads.
    seconds
        Between two ticks; the first comes at once, and does what was missed.
    """

    def __init__(
        self,
        clock: Clock,
        leader: Leader,
        seconds: float = TICK_SECONDS,
        apart: Clock | None = None,
    ) -> None:
        self.clock = clock
        self.leader = leader
        self.apart = apart
        self._leads = False
        self._leaving = threading.Event()
        self._idle = threading.Lock()
        self._complained = 0.0
        every = timedelta(seconds=seconds)
        logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # we say it ourselves
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            jobstores={"default": SteadyJobStore(3 * every)},
            executors={"default": ThreadPoolExecutor(2)},  # a tick, and one of what is apart
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        trigger = IntervalTrigger(seconds=seconds, timezone=UTC)
        now = datetime.now(UTC)
        self._scheduler.add_job(self.tick, trigger, id="tick", next_run_time=now)
        if apart:
            self._scheduler.add_job(self.tick_apart, trigger, id="apart", next_run_time=now + every)
        self._scheduler.add_listener(self._still_at_work, EVENT_JOB_MAX_INSTANCES)

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def tick(self) -> None:
        """Run what is due, if it is for this process to run."""
        with self._idle:
            try:
                if self._may_go_on():
                    self.clock.run_due(self.clock.now(), self._may_go_on)
            except Exception as error:  # the next tick comes, whatever happened in this one
                LOG.warning("a tick failed: %s: %s", type(error).__name__, error)

    def tick_apart(self) -> None:
        """Run what waits for somebody outside; the leader is asked by the other ticks."""
        try:
            if self.apart and self._leads and not self._leaving.is_set():
                self.apart.run_due(self.apart.now(), lambda: not self._leaving.is_set())
        except Exception as error:  # the next tick comes, whatever happened in this one
            LOG.warning("a tick apart failed: %s: %s", type(error).__name__, error)

    def stop(self) -> None:
        """Tick no more, and let another lead once the task under way has ended."""
        self._leaving.set()
        self._scheduler.shutdown(wait=False)
        if self._idle.acquire(timeout=GO_SECONDS):
            self._idle.release()
        else:
            LOG.warning("the clock leaves a task unfinished; it is done again by who comes next")
        self.leader.resign()

    def _may_go_on(self) -> bool:
        self._leads = not self._leaving.is_set() and self.leader.leads()
        return self._leads

    def _still_at_work(self, _event: JobSubmissionEvent) -> None:
        """A tick was passed over, because the one before it is not over."""
        at_work, now = self.clock.at_work, time.monotonic()
        if at_work is None or now - at_work[1] < STUCK_SECONDS:
            return
        if now - self._complained >= STUCK_SECONDS:
            self._complained = now
            text = "%s is under way for %.0f s, and nothing else runs meanwhile"
            LOG.warning(text, at_work[0], now - at_work[1])


def ticking(store: Store, settings: Settings) -> PeriodicScheduler:
    """The clock of an installation, with all its tasks; it does not tick yet."""
    every = tasks(settings)
    clock, apart = (
        Clock(store, settings, [one for one in every if one.is_apart is wanted], _now)
        for wanted in (False, True)
    )
    return PeriodicScheduler(clock, leader_of(store), apart=apart if apart.tasks else None)


def _now() -> datetime:
    return datetime.now(UTC)
