"""Messages and steps of alerts in words, and who may read what of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.account import Right
from data.model.contact import DIGEST
from data.model.message import MessageKind, MessageStatus
from scheduler.notifications.outbox import status_word
from scheduler.notifications.signed_links import without_tokens
from web.locale import say, speech

if TYPE_CHECKING:
    from data.model.account import Account
    from data.model.message import Message


def status_text(message: Message) -> str:
    """Where a message is; a trial that failed has nobody else to tell."""
    if _is_failed_trial(message):
        return say("did not arrive")
    return status_word(message.status, speech())


def status_look(message: Message) -> str:
    """The class that colours it; only what did not arrive has one."""
    is_lost = message.status is MessageStatus.DEAD or _is_failed_trial(message)
    return "is-gap" if is_lost else ""


def _is_failed_trial(message: Message) -> bool:
    return message.kind is MessageKind.TEST and message.status is MessageStatus.SETTLED


def address_for(message: Message, account: Account) -> str:
    """Where it went, for those who may know how people are reached."""
    may_know = account.may(Right.SEE_REASONS) or account.may(Right.ADMINISTER)
    return message.address if may_know else ""


def text_for(message: Message, account: Account) -> str | None:
    """Its text, without what would let another answer; None: it is not for them.

    A text may tell why somebody is absent.
    """
    if message.kind is not MessageKind.TEST and not account.may(Right.SEE_REASONS):
        return None
    return without_tokens(message.body)


def channel_word(channel: str) -> str:
    """What a step calls a channel."""
    return say("morning overview") if channel == DIGEST else channel
