"""Gaps: time in which a post is not validly filled, as objects with a life of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

UNROSTERED = "roster"  #: the slot of time in which no shift was published
FILLED = "filled"  #: how a gap closes: somebody is there
OVER = "over"  #: its time went by, and nobody was
MORE = "more:"  #: begins the slot of seats that the roster in force does not have, before its start


class Cause(StrEnum):
    """Why a seat is not validly filled."""

    NEVER_FILLED = "never_filled"  #: the roster in force has nobody there
    NOT_BEGUN = "not_begun"  #: before the first roster of the post: nothing is promised, no gap
    NO_ROSTER = "no_roster"  #: no roster in force holds this time, though one was before or will be
    ROSTER_ENDS = "roster_ends"  #: the last roster in force ends before this
    MORE_NEEDED = "more_needed"  #: demand asks for more people than the roster in force has seats
    ILLNESS = "illness"
    LEAVE = "leave"
    COURSE = "course"
    ABSENT = "absent"  #: for a reason that is not kept, or not told
    COMPETENCE_LAPSED = "competence_lapsed"  #: competent before, and not on this day
    NOT_COMPETENT = "not_competent"  #: for another reason: trainee, other region, never shown
    PERSON_LEFT = "person_left"
    NOT_SHOWN_UP = "not_shown_up"  #: on the roster, and not confirmed to be at the desk in time
    NO_CONTACT = "no_contact"  #: on call and on the roster, and there is no way to reach them
    REST_OWED = "rest_owed"  #: called out at night, and the rest after that is not over
    OPEN_CALL = "open_call"  #: nobody is obliged, and the chance that nobody comes is too large

    @property
    def is_absence(self) -> bool:
        """Whether somebody is away; why is nobody's business but the planner's."""
        return self in (Cause.ILLNESS, Cause.LEAVE, Cause.COURSE, Cause.ABSENT)

    @property
    def without_reason(self) -> Cause:
        """The same for whoever need not know why somebody is absent."""
        return Cause.ABSENT if self.is_absence else self


class Severity(StrEnum):
    """How bad a gap is now, least first; from the time left and the priority of the post."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 is the least severe."""
        return tuple(Severity).index(self)


