"""Puts messages in the outbox, in the transaction of what they tell of."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from data.model.account import EVERYWHERE
from data.model.message import Message, MessageKind, MessageStatus
from data.store import gaps as told
from data.store import outbox
from data.store.outbox import MessageFilter
from scheduler.accounts.secret import secret
from scheduler.notifications.signed_links import ANSWER, drafted
from scheduler.queue.dbos_queue import MESSAGES, QueueItem, enqueue

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.account import Reach
    from data.store.opening import Store
    from scheduler.settings import Settings

LOG = logging.getLogger(__name__)


#: What goes before the rest of its channel: a publication may have hundreds of mails waiting.
FIRST = (MessageKind.GAPS, MessageKind.CANNOT_COME, MessageKind.UNDELIVERED)


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
    """Have messages sent once the transaction ends; each channel has a partition of its own.

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


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message with the numbers of the gaps that it tells of."""

    message: Message
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A page of messages, the newest first.

    Parameters
    ----------
    total
        How many there are on all pages.
    """

    rows: tuple[MessageView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class MessageHistory:
    """One message.

    Parameters
    ----------
    settled_by
        Who saw to it after it was given up; empty: nobody.
    """

    shown: MessageView
    settled_by: str


def find_messages(store: Store, sought: MessageFilter, most: int, skip: int = 0) -> MessagePage:
    """A page of the messages that are sought."""
    with store.reading() as connection:
        found, total = outbox.seek(connection, sought, most, skip)
        gaps = told.gaps_by_message(connection, [one.id for one in found])
    return MessagePage(tuple(MessageView(one, tuple(gaps.get(one.id, ()))) for one in found), total)


def dead_letters(store: Store, most: int, reach: Reach = EVERYWHERE) -> MessagePage:
    """What was given up and nobody has seen to, and what is tried again and again."""
    return find_messages(store, MessageFilter(is_undelivered=True, reach=reach), most)


def show_message(store: Store, name: str) -> MessageHistory | None:
    """One message by its id; None: there is none."""
    if not (name.isascii() and name.isalnum()):  # some signs no database can look for
        return None
    with store.reading() as connection:
        message = outbox.read_message(connection, name)
        if message is None:
            return None
        gaps = told.gaps_by_message(connection, [name]).get(name, ())
        return MessageHistory(
            MessageView(message, tuple(gaps)), outbox.settled_by(connection, name)
        )


def status_word(status: MessageStatus, speech: Language) -> str:
    """Where a message is, in a word or two."""
    say = speech.gettext
    return {
        MessageStatus.QUEUED: say("waits"),
        MessageStatus.SENDING: say("is being sent"),
        MessageStatus.SENT: say("sent"),
        MessageStatus.DEAD: say("given up"),
        MessageStatus.STALE: say("too late"),
        MessageStatus.SETTLED: say("settled"),
    }[status]


def kind_word(kind: MessageKind, speech: Language) -> str:
    """What a message is about, in a few words."""
    say = speech.gettext
    return {
        MessageKind.GAPS: say("seats that will be empty"),
        MessageKind.DIGEST: say("morning overview"),
        MessageKind.RESOLVED: say("resolved, or accepted"),
        MessageKind.DUTIES_CHANGED: say("changed duties"),
        MessageKind.DUTY_REMINDER: say("reminder of a duty"),
        MessageKind.PRESENCE_ASKED: say("presence at a desk"),
        MessageKind.CANNOT_COME: say("somebody who cannot come"),
        MessageKind.COMPETENCE_EXPIRES: say("a competence that ends"),
        MessageKind.SHIFT_OFFERED: say("a shift on offer"),
        MessageKind.OFFER_CLOSED: say("an offer that is over"),
        MessageKind.RELIEF_ASKED: say("relief asked for in a disaster"),
        MessageKind.RELIEF_WITHDRAWN: say("relief that is no longer needed"),
        MessageKind.EXERCISE_INVITED: say("an invitation to an exercise"),
        MessageKind.EXERCISE_REMINDER: say("reminder of an exercise"),
        MessageKind.EXERCISE_CALLED_OFF: say("an exercise that is called off"),
        MessageKind.LEAVE_DECIDED: say("an answer about leave"),
        MessageKind.LEAVE_ASKED: say("leave that is asked"),
        MessageKind.ROUND_OPENED: say("a round of requests"),
        MessageKind.ROUND_REMINDER: say("reminder of a round of requests"),
        MessageKind.ROUND_CLOSED: say("a round that closed early"),
        MessageKind.WISHES_DECIDED: say("outcome of wishes"),
        MessageKind.SWAP_ASKED: say("a swap that is asked"),
        MessageKind.SWAP_ANSWERED: say("an answer about a swap"),
        MessageKind.DECLARATIONS_ASKED: say("declarations asked of an employer"),
        MessageKind.DECLARATIONS_OVERDUE: say("an employer that did not answer"),
        MessageKind.DECLARATION_REFUSED: say("a declaration that is not given"),
        MessageKind.INVITED: say("an invitation to an account"),
        MessageKind.CONTACT_CODE: say("a code for a new address"),
        MessageKind.CONTACT_CHANGED: say("a changed address"),
        MessageKind.ACCOUNT_MADE: say("an account to the board"),
        MessageKind.POOL_SHORT: say("a pool that will be too small"),
        MessageKind.REVIEW_DUE: say("a review that is due"),
        MessageKind.ACTION_DUE: say("an action that is due"),
        MessageKind.FINDING_SHARED: say("a finding that is shared with a partner"),
        MessageKind.ACTIONS_OVERDUE: say("actions that are overdue"),
        MessageKind.UNDELIVERED: say("messages that did not arrive"),
        MessageKind.TEST: say("a test"),
    }[kind]
