"""Messages: what is told to whom, and whether it arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageKind(StrEnum):
    """What a message is about."""

    GAPS = "gaps"  #: to duty managers: seats that will be empty
    DIGEST = "digest"  #: to duty managers: all gaps, in the morning
    RESOLVED = "resolved"  #: to whoever was told: filled, or accepted
    DUTIES_CHANGED = "duties_changed"
    DUTY_REMINDER = "duty_reminder"
    PRESENCE_ASKED = "presence_asked"  #: to who has duty at a desk and did not confirm to be there
    CANNOT_COME = "cannot_come"  #: to duty managers: somebody reported that they cannot come
    COMPETENCE_EXPIRES = "competence_expires"
    SHIFT_OFFERED = "shift_offered"
    OFFER_CLOSED = "offer_closed"  #: somebody else was first, or it was withdrawn
    RELIEF_ASKED = "relief_asked"  #: in a disaster: can you come for some hours
    RELIEF_WITHDRAWN = "relief_withdrawn"  #: to who was asked: no longer needed
    EXERCISE_INVITED = "exercise_invited"  #: to who is invited to an exercise, or when it moved
    EXERCISE_REMINDER = "exercise_reminder"  #: to who has not answered a week before
    EXERCISE_CALLED_OFF = "exercise_called_off"
    LEAVE_DECIDED = "leave_decided"  #: to who asked for leave
    LEAVE_ASKED = "leave_asked"  #: to planners: requests for leave that wait
    ROUND_OPENED = "round_opened"  #: to who may fill a post: say what you wish for a period
    ROUND_REMINDER = "round_reminder"  #: to who has not answered in a round
    ROUND_CLOSED = "round_closed"  #: the same: it was closed sooner than was said
    WISHES_DECIDED = "wishes_decided"  #: what became of their wishes in a signed roster
    SWAP_ASKED = "swap_asked"  #: to a colleague who could take a duty
    SWAP_ANSWERED = "swap_answered"  #: to who asked, and to who agreed when it could not be done
    DECLARATIONS_ASKED = "declarations_asked"  #: to an employer: declare about your people
    DECLARATIONS_OVERDUE = "declarations_overdue"  #: to planners: an employer did not answer
    DECLARATION_REFUSED = "declaration_refused"  #: to planners: an employer said no
    INVITED = "invited"  #: to who has no account: the link to make one
    CONTACT_CODE = "contact_code"  #: the code that proves a new address
    CONTACT_CHANGED = "contact_changed"  #: to the address before it
    ACCOUNT_MADE = "account_made"  #: to readers: an account to the board was made
    POOL_SHORT = "pool_short"  #: to planners: recruiting has to begin
    REVIEW_DUE = "review_due"  #: to who reviews something, or to planners
    ACTION_DUE = "action_due"  #: to who owns an action of a finding
    FINDING_SHARED = "finding_shared"  #: to a partner: a finding, or an action of theirs
    ACTIONS_OVERDUE = "actions_overdue"  #: to planners: what was not done in time
    UNDELIVERED = "undelivered"  #: to duty managers: a message could not be delivered
    TEST = "test"


class MessageStatus(StrEnum):
    """Where a message is."""

    QUEUED = "queued"
    SENDING = "sending"  #: handed to the channel; after a crash it is sent again
    SENT = "sent"  #: the channel took it
    DEAD = "dead"  #: given up: told to the duty manager, until somebody settles it
    STALE = "stale"  #: its time was over before it could be sent
    SETTLED = "settled"  #: was dead; somebody saw to it

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be sent."""
        return self in (MessageStatus.QUEUED, MessageStatus.SENDING)


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one recipient by one channel.

    Parameters
    ----------
    id
        Made of what it tells, which step, and to whom: the same message has the same id.
    recipient
        ``people/12``, the row of the records; or ``outside/NAME``.
    name
        What they are called.
    channel, address
        How they are reached.
    body
        Plain text.
    attachment
        An iCalendar file, or another as `data.model.attachment` keeps it; empty: none.
    due_at
        Not before; after a try that failed: when the next one is.
    stale_at
        Not after; None: always worth sending.
    attempts
        How often it was begun to be sent, those included that were broken off.
    error
        What went wrong the last time; no secrets, no addresses.
    failures
        How often the channel refused it; a try that we broke off is no failure.
    broken_off
        How often in a row it was begun, and nobody knows how that ended.
    is_refused
        The last time the channel said no, and not "later".
    warned_at
        When duty managers were told that it does not arrive.
    took_ms
        What the last try took, in milliseconds.
    """

    id: str
    kind: MessageKind
    recipient: str
    name: str
    channel: str
    address: str
    subject: str
    body: str
    attachment: str
    created_at: datetime
    due_at: datetime
    stale_at: datetime | None = None
    status: MessageStatus = MessageStatus.QUEUED
    attempts: int = 0
    sent_at: datetime | None = None
    error: str = ""
    failures: int = 0
    broken_off: int = 0
    is_refused: bool = False
    warned_at: datetime | None = None
    took_ms: int | None = None
