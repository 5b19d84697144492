"""The worker: takes jobs and messages out of their queues, until it is asked to go."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from data.model.errors import StoreError
from data.store import jobs
from scheduler.notifications.delivery import Deliverer
from scheduler.notifications.redelivery import queue_due, waits_for_long
from scheduler.notifications.sender import forget_old, journals_of, sender
from scheduler.queue.dbos_queue import (
    MESSAGES,
    SOLVES,
    claimed_by,
    launch,
    prepare_queue,
    queue_again,
    remembered,
)
from scheduler.service.leader import only_worker
from scheduler.solve_jobs.runner import Runner
from scheduler.solve_jobs.submission import put_back

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from data.store.opening import Store
    from scheduler.service.schedule import PeriodicScheduler
    from scheduler.settings import Settings

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 5.0  #: between two looks for messages that are due
TEND_SECONDS = 10.0  #: between two looks for jobs that were left behind
GO_SECONDS = 5.0  #: for solvers and sends to end when the worker is asked to go
JOURNAL_SECONDS = 7 * 86_400.0  #: so long what a process sent is kept, should the store not know
END_SECONDS = 2.0  #: for it to be noted that sends were ended


def work(
    store: Store,
    machine: str,
    stop: threading.Event,
    settings: Settings,
    clock: PeriodicScheduler | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Run jobs and send messages until asked to go.

    Ends the process: the queue must not take jobs for done.

    Parameters
    ----------
    clock
        Runs beside the jobs; None: another process runs it.
    now
        What time it is, UTC.

    Raises
    ------
    Refused
        A worker of that name is at work already.
    StoreError
        The database cannot be reached.
    """
    with only_worker(store, machine):
        prepare_queue(store)
        runner = Runner(store, machine, lambda: now().replace(microsecond=0))
        mine = sender()
        mine.journals = journals_of(store)
        forget_old(mine.journals, JOURNAL_SECONDS)
        deliverer = Deliverer(store, settings, now, step=remembered, forget=mine.forget)
        launch(store, machine, {SOLVES: runner.run, MESSAGES: deliverer.deliver})
        LOG.info("machine %s: waiting for jobs in %s", machine, store.name)
        threading.Thread(target=_tend, args=(store, runner), daemon=True).start()
        threading.Thread(target=_queue, args=(store, deliverer), daemon=True).start()
        threading.Thread(target=_leave_others, args=(store, stop), daemon=True).start()
        if clock:
            clock.start()
        stop.wait()
        if clock:
            clock.stop()
        _go(store, runner, deliverer)


def _queue(store: Store, deliverer: Deliverer) -> None:
    """Queue the messages whose time has come, for as long as the worker works."""
    while not deliverer.leaving:
        try:
            queue_due(store, deliverer.clock())
            _end_if_stuck(store, deliverer)
        except StoreError as error:
            LOG.warning("%s", error.what)
            deliverer.ended_at = time.monotonic()  # nobody can send without a database
        except Exception as error:  # whatever it is, the next look must come
            LOG.error("messages that are due: %s", type(error).__name__)
        time.sleep(LOOK_SECONDS)


def _end_if_stuck(store: Store, deliverer: Deliverer) -> None:
    """End this process if it does not send: whoever started it starts a new one."""
    waiting = waits_for_long(store, deliverer.clock())
    if deliverer.is_stuck(time.monotonic(), waiting=waiting):
        LOG.critical("messages wait, and this worker does not send them: it ends, to be restarted")
        _end_process(1)


def _leave_others(store: Store, stop: threading.Event) -> None:
    """Ask the worker to go once its database is another one, or has tables of another version.

    It could not change anything any more; whoever starts it again starts the right one.
    """
    while not stop.wait(LOOK_SECONDS):
        try:
            if store.is_current():
                continue
            why = "the tables are those of another version of this program"
        except StoreError as error:
            if not store.is_replaced:
                continue
            why = error.what
        LOG.error("%s: the worker ends", why)
        stop.set()


def _tend(store: Store, runner: Runner) -> None:
    """Look for jobs that were left behind, for as long as the worker works."""
    idle: set[str] = set()
    while not runner.leaving:
        time.sleep(TEND_SECONDS)
        try:
            idle = tend(store, runner, idle)
        except StoreError as error:
            LOG.warning("%s", error.what)


def tend(store: Store, runner: Runner, before: Collection[str]) -> set[str]:
    """Queue again what this machine claimed in an earlier life, and nobody here is at work on.

    DBOS does so when it starts, but when that fails for a job it only says so in its log.

    Parameters
    ----------
    before
        The claimed jobs that nobody was at work on at the last look; one that has only just been
        claimed is given the time to begin.

    Returns
    -------
    set[str]
        Those of this look.
    """
    claimed = set(claimed_by(store, runner.machine)) - runner.at_work
    idle = claimed - _heard(store, runner.clock())
    left_behind = sorted(idle.intersection(before))
    if left_behind:
        LOG.warning("left behind, and queued again: %s", ", ".join(left_behind))
        queue_again(store, left_behind)
    return idle


def _heard(store: Store, now: datetime) -> set[str]:
    """The jobs that somebody is at work on: perhaps a machine that bears our name by mistake."""
    with store.reading() as connection:
        found = jobs.jobs(connection)
    return {job.id for job in found if job.status.is_under_way and not job.is_silent(now)}


def _go(store: Store, runner: Runner, deliverer: Deliverer) -> None:
    """End the solvers, hand what is left to whichever worker is free, and go."""
    under_way = sorted(runner.at_work)
    runner.leaving = deliverer.leaving = True
    until = time.monotonic() + GO_SECONDS
    while (runner.at_work or deliverer.at_work) and time.monotonic() < until:
        time.sleep(0.05)
    sender().leave()
    until = time.monotonic() + END_SECONDS
    while deliverer.at_work and time.monotonic() < until:
        time.sleep(0.05)
    try:
        put_back(store, under_way)
        queue_again(store, claimed_by(store, runner.machine, MESSAGES), MESSAGES)
    except StoreError as error:
        LOG.warning("%s; the jobs go on when this worker is back", error.what)
    LOG.info("machine %s: gone", runner.machine)
    _end_process(0)


def _end_process(code: int) -> None:
    logging.shutdown()
    sys.stderr.flush()
    os._exit(code)
