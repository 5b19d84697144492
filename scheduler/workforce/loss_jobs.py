"""The search for who would be missed as a durable job: asked for once, carried out by a worker.

What the store says of a search is the truth; the queue only carries its number. One that was cut
off is begun again from the start: it takes minutes at most.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.errors import CacoError
from data.model.job import JobStatus
from data.model.loss_run import LossRun
from data.model.sentence import Sentence, phrase
from data.store import loss_runs as kept
from data.store.audit import trail
from data.store.opening import Store
from scheduler.queue.dbos_queue import LOSSES, QueueItem, RetryLater, enqueue, prepare_queue
from scheduler.workforce.side_by_side import NoLongerWanted
from scheduler.workforce.single_points import PROCESSES, renew_losses

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOG = logging.getLogger(__name__)
MOST_ATTEMPTS = 4  #: so often it may be begun: one that brings down its worker must end too
MOST_CHARACTERS = 4000  #: of the reason why it failed
LOOK_SECONDS = 0.05  #: between two looks whether it has ended


def ask(store: Store, who: str, now: datetime) -> LossRun:
    """Let a worker work out who would be missed; the search that is expected, if there is one."""
    prepare_queue(store)
    with store.writing() as connection:
        trail.take_turn(connection)  # two who ask at once get one search
        known = kept.last_loss_run(connection)
        if known is not None and known.is_expected(now):
            return known
        if known is not None and not known.status.is_over:
            why = phrase(
                "machine {machine} no longer says that it is at work", machine=known.machine or "?"
            )
            kept.end_loss_run(connection, known, JobStatus.FAILED, now, why)
        run = LossRun(secrets.token_hex(4), JobStatus.QUEUED, who, now)
        kept.add_loss_run(connection, run)
        enqueue(store, connection, [QueueItem(run.id)], LOSSES)
    return run


def last_run(store: Store) -> LossRun | None:
    """The search that was asked for last; None: there is none."""
    with store.reading() as connection:
        return kept.last_loss_run(connection)


@dataclass
class LossRunner:
    """Carries out the searches that the queue hands to this worker.

    Attributes
    ----------
    processes
        That search side by side.
    leaving
        The worker is to stop: what is under way goes on later, or elsewhere.
    at_work
        A search is under way here.
    """

    store: Store
    machine: str
    clock: Callable[[], datetime]
    processes: int = PROCESSES
    leaving: bool = False
    at_work: bool = False

    def leave(self, seconds: float) -> None:
        """End what is under way, which waits for a worker again; waits some seconds for it."""
        self.leaving, until = True, time.monotonic() + seconds
        while self.at_work and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)

    def run(self, name: str) -> None:
        """Do what is left to do of a search; done twice, it does nothing the second time."""
        if self.leaving:
            raise RetryLater
        with self.store.writing() as connection:
            run = kept.begin_loss_run(connection, name, self.machine, self.clock())
        if run is None:
            LOG.info("losses %s: over already", name)
            return
        if run.attempts > MOST_ATTEMPTS:
            why = phrase("it was started {count} times and never finished", count=MOST_ATTEMPTS)
            self._end(run, JobStatus.FAILED, why)
            return
        self.at_work = True
        try:
            self._work_out(run)
        finally:
            self.at_work = False

    def _work_out(self, run: LossRun) -> None:
        try:
            renew_losses(
                self.store,
                self.clock(),
                lambda done, count: self._note(run, done, count),
                processes=self.processes,
            )
        except NoLongerWanted:
            if self._changed(lambda connection: kept.put_back_loss_run(connection, run)):
                raise RetryLater from None  # for whichever worker comes after this one
            LOG.info("losses %s: another attempt has taken it over", run.id)
        except CacoError as error:
            self._end(run, JobStatus.FAILED, Sentence(str(error)[:MOST_CHARACTERS]))
        except Exception as error:  # whatever it is, whoever asked gets a sentence
            LOG.error("losses %s: %s: %s", run.id, type(error).__name__, error)
            said = f"{type(error).__name__}: {error}"[:MOST_CHARACTERS]
            why = phrase("a defect of this program: {error}", error=said)
            self._end(run, JobStatus.FAILED, why)
        else:
            self._end(run, JobStatus.DONE)

    def _note(self, run: LossRun, done: int, count: int) -> bool:
        """Note how far it is; whether to go on."""
        if self.leaving:
            return False
        now = self.clock()
        return self._changed(
            lambda connection: kept.note_loss_progress(connection, run, now, done, count)
        )

    def _end(self, run: LossRun, status: JobStatus, why: Sentence | None = None) -> None:
        now = self.clock()
        self._changed(lambda connection: kept.end_loss_run(connection, run, status, now, why))

    def _changed(self, change: Callable[[Connection], bool]) -> bool:
        with self.store.writing() as connection:
            return change(connection)
