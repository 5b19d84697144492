"""Invitations to an account, and changes of an address that wait for a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from data.model.account import RegionLimit, Role
from data.model.message import MessageStatus

LASTS = timedelta(days=14)  #: so long an invitation can be answered, from each time it is sent
CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5  #: of one code: three of a million are right at any moment


class InvitationState(StrEnum):
    """How far somebody is on their way to an account."""

    SENDING = "sending"  #: on its way to the channel
    INVITED = "invited"  #: the channel took it
    OPENED = "opened"  #: the link was looked at
    ACCEPTED = "accepted"
    LAPSED = "lapsed"  #: not answered in time
    UNDELIVERABLE = "undeliverable"  #: the channel refused it
    WITHDRAWN = "withdrawn"

    @property
    def is_answered(self) -> bool:
        """Whether nothing more is asked of anybody."""
        return self in (InvitationState.ACCEPTED, InvitationState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody is asked to make their account. The link itself is not kept.

    Parameters
    ----------
    person
        Id of the person whose duties the account is for.
    login, roles, limits, language
        Of the account that is made when they accept.
    sending
        How often it was sent; the link of an earlier time opens nothing.
    message
        Id of the message that brought it last.
    channel
        By which it went.
    account
        The account that came of it.
    """

    id: int
    person: str
    name: str
    login: str
    roles: frozenset[Role]
    language: str
    sending: int
    message: str
    channel: str
    invited_at: datetime
    invited_by: str
    expires_at: datetime
    opened_at: datetime | None = None
    accepted_at: datetime | None = None
    account: int | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    limits: tuple[RegionLimit, ...] = ()

    def is_open(self, now: datetime) -> bool:
        """Whether it can be answered."""
        return self.accepted_at is None and self.withdrawn_at is None and now < self.expires_at

    def state(self, now: datetime, message: MessageStatus | None) -> InvitationState:
        """How far it is.

        Parameters
        ----------
        message
            Where its message is; None: that is no longer known.
        """
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        if now >= self.expires_at:
            return InvitationState.LAPSED
        if self.opened_at is not None:
            return InvitationState.OPENED
        if message in (MessageStatus.DEAD, MessageStatus.STALE, MessageStatus.SETTLED):
            return InvitationState.UNDELIVERABLE
        if message is not None and message.is_waiting:
            return InvitationState.SENDING
        return InvitationState.INVITED


@dataclass(frozen=True, slots=True)
class ContactChange:
    """A new address of somebody that counts once they give the code that was sent to it.

    Parameters
    ----------
    person
        Id.
    channel, address
        What they want to be reached by.
    old
        Pair of channel and address that it takes the place of; empty: it is added.
    by
        Channel that brings the code: that of the address, or another one of theirs where nothing
        can be sent to that address.
    tries
        Codes that were given.
    """

    id: int
    person: str
    channel: str
    address: str
    old: tuple[str, str]
    by: str
    asked_at: datetime
    expires_at: datetime
    tries: int = 0
    done_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether a code can still be given."""
        return self.done_at is None and now < self.expires_at and self.tries < MOST_TRIES
