"""Messages in words, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.message import MessageKind, MessageStatus

if TYPE_CHECKING:
    from data.exchange.language import Language


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
