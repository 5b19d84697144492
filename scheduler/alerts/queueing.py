"""Finds messages that should be on their way, and that nothing carries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.store import audit, outbox
from scheduler.alerts.outbox import put_in_queue
from scheduler.jobs.carrier import MESSAGES, under_way

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.message import Message
    from data.store.opening import Store

#: No try takes this long. A worker that has been at it for longer is gone, with its machine.
LOST = timedelta(minutes=5)
#: So long after its time a message that nobody takes is no longer waiting for its turn.
LONG = timedelta(minutes=2)


def queue_due(store: Store, now: datetime) -> list[str]:
    """Put in the queue what is due and not in it; the ids.

    Such are messages that were to wait, or that are tried again; and those whose place in the queue
    was lost. Done twice, or by two at once, it does nothing the second time.
    """
    with store.reading() as connection:
        if not _left(connection, now):
            return []
    with store.writing() as connection:
        audit.take_turn(connection)
        left = _left(connection, now)
        # The moment tells this turn in the queue from earlier ones, which are over.
        put_in_queue(store, connection, left, f"{now:%Y%m%dT%H%M%S.%f}")
    return [one.id for one in left]


def waits_for_long(store: Store, now: datetime) -> bool:
    """Whether messages are in the queue that should have gone a while ago."""
    with store.reading() as connection:
        late = {message.id for message, _marked_at in outbox.due(connection, now - LONG)}
        return bool(late) and not late.isdisjoint(under_way(connection, MESSAGES)[0])


def _left(connection: Connection, now: datetime) -> list[Message]:
    found = outbox.due(connection, now)
    if not found:
        return []
    waits, taken = under_way(connection, MESSAGES)

    def is_lost(message: Message, marked_at: datetime | None) -> bool:
        since = max(taken[message.id], message.due_at, marked_at or message.due_at)
        return since + LOST < now

    return [
        message
        for message, marked_at in found
        if message.id not in waits and (message.id not in taken or is_lost(message, marked_at))
    ]
