"""Requests of functionaries: leave that a planner decides on, swaps that a colleague answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from data.model.duty import AbsenceKind


class RequestStatus(StrEnum):
    """What became of a request."""

    ASKED = "asked"
    GRANTED = "granted"  #: the absence is in the records; the swap is in a signed roster
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  #: the duty began or changed hands, or the rules no longer allow it


@dataclass(frozen=True, slots=True)
class LeaveRequest:
    """Somebody asks to be absent.

    Parameters
    ----------
    start, end
        Half open.
    reason
        Why it was decided so.
    """

    id: int
    person: str
    kind: AbsenceKind
    start: datetime
    end: datetime
    note: str
    asked_at: datetime
    status: RequestStatus = RequestStatus.ASKED
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SwapRequest:
    """Somebody asks a colleague to take a duty, perhaps for one of theirs.

    Bound to shifts by their ids: it follows no other shift at the same time.

    Parameters
    ----------
    given, returned
        Ids of shifts; `returned` None: it is given away.
    roster
        The signed roster in which it was done.
    """

    id: int
    giver: str
    given: str
    taker: str
    returned: str | None
    note: str
    asked_at: datetime
    status: RequestStatus = RequestStatus.ASKED
    answered_at: datetime | None = None
    roster: int | None = None


class OfferStatus(StrEnum):
    """Where an offer is."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TOO_LATE = "too_late"  #: somebody else was first
    IMPOSSIBLE = "impossible"  #: they accepted, and no longer could
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self is OfferStatus.OPEN


@dataclass(frozen=True, slots=True)
class ShiftOffer:
    """One shift offered to one person.

    Parameters
    ----------
    shift
        Id: the offer stays what it is when the shift moves.
    person
        Id.
    offered_by
        Who offered it: their signature stands under the new version.
    roster
        The version in force that holds the answer; None: not accepted.
    """

    id: int
    shift: str
    post: str
    person: str
    offered_by: str
    offered_at: datetime
    expires_at: datetime
    status: OfferStatus = OfferStatus.OPEN
    answered_at: datetime | None = None
    roster: int | None = None