class GapState(StrEnum):
    """Where a gap is in its life."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"  #: somebody took it up
    ACCEPTED = "accepted"  #: intended: somebody accepted it, with a reason and until when
    CLOSED = "closed"  #: filled, or over


@dataclass(frozen=True, slots=True)
class GapPart:
    """A stretch of a gap with one cause.

    Parameters
    ----------
    start, end
        UTC, half open.
    missing
        How many people are missing, for this cause.
    cause
        Why.
    person
        Id of who should have been there; empty: nobody.
    """

    start: datetime
    end: datetime
    missing: int
    cause: Cause
    person: str = ""


@dataclass(frozen=True, slots=True)
class UncoveredInterval:
    """What coverage finds: one stretch of time in which a post lacks people; no history yet.

    Parameters
    ----------
    post
        Id.
    slot
        Id of the shift it lies in; ``"roster"`` where no shift was published; ``"more:"`` and a
        moment for seats that the roster does not have; the class of time (``"day"``, ``"night"``,
        ``"holiday"``) for an open call.
    start, end
        UTC, half open.
    required
        People needed at once.
    missing
        The most that are missing at once, >= 1.
    parts
        By start; together they fill the stretch. Two may overlap when two are missing.
    """

    post: str
    slot: str
    start: datetime
    end: datetime
    required: int
    missing: int
    parts: tuple[GapPart, ...]

    @property
    def cause(self) -> Cause:
        """The cause of its first part."""
        return self.parts[0].cause

    @property
    def people(self) -> frozenset[str]:
        """Ids of those who should have been there."""
        return frozenset(part.person for part in self.parts if part.person)

    @property
    def has_shift(self) -> bool:
        """Whether it lies in a shift of a roster in force: only that can be offered and filled."""
        is_shift = self.slot != UNROSTERED and not self.slot.startswith(MORE)
        return is_shift and self.cause is not Cause.OPEN_CALL

    @property
    def moves_along(self) -> bool:
        """Whether its edges move with the day: no shift says where it begins and ends."""
        return self.slot == UNROSTERED or self.cause is Cause.OPEN_CALL


@dataclass(frozen=True, slots=True)
class AcceptedFacts:
    """A gap as it was when somebody accepted it: more than this nobody accepted.

    Parameters
    ----------
    at
        When that was.
    start, end, missing, people
        As `UncoveredInterval` had them then.
    """

    at: datetime
    start: datetime
    end: datetime
    missing: int
    people: frozenset[str]

    def cover(self, interval: UncoveredInterval) -> bool:
        """Whether whoever accepted these facts accepted the gap as it is now.

        They did not when more people are missing, when it is somebody else who is not there, or
        when it begins earlier or ends later; time that was over when they accepted it aside.
        """
        if interval.missing > self.missing or not interval.people <= self.people:
            return False
        if interval.moves_along:
            return True
        return max(interval.start, self.at) >= self.start and interval.end <= self.end


#: Somebody is there, though not as it should be; for any other cause nobody is.
_STAFFED = (Cause.NO_CONTACT, Cause.COMPETENCE_LAPSED, Cause.NOT_COMPETENT, Cause.OPEN_CALL)
MUCH_LATER = timedelta(hours=1)  #: a gap that ends so much later has grown


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a gap reached when somebody took it up.

    Parameters
    ----------
    missing
        The most people that were missing at once.
    is_deserted
        For some of the time nobody was there at all.
    """

    start: datetime
    end: datetime
    missing: int
    is_deserted: bool

    @classmethod
    def of(cls, interval: UncoveredInterval) -> Extent:
        """How far an uncovered interval reaches."""
        is_deserted = any(part.cause not in _STAFFED for part in interval.parts)
        return cls(interval.start, interval.end, interval.missing, is_deserted)

    @classmethod
    def read(cls, text: str) -> Extent | None:
        """What `text` wrote; None: nothing was."""
        if not text:
            return None
        start, end, missing, deserted = text.split("/")
        moments = (datetime.fromisoformat(start), datetime.fromisoformat(end))
        return cls(*moments, int(missing), deserted == "1")

    @property
    def text(self) -> str:
        """As it is kept."""
        moments = f"{self.start.isoformat()}/{self.end.isoformat()}"
        return f"{moments}/{self.missing}/{int(self.is_deserted)}"

    def is_outgrown_by(self, interval: UncoveredInterval) -> bool:
        """Whether an interval is worse than this: earlier, much longer, or with fewer people."""
        now = Extent.of(interval)
        return (
            now.start < self.start
            or (now.end > self.end + MUCH_LATER and not interval.moves_along)
            or now.missing > self.missing
            or (now.is_deserted and not self.is_deserted)
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """The tracked object: an uncovered interval that keeps its number while its edges move.

    Parameters
    ----------
    id
        Number in the store; 0: not kept yet.
    interval
        As it was last found.
    state
        See `GapState`.
    opened_at
        When it was first found; again when it reopened.
    closed_at, closed_by
        When and how it closed; None while it is open.
    acknowledged_by, acknowledged_at, acknowledged_extent
        Who took it up, when, and how far it reached then, as `Extent` writes it.
    accepted_by, accepted_reason, accepted_until
        Who accepted it as intended, why, and until when.
    accepted_facts
        What they accepted; None: nobody did.
    lock_version
        Grows with each change.
    """

    id: int
    interval: UncoveredInterval
    state: GapState
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by: str = ""
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    acknowledged_extent: str = ""
    accepted_by: str = ""
    accepted_reason: str = ""
    accepted_until: datetime | None = None
    accepted_facts: AcceptedFacts | None = None
    lock_version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether the seat is still (partly) empty."""
        return self.state is not GapState.CLOSED

    @property
    def is_filled(self) -> bool:
        """Whether it closed because somebody came, and not because its time went by."""
        return not self.is_open and self.closed_by == FILLED

    def is_intended(self, now: datetime) -> bool:
        """Whether somebody accepted it as it is, and that still holds."""
        if self.accepted_until is None or now >= self.accepted_until:
            return False
        return self.accepted_facts is None or self.accepted_facts.cover(self.interval)


@dataclass(frozen=True, slots=True)
class DatedGap:
    """A gap, and when its history last grew."""

    gap: Gap
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class GapEvent:
    """One line of the history of a gap.

    Parameters
    ----------
    what
        ``opened``, ``moved``, ``closed``, ``reopened``, ``acknowledged``, ``released``,
        ``accepted``, ``offered``, ``called``, ``told``, ``grown``.
    who
        A user, a person, or ``caco`` itself.
    facts
        What else there is to say, as JSON.
    """

    gap: int
    at: datetime
    what: str
    who: str
    facts: str = "{}"


#: Below so much time to its start a gap of the highest priority is at least so severe; others one
#: step less.
_SOON = (
    (timedelta(hours=24), Severity.CRITICAL),
    (timedelta(hours=72), Severity.HIGH),
    (timedelta(days=14), Severity.MEDIUM),
)
_VERY_SOON = timedelta(hours=4)  #: below this every gap is critical
_FIRST = 1  #: the highest priority of a post


def severity(interval: UncoveredInterval, priority: int, now: datetime) -> Severity:
    """How severe an uncovered interval is now.

    Parameters
    ----------
    priority
        Of its post; 1 is the highest.
    """
    if interval.cause is Cause.OPEN_CALL:
        return Severity.MEDIUM if priority == _FIRST else Severity.LOW
    left = interval.start - now
    if left < _VERY_SOON:
        return Severity.CRITICAL
    found = next((level for limit, level in _SOON if left < limit), Severity.LOW)
    if priority == _FIRST:
        return found
    return tuple(Severity)[max(0, found.rank - 1)]
