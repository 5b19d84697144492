"""Looks in the store how it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.period import ZONE
from data.store import counting, jobs, outbox, pulses
from scheduler.clock.life import PATIENCE, Backlog, Life, life, stuck_jobs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from data.store.opening import Store
    from scheduler.clock.task import Task


def look(store: Store, tasks: Sequence[Task], now: datetime) -> Life:
    """How it is with the clock, the outbox and the jobs.

    Raises
    ------
    StoreError
        The database cannot be reached.
    """
    with store.reading() as connection:
        backlog = Backlog(
            outbox.counts(connection),
            counting.messages_overdue(connection, now - PATIENCE),
            counting.jobs_by_status(connection),
            stuck_jobs(jobs.open_jobs(connection), now),
            len(counting.post_priorities(connection)),
        )
        return life(tasks, pulses.read_pulses(connection), backlog, now, ZONE)
