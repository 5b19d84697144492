"""Counts for the proof of life: what waits, what was given up, what was left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from data.model.job import JobStatus
from data.model.message import MessageStatus
from data.store.tables.alerts import MESSAGES
from data.store.tables.feeds import SUBSCRIPTIONS
from data.store.tables.jobs import SOLVE_RUNS
from data.store.tables.records import POSTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MOST_TRIES = 3  #: after which a message counts as late, whenever the next one comes
_WAITING = [status.value for status in MessageStatus if status.is_waiting]


def messages_overdue(connection: Connection, before: datetime) -> int:
    """How many messages still wait that were to be sent before a moment, or were tried in vain.

    Each try that fails puts the next one off; a message that goes on failing would never be late.
    """
    late = (MESSAGES.c.due_at < before) | (MESSAGES.c.failures >= MOST_TRIES)
    overdue = MESSAGES.c.status.in_(_WAITING) & late
    return connection.scalar(select(func.count()).select_from(MESSAGES).where(overdue)) or 0


def jobs_by_status(connection: Connection) -> dict[JobStatus, int]:
    """How many jobs there are of each status."""
    query = select(SOLVE_RUNS.c.status, func.count()).group_by(SOLVE_RUNS.c.status)
    found = {status: count for status, count in connection.execute(query)}
    return {status: found.get(status.value, 0) for status in JobStatus}


def last_fetch(connection: Connection) -> datetime | None:
    """When a calendar was last fetched by anybody."""
    fetched: datetime | None = connection.scalar(select(func.max(SUBSCRIPTIONS.c.fetched_at)))
    return fetched


def post_priorities(connection: Connection) -> Mapping[str, int | None]:
    """The priority of each post that counts, by code; None: the records do not say."""
    query = select(POSTS.c.id, POSTS.c.priority).where(POSTS.c.ended_at.is_(None))
    return {code: priority for code, priority in connection.execute(query)}
