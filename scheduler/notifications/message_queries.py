"""What a reader asks about messages: a page of them, those given up, one with its story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.message import Message, MessageKind, MessageStatus
from data.store import gaps as told
from data.store import outbox
from data.store.outbox import MessageFilter

if TYPE_CHECKING:
    from data.i18n.language import Language
    from data.store.opening import Store


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
class Story:
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


def dead_letters(store: Store, most: int) -> MessagePage:
    """What was given up and nobody has seen to, and what is tried again and again."""
    return find_messages(store, MessageFilter(is_undelivered=True), most)


def tell_message(store: Store, name: str) -> Story | None:
    """One message by its id; None: there is none."""
    if not (name.isascii() and name.isalnum()):  # some signs no database can look for
        return None
    with store.reading() as connection:
        message = outbox.read_message(connection, name)
        if message is None:
            return None
        gaps = told.gaps_by_message(connection, [name]).get(name, ())
        return Story(MessageView(message, tuple(gaps)), outbox.settled_by(connection, name))


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
        MessageKind.RESOLVED: say("mended, or accepted"),
        MessageKind.DUTIES_CHANGED: say("changed duties"),
        MessageKind.DUTY_REMINDER: say("reminder of a duty"),
        MessageKind.COMPETENCE_EXPIRES: say("a competence that ends"),
        MessageKind.SHIFT_OFFERED: say("a shift on offer"),
        MessageKind.OFFER_CLOSED: say("an offer that is over"),
        MessageKind.LEAVE_DECIDED: say("an answer about leave"),
        MessageKind.SWAP_ASKED: say("a swap that is asked"),
        MessageKind.SWAP_ANSWERED: say("an answer about a swap"),
        MessageKind.UNDELIVERED: say("messages that did not arrive"),
        MessageKind.TEST: say("a trial"),
    }[kind]
