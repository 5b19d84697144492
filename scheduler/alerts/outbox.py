"""Puts messages in the outbox, in the transaction of what they tell of."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from data.model.message import MessageKind
from data.store import outbox
from scheduler.jobs.carrier import MESSAGES, Place, enqueue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.store.opening import Store

LOG = logging.getLogger(__name__)
#: What goes before the rest of its channel: a publication may have hundreds of mails waiting.
FIRST = (MessageKind.GAPS, MessageKind.UNDELIVERED)


def message_id(*parts: object) -> str:
    """The id of a message: the same for the same matter, step and recipient."""
    said = "\n".join(str(part) for part in parts)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def post(store: Store, connection: Connection, given: Sequence[Message]) -> list[Message]:
    """Keep messages, and have them sent once the transaction ends; those that are new.

    A message that was posted before, by its id, is not posted again. One that is due later is put
    in the queue by `scheduler.alerts.queueing` when its time has come.
    """
    new = outbox.add_messages(connection, given)
    put_in_queue(store, connection, [one for one in new if one.due_at <= one.created_at])
    return new


def put_in_queue(
    store: Store, connection: Connection, given: Sequence[Message], again: str = ""
) -> None:
    """Have messages sent once the transaction ends; each channel has a lane of its own.

    A queue that cannot take them, because it was never made, does not undo what the messages tell
    of: a worker finds them when it looks for what was left behind.
    """
    if not given:
        return
    places = [Place(one.id, one.channel, 1 if one.kind in FIRST else 2) for one in given]
    try:
        with connection.begin_nested():
            enqueue(store, connection, places, MESSAGES, again)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        LOG.info("%d messages wait for a worker to find them", len(given))
