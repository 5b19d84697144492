"""An open shift offered to somebody: the first who accepts gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
