"""Puts messages in the outbox, in the transaction of what they tell of."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from data.model.message import MessageKind, MessageStatus
from data.store import outbox
from scheduler.accounts.secret import secret
from scheduler.notifications.signed_links import ANSWER, drafted
from scheduler.queue.dbos_queue import MESSAGES, QueueItem, enqueue

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.store.opening import Store
    from scheduler.settings import Settings

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
    in the queue by `scheduler.notifications.redelivery` when its time has come.
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
    places = [QueueItem(one.id, one.channel, 1 if one.kind in FIRST else 2) for one in given]
    try:
        with connection.begin_nested():
            enqueue(store, connection, places, MESSAGES, again)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        LOG.info("%d messages wait for a worker to find them", len(given))


def draft_old_links(store: Store, settings: Settings, purposes: Collection[str]) -> int:
    """Turn links that a release before 0.2 kept in messages into drafts; in how many messages.

    Of messages that were sent the migration took them out. These are still to go, or may be sent
    again, and keep what they need for it.

    Raises
    ------
    Refused, InputError, StoreError
        The secret cannot be read.
    """
    unsent = (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.DEAD)
    with store.reading() as connection:
        before = [one for one in outbox.messages(connection, unsent) if ANSWER in one.body]
    if not before:
        return 0
    key = secret(store, settings)
    after = {one.id: drafted(one.body, purposes, key) for one in before}
    changed = [one for one in before if after[one.id] != one.body]
    with store.writing() as connection:
        return sum(outbox.replace_body(connection, one, after[one.id]) for one in changed)
