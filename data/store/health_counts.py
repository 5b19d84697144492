"""Counts for the proof of life: what waits, what was given up, what was left behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, func, select

from data.model.job import JobStatus
from data.model.message import MessageStatus
from data.store.tables.access import SUBSCRIPTIONS
from data.store.tables.alerts import MESSAGES, SOLVE_RUNS
from data.store.tables.records import POSTS

#: What is told of how fast a channel is.
LATELY = timedelta(hours=1)
MOST_TRIES = 3  #: after which a message counts as late, whenever the next one comes
_WAITING = [status for status in MessageStatus if status.is_waiting]


def messages_overdue(connection: Connection, before: datetime) -> int:
    """How many messages still wait that were to be sent before a moment, or were tried in vain.

    Each try that fails puts the next one off; a message that goes on failing would never be late.
    """
    late = (MESSAGES.c.due_at < before) | (MESSAGES.c.failures >= MOST_TRIES)
    overdue = MESSAGES.c.status.in_(_WAITING) & late
    return connection.scalar(select(func.count()).select_from(MESSAGES).where(overdue)) or 0


@dataclass(frozen=True, slots=True)
class ChannelCounts:
    """How it is with one channel, by the messages that are kept.

    Parameters
    ----------
    messages
        How many of each status.
    failures
        How often it did not take one.
    failing
        How many wait that it did not take.
    sent_at
        When it last took one.
    seconds
        What the longest send of the last hour took; None: there was none.
    waited
        Seconds from when a message was written until it was sent, the longest of the last hour.
    """

    messages: Mapping[MessageStatus, int]
    failures: int
    failing: int
    sent_at: datetime | None
    seconds: float | None
    waited: float | None


def channels(connection: Connection, now: datetime) -> dict[str, ChannelCounts]:
    """How it is with each channel that ever had a message, by name."""
    lately = MESSAGES.c.sent_at >= now - LATELY
    numbers = select(
        MESSAGES.c.channel,
        func.sum(MESSAGES.c.failures),
        func.sum(case((MESSAGES.c.status.in_(_WAITING) & (MESSAGES.c.failures > 0), 1), else_=0)),
        func.max(MESSAGES.c.sent_at),
        func.max(case((lately, MESSAGES.c.took_ms))),
    ).group_by(MESSAGES.c.channel)
    by_status = select(MESSAGES.c.channel, MESSAGES.c.status, func.count())
    counts: dict[str, dict[MessageStatus, int]] = {}
    for channel, status, count in connection.execute(
        by_status.group_by(MESSAGES.c.channel, MESSAGES.c.status)
    ):
        counts.setdefault(channel, dict.fromkeys(MessageStatus, 0))[status] = count
    waited: dict[str, float] = {}
    sent = select(MESSAGES.c.channel, MESSAGES.c.created_at, MESSAGES.c.sent_at).where(lately)
    for channel, created_at, sent_at in connection.execute(sent):
        took = (sent_at - created_at).total_seconds()
        waited[channel] = max(took, waited.get(channel, 0.0))
    return {
        channel: ChannelCounts(
            counts[channel],
            int(failures or 0),
            int(failing or 0),
            last,
            took_ms / 1000 if took_ms is not None else None,
            waited.get(channel),
        )
        for channel, failures, failing, last, took_ms in connection.execute(numbers)
    }


def jobs_by_status(connection: Connection) -> dict[JobStatus, int]:
    """How many jobs there are of each status."""
    query = select(SOLVE_RUNS.c.status, func.count()).group_by(SOLVE_RUNS.c.status)
    found = {status: count for status, count in connection.execute(query)}
    return {status: found.get(status, 0) for status in JobStatus}


def last_fetch(connection: Connection) -> datetime | None:
    """When a calendar was last fetched by anybody."""
    fetched: datetime | None = connection.scalar(select(func.max(SUBSCRIPTIONS.c.fetched_at)))
    return fetched


def post_priorities(connection: Connection) -> Mapping[str, int | None]:
    """The priority of each post that counts, by code; None: the records do not say."""
    query = select(POSTS.c.id, POSTS.c.priority).where(POSTS.c.ended_at.is_(None))
    return {code: priority for code, priority in connection.execute(query)}
