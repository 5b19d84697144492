"""What functionaries say of their own competence: what they would like to learn, and have shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class HandedInStatus(StrEnum):
    """What became of evidence that somebody handed in about themselves."""

    WAITS = "waits"  #: it counts for nothing yet
    CONFIRMED = "confirmed"  #: it is evidence since
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LearningWish:
    """What somebody would like to learn, in their own words.

    Parameters
    ----------
    person
        Id.
    written_at
        When they last changed it.
    """

    person: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Evidence that somebody handed in about themselves.

    Parameters
    ----------
    id
        Number.
    person, requirement
        Ids.
    shown_on
        The day on which it was shown, as they say.
    document
        Where the paper can be found, as they say.
    decided_by
        Who confirmed or refused it; empty: nobody yet.
    reason
        Why it was refused.
    """

    id: int
    person: str
    requirement: str
    shown_on: date
    document: str
    handed_in_at: datetime
    status: HandedInStatus = HandedInStatus.WAITS
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
