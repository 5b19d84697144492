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
