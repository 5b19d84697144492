"""Duties, absences and wishes: what fills a person's time, or should."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DutyKind(StrEnum):
    """What a person's row of time is, as the working-time law sees it."""

    WORK = "work"
    ELSEWHERE = "elsewhere"  #: work for another post or employer; may lie inside on-call
    ON_CALL = "on_call"  #: consignatie
    OPEN_CALL = "open_call"  #: no obligation: no rule sees it
    ABSENCE = "absence"
    CALL = "call"  #: work done on a call during on-call; see `data.model.calls`


@dataclass(frozen=True, slots=True)
class Duty:
    """One row of a person's time, half open ``[start, end)``, UTC.

    The shape of every row in ``roster.csv``, ``history.csv``, ``elsewhere.csv`` and
    ``absence.csv``.

    Parameters
    ----------
    person
        Id.
    post
        Id of the post, or a word for what else it is.
    kind
        How the law sees it.
    start, end
        UTC instants.
    work_minutes
        Minutes that count as work, at most the elapsed ones. For an absence those that ATW 5:2
        credits.
    name
        Shift name in its pattern, where it has one.
    """

    person: str
    post: str
    kind: DutyKind
    start: datetime
    end: datetime
    work_minutes: int
    name: str = ""


class AbsenceKind(StrEnum):
    """Why somebody is away."""

    LEAVE = "leave"
    ILLNESS = "illness"
    COURSE = "course"
    ABSENT = "absent"  #: for a reason that is not kept, or no longer


@dataclass(frozen=True, slots=True)
class Absence:
    """Time in which a person cannot be rostered, half open ``[start, end)``, UTC.

    Parameters
    ----------
    work_minutes
        Hours of it that count as worked (ATW 5:2), in minutes, spread evenly; 0: none.
    """

    person: str
    kind: AbsenceKind
    start: datetime
    end: datetime
    work_minutes: int = 0


class WishKind(StrEnum):
    """Direction of a wish."""

    WANT = "want"
    AVOID = "avoid"


@dataclass(frozen=True, slots=True)
class Wish:
    """A soft wish about shifts that start inside ``[start, end)``.

    `AVOID` costs `weight` per shift that the person has there; `WANT` costs `weight` once, if
    they have none.

    Parameters
    ----------
    person
        Id.
    kind
        Want or avoid.
    start, end
        UTC instants.
    weight
        1..100.
    post
        Only shifts of this post; None: any.
    name
        Only shifts of this name; None: any.
    """

    person: str
    kind: WishKind
    start: datetime
    end: datetime
    weight: int = 1
    post: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """One person on one shift.

    Parameters
    ----------
    person, shift
        Ids.
    pinned
        The solver may not move it.
    double
        A trainee beside the qualified holder: does not count as cover.
    """

    person: str
    shift: str
    pinned: bool = False
    double: bool = False
