"""What an edit of a roster does: to rules, to cover, to people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.model.candidate import Cost
from data.model.result import Violation


@dataclass(frozen=True, slots=True)
class PersonEffect:
    """What an edit does to one person.

    Parameters
    ----------
    gained, lost
        Ids of the shifts.
    now
        New violations that are there whatever they do after the last shift that changes.
    later
        New violations that need a later duty, such as a rest that is too short before the next
        pinned night.
    resolved
        Violations that go away.
    """

    person: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    now: tuple[Violation, ...]
    later: tuple[Violation, ...]
    resolved: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class CoverChange:
    """A shift that lacks more people than before, or fewer.

    Parameters
    ----------
    before, after
        How many qualified people are missing.
    """

    shift: str
    post: str
    start: datetime
    end: datetime
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit does.

    Parameters
    ----------
    people
        Everybody whose duties change, by id.
    opened, filled
        Shifts whose cover changes, by start.
    cost
        Of the whole edit; `Cost.others` counts the people touched.
    """

    people: tuple[PersonEffect, ...]
    opened: tuple[CoverChange, ...]
    filled: tuple[CoverChange, ...]
    cost: Cost

    @property
    def new_violations(self) -> tuple[Violation, ...]:
        """All that is newly broken, now or later."""
        return tuple(b for person in self.people for b in (*person.now, *person.later))


@dataclass(frozen=True, slots=True)
class Partner:
    """A colleague who could take a duty of somebody.

    Parameters
    ----------
    person
        Id.
    may_take
        They may have it for nothing in return.
    returns
        Ids of their duties, any one of which they may give in return, by start.
    """

    person: str
    may_take: bool = False
    returns: tuple[str, ...] = ()
