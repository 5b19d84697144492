"""Requests of functionaries: leave that a planner decides on, swaps that a colleague answers.

And the rounds in which a planner asks everybody what they wish, before a period is planned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
        The signed roster in which it was done; None: not done, or a take-over holds it.
    start, end
        The part of the duty that is given away, UTC, half open; None: all of it.
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
    start: datetime | None = None
    end: datetime | None = None

    @property
    def part(self) -> tuple[datetime, datetime] | None:
        """The part of the duty that is given away; None: all of it."""
        return (self.start, self.end) if self.start and self.end else None


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
        The version in force that holds the answer; None: not accepted, or a take-over holds it.
    start, end
        The part of the shift that is offered, UTC, half open; None: all of it.
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
    start: datetime | None = None
    end: datetime | None = None


class RoundReply(StrEnum):
    """What somebody answered in a round."""

    ASKED = "asked"  #: they made a wish, or asked for leave
    NOTHING = "nothing"  #: nothing this time, or nothing more than they asked before


class RoundStep(StrEnum):
    """What people are told of a round that is under way, each once."""

    OPENED = "opened"
    THREE_QUARTERS = "three_quarters"
    DAY_BEFORE = "day_before"


@dataclass(frozen=True, slots=True)
class RoundAnswer:
    """That somebody answered in a round; of several answers the last one.

    Parameters
    ----------
    round
        Number of the round.
    person
        Id.
    """

    round: int
    person: str
    reply: RoundReply
    at: datetime


@dataclass(frozen=True, slots=True)
class RequestRound:
    """The time in which functionaries say what they wish for a period that is still to be planned.

    Parameters
    ----------
    first, last
        Local days of the period, both inclusive.
    until
        When it ends by itself.
    note
        Of the planner, for everybody.
    closed_at
        When it was closed before its end; None: it was not.
    closed_by
        Who closed it; ``roster/5``: that roster was signed for the whole period.
    book
        Id of the book whose next roster it is about; empty: that of the posts that no book holds.
    """

    id: int
    first: date
    last: date
    until: datetime
    note: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None = None
    closed_by: str = ""
    book: str = ""

    @property
    def ends_at(self) -> datetime:
        """When it ends, or ended."""
        return min(self.closed_at or self.until, self.until)

    def is_open(self, now: datetime) -> bool:
        """Whether it is under way."""
        return self.opened_at <= now < self.ends_at

    def touches(self, first: date, last: date) -> bool:
        """Whether some of its days lie in a stretch of days, both inclusive."""
        return self.first <= last and first <= self.last

    @property
    def steps(self) -> tuple[tuple[datetime, RoundStep], ...]:
        """When people are told what, in the order of time.

        A round of a day or less has no day before its end.
        """
        length = self.until - self.opened_at
        found = [
            (self.opened_at, RoundStep.OPENED),
            (self.opened_at + length * 3 / 4, RoundStep.THREE_QUARTERS),
        ]
        if length > _DAY:
            found.append((self.until - _DAY, RoundStep.DAY_BEFORE))
        order = list(RoundStep)
        return tuple(sorted(found, key=lambda pair: (pair[0], order.index(pair[1]))))

    def step_due(self, now: datetime) -> RoundStep | None:
        """What is to be told by now; None: it is not under way.

        Of several steps whose moment passed while nobody looked only the last still helps.
        """
        if not self.is_open(now):
            return None
        return [step for at, step in self.steps if at <= now][-1]


_DAY = timedelta(days=1)
