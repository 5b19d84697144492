"""The search for who would be missed as a durable job: asked for once, carried out by a worker."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.job import JobStatus
from data.model.loss_run import LossRun
from data.model.sentence import phrase
from data.store import loss_runs as kept
from data.store.audit import trail
from scheduler.queue.dbos_queue import LOSSES, QueueItem, enqueue, prepare_queue
from scheduler.workforce.search_runner import SearchRunner
from scheduler.workforce.single_points import PROCESSES, renew_losses

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.sentence import Sentence
    from data.store.opening import Store
    from scheduler.workforce.side_by_side import Progress


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
class LossRunner(SearchRunner[LossRun]):
    """Carries out searches for who would be missed.

    Attributes
    ----------
    processes
        That search side by side.
    """

    processes: int = PROCESSES

    def begin(self, connection: Connection, name: str) -> LossRun | None:
        """See `SearchRunner`."""
        return kept.begin_loss_run(connection, name, self.machine, self.clock())

    def is_wanted(self, connection: Connection, run: LossRun) -> bool:
        """See `SearchRunner`."""
        return kept.is_loss_run_wanted(connection, run)

    def note(self, connection: Connection, run: LossRun, done: int, count: int) -> bool:
        """See `SearchRunner`."""
        return kept.note_loss_progress(connection, run, self.clock(), done, count)

    def put_back(self, connection: Connection, run: LossRun) -> bool:
        """See `SearchRunner`."""
        return kept.put_back_loss_run(connection, run)

    def fail(self, connection: Connection, run: LossRun, why: Sentence) -> None:
        """See `SearchRunner`."""
        kept.end_loss_run(connection, run, JobStatus.FAILED, self.clock(), why)

    def search(self, run: LossRun, tell: Progress) -> None:
        """See `SearchRunner`."""
        renew_losses(self.store, self.clock(), tell, processes=self.processes)

        def end(connection: Connection) -> None:
            kept.end_loss_run(connection, run, JobStatus.DONE, self.clock())

        self.keep(end)
