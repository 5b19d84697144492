"""The worker: takes jobs out of the queue, one at a time, until it is asked to go."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dbos import DBOS

from data.model.errors import StoreError
from data.store import jobs
from scheduler.jobs.carrier import (
    POLL_SECONDS,
    QUEUE,
    WORKFLOW,
    claimed_by,
    prepare_queue,
    queue_again,
    worker_config,
)
from scheduler.jobs.machine import only_worker
from scheduler.jobs.runner import Runner
from scheduler.jobs.submitting import put_back

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.store.opening import Store
    from scheduler.clock.driver import Ticking

LOG = logging.getLogger(__name__)
TEND_SECONDS = 10.0  #: between two looks for jobs that were left behind
GO_SECONDS = 5.0  #: for solvers to end when the worker is asked to go


def work(store: Store, machine: str, stop: threading.Event, clock: Ticking | None = None) -> None:
    """Run jobs until asked to go. Ends the process: the queue must not take jobs for done.

    Parameters
    ----------
    clock
        Runs beside the jobs; None: another process runs it.

    Raises
    ------
    Refused
        A worker of that name is at work already.
    StoreError
        The database cannot be reached.
    """
    with only_worker(store, machine):
        prepare_queue(store)
        runner = Runner(store, machine, lambda: datetime.now(UTC).replace(microsecond=0))
        _launch(store, machine, runner)
        LOG.info("machine %s: waiting for jobs in %s", machine, store.name)
        threading.Thread(target=_tend, args=(store, runner), daemon=True).start()
        if clock:
            clock.start()
        stop.wait()
        if clock:
            clock.stop()
        _go(store, runner)


def _launch(store: Store, machine: str, runner: Runner) -> None:
    DBOS(config=worker_config(store, machine))

    @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)
    def solve(name: str) -> None:
        runner.run(name)

    DBOS.launch()
    DBOS.register_queue(
        QUEUE,
        worker_concurrency=1,
        polling_interval_sec=POLL_SECONDS,
        on_conflict="always_update",
    )


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


def _go(store: Store, runner: Runner) -> None:
    """End the solvers, hand their jobs to whichever worker is free, and go."""
    under_way = sorted(runner.at_work)
    runner.leaving = True
    until = time.monotonic() + GO_SECONDS
    while runner.at_work and time.monotonic() < until:
        time.sleep(0.05)
    if under_way:
        try:
            put_back(store, under_way)
        except StoreError as error:
            LOG.warning("%s; the jobs go on when this worker is back", error.what)
    LOG.info("machine %s: gone", runner.machine)
    logging.shutdown()
    sys.stderr.flush()
    os._exit(0)
