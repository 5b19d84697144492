"""The worker: takes jobs and messages out of their queues, until it is stopped."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import re
import socket
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused, StoreError
from data.store import jobs
from data.store.loss_runs import last_loss_run
from data.store.scenarios import open_runs
from scheduler.notifications.delivery import Deliverer
from scheduler.notifications.redelivery import queue_due, waits_for_long
from scheduler.notifications.sender import forget_old, journals_of, sender
from scheduler.queue.dbos_queue import (
    LOSSES,
    MESSAGES,
    SCENARIOS,
    SOLVES,
    claimed_by,
    durable_step,
    launch,
    prepare_queue,
    requeue,
)
from scheduler.solve_jobs.runner import Runner
from scheduler.solve_jobs.submission import put_back
from scheduler.workforce.loss_jobs import LossRunner
from scheduler.workforce.scenario_jobs import ScenarioRunner

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from data.model.job import Job
    from data.model.loss_run import LossRun
    from data.model.scenario_run import ScenarioRun
    from data.store.opening import Store
    from scheduler.queue.dbos_queue import Queue
    from scheduler.service.periodic_scheduler import PeriodicScheduler
    from scheduler.settings import Settings

    AnyRunner = Runner | ScenarioRunner | LossRunner


LOG = logging.getLogger(__name__)
DUE_SECONDS = 5.0  #: between two searches for messages that are due
REQUEUE_SECONDS = 10.0  #: between two searches for abandoned jobs
STOP_SECONDS = 5.0  #: for solvers and sends to end when the worker is stopped
JOURNAL_SECONDS = 7 * 86_400.0  #: so long what a process sent is kept, should the store not know
END_SECONDS = 2.0  #: for it to be noted that sends were ended


def run_worker(
    store: Store,
    machine: str,
    stop: threading.Event,
    settings: Settings,
    periodic: PeriodicScheduler | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Run jobs and send messages until stopped.

    Ends the process: the queue must not take jobs for done.

    Parameters
    ----------
    periodic
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
        deliverer = Deliverer(store, settings, now, step=durable_step, forget=mine.forget)
        scenarios = ScenarioRunner(store, machine, runner.clock)
        losses = LossRunner(store, machine, runner.clock)
        launch(
            store,
            machine,
            {
                SOLVES: runner.run,
                MESSAGES: deliverer.deliver,
                SCENARIOS: scenarios.run,
                LOSSES: losses.run,
            },
        )
        LOG.info("machine %s: waiting for jobs in %s", machine, store.name)
        mine_of = ((SOLVES, runner), (SCENARIOS, scenarios), (LOSSES, losses))
        threading.Thread(target=_requeue, args=(store, mine_of), daemon=True).start()
        threading.Thread(target=_queue, args=(store, deliverer), daemon=True).start()
        threading.Thread(target=_stop_if_replaced, args=(store, stop), daemon=True).start()
        if periodic:
            periodic.start()
        stop.wait()
        if periodic:
            periodic.stop()
        losses.leaving = True  # both end meanwhile
        scenarios.leave(STOP_SECONDS)
        losses.leave(STOP_SECONDS)
        _shut_down(store, runner, deliverer)


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
        time.sleep(DUE_SECONDS)


def _end_if_stuck(store: Store, deliverer: Deliverer) -> None:
    """End this process if it does not send: its supervisor starts a new one."""
    waiting = waits_for_long(store, deliverer.clock())
    if deliverer.is_stuck(time.monotonic(), waiting=waiting):
        LOG.critical("messages wait, and this worker does not send them: it ends, to be restarted")
        _end_process(1)


def _stop_if_replaced(store: Store, stop: threading.Event) -> None:
    """Ask the worker to go once its database is another one, or has tables of another version.

    It could not change anything any more; after a restart it is the right one.
    """
    while not stop.wait(DUE_SECONDS):
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


def _requeue(store: Store, runners: Sequence[tuple[Queue, AnyRunner]]) -> None:
    """Look for jobs that were left behind, for as long as the worker works."""
    idle: dict[str, set[str]] = {}
    while not any(runner.leaving for _queue, runner in runners):
        time.sleep(REQUEUE_SECONDS)
        for queue, runner in runners:
            try:
                before = idle.get(queue.name, set())
                idle[queue.name] = requeue_abandoned(store, runner, before, queue)
            except StoreError as error:
                LOG.warning("%s", error.what)


def requeue_abandoned(
    store: Store,
    runner: AnyRunner,
    before: Collection[str],
    queue: Queue = SOLVES,
) -> set[str]:
    """Queue again what this machine claimed before a restart, and nobody is at work on.

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
    claimed = set(claimed_by(store, runner.machine, queue)) - runner.at_work
    idle = claimed - _in_work(store, queue, runner.clock())
    left_behind = sorted(idle.intersection(before))
    if left_behind:
        LOG.warning("left behind, and queued again: %s", ", ".join(left_behind))
        requeue(store, left_behind, queue)
    return idle


def _in_work(store: Store, queue: Queue, now: datetime) -> set[str]:
    """The jobs with a recent heartbeat: perhaps of a machine that bears our name by mistake."""
    with store.reading() as connection:
        found: Sequence[Job | ScenarioRun | LossRun]
        if queue is LOSSES:
            last = last_loss_run(connection)
            found = [last] if last else []
        else:
            found = jobs.jobs(connection) if queue is SOLVES else open_runs(connection)
    return {job.id for job in found if job.status.is_under_way and not job.is_silent(now)}


def _shut_down(store: Store, runner: Runner, deliverer: Deliverer) -> None:
    """End the solvers, hand what is left to whichever worker is free, and go."""
    under_way = sorted(runner.at_work)
    runner.leaving = deliverer.leaving = True
    until = time.monotonic() + STOP_SECONDS
    while (runner.at_work or deliverer.at_work) and time.monotonic() < until:
        time.sleep(0.05)
    sender().leave()
    until = time.monotonic() + END_SECONDS
    while deliverer.at_work and time.monotonic() < until:
        time.sleep(0.05)
    try:
        put_back(store, under_way)
        for queue in (MESSAGES, SCENARIOS, LOSSES):
            requeue(store, claimed_by(store, runner.machine, queue), queue)
    except StoreError as error:
        LOG.warning("%s; the jobs go on when this worker is back", error.what)
    LOG.info("machine %s: gone", runner.machine)
    _end_process(0)


def _end_process(code: int) -> None:
    logging.shutdown()
    sys.stderr.flush()
    os._exit(code)


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
