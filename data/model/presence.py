"""Presence: that somebody was confirmed to be at their desk, and since when a post asks that."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

EARLY = timedelta(hours=1)  #: so long before a duty it may be confirmed
LONGEST_NOTE = 500  #: characters of a handover note, and of what a statement stands on
KEPT = timedelta(weeks=4)  #: so long a handover note is kept


class PresenceSource(StrEnum):
    """How it became known that somebody is there."""

    SELF = "self"  #: they pressed it themselves
    LEAVER = "leaver"  #: whoever they relieved did
    WALL = "wall"  #: somebody at the screen in the room
    BADGE = "badge"  #: a program, such as a badge reader
    LINK = "link"  #: they followed the link of a message
    PLANNER = "planner"  #: a planner stated it


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody confirmed to be at the desk of a post.

    Parameters
    ----------
    post, shift
        Ids; the shift is the one they had when it was recorded.
    person
        Id.
    at
        Since when they are there, UTC.
    recorded_at, recorded_by
        When that was recorded, and by whom: a login, or the name of a token.
    how
        How it became known.
    note
        On what a statement afterwards stands, such as the log of the door.
    id
        Number in the store; 0: not kept yet.
    """

    post: str
    shift: str
    person: str
    at: datetime
    recorded_at: datetime
    recorded_by: str
    how: PresenceSource
    note: str = ""
    id: int = 0

    @property
    def is_afterwards(self) -> bool:
        """Whether it was recorded well after the moment of which it tells."""
        return self.recorded_at - self.at > AFTERWARDS


AFTERWARDS = timedelta(minutes=5)  #: what is recorded so much later tells of the past


@dataclass(frozen=True, slots=True)
class HandoverNote:
    """What somebody left for whoever comes next at a post; no log of incidents.

    Parameters
    ----------
    post
        Id.
    person
        Id of who left it; empty: somebody at the screen in the room.
    written_at, written_by
        When, and with which login.
    text
        At most `LONGEST_NOTE` characters.
    id
        Number in the store; 0: not kept yet.
    """

    post: str
    person: str
    written_at: datetime
    written_by: str
    text: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class PresenceTerm:
    """From when on a post asks for presence, and how soon.

    Parameters
    ----------
    since
        A duty that begins then or later falls under it.
    minutes
        Within how many minutes of its start a duty must be confirmed; None: it need not be.
    """

    since: datetime
    minutes: int | None


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stay:
    """A duty of somebody at a desk, or the part of it that they have; half open, UTC.

    Parameters
    ----------
    came
        When they came for it: the start, or that of the duty at the same post that it goes on from
        without a break. Whoever stays on need not say so again.
    """

    start: datetime
    end: datetime
    came: datetime


@dataclass(frozen=True)
class PresenceRecords:
    """What is known of presence in a stretch of time, at a moment.

    Parameters
    ----------
    seen_at
        The moment: whoever has not confirmed in time by then has not shown up.
    terms
        By post, by `PresenceTerm.since`; a post without any never asked for presence.
    confirmed
        By post and person, the moments since which they were confirmed to be there, in order.
    """

    seen_at: datetime = _LONG_AGO
    terms: Mapping[str, tuple[PresenceTerm, ...]] = field(default_factory=dict)
    confirmed: Mapping[tuple[str, str], tuple[datetime, ...]] = field(default_factory=dict)

    def minutes_asked(self, post: str, start: datetime) -> int | None:
        """Within how many minutes a duty must be confirmed that begins at `start`; None: not."""
        terms = self.terms.get(post, ())
        place = bisect_right(terms, start, key=lambda term: term.since)
        return terms[place - 1].minutes if place else None

    def confirmed_at(self, post: str, person: str, stay: Stay) -> datetime | None:
        """Since when somebody was confirmed in a duty of theirs; None: they were not.

        What counts is the first moment from `EARLY` before they came up to its end: a confirmation
        is of a person at a desk, so a new version of the roster leaves it as it is.
        """
        moments = self.confirmed.get((post, person), ())
        return next((at for at in moments if stay.came - EARLY <= at < stay.end), None)

    def latest(self, post: str, stay: Stay) -> datetime | None:
        """Until when a duty may be confirmed in time; None: that is not asked."""
        minutes = self.minutes_asked(post, stay.start)
        return None if minutes is None else min(stay.start + timedelta(minutes=minutes), stay.end)

    def not_shown_up(self, post: str, person: str, stay: Stay) -> tuple[datetime, datetime] | None:
        """The time of a duty in which somebody is not known to be there; None: there is none."""
        latest = self.latest(post, stay)
        if latest is None:
            return None
        at = self.confirmed_at(post, person, stay)
        if at is None:
            return (stay.start, stay.end) if self.seen_at >= latest else None
        return (stay.start, at) if at > latest else None
