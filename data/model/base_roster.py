"""Base rosters: the cycle that a team lives by, and who starts in which week of it.

An on-call pool has one too: a cycle of as many weeks as there are turns, with one turn in it, in
which each member starts in another week.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class BaseRoster:
    """A cycle of weeks over the shifts of one post.

    Parameters
    ----------
    id
        Its name among the base rosters of the region.
    post
        Id of the post whose shifts it is about.
    start
        The Monday on which the first week of the cycle begins, for a member of week 1. It says
        nothing of the days before.
    weeks
        Per week of the cycle seven shift names, Monday first; an empty name is a day off.
    """

    id: str
    post: str
    start: date
    weeks: tuple[tuple[str, ...], ...]

    def week_on(self, day: date, week: int) -> int:
        """The week of the cycle, from 1, in which somebody is who began in `week`."""
        return ((day - self.start).days // DAYS_IN_WEEK + week - 1) % len(self.weeks) + 1

    def shift_on(self, day: date, week: int) -> str:
        """The name of the shift that begins on a day; empty for none, and before it starts.

        Parameters
        ----------
        week
            Week of the cycle, from 1, in which the member began at `start`.
        """
        if day < self.start:
            return ""
        return self.weeks[self.week_on(day, week) - 1][day.weekday()]


@dataclass(frozen=True, slots=True)
class BaseMember:
    """A person who follows a base roster.

    Parameters
    ----------
    base_roster
        Id of the base roster.
    person
        Id.
    week
        Week of the cycle, from 1, in which they are when it starts.
    first, until
        First and last day on which they follow it, inclusive; None: unbounded.
    """

    base_roster: str
    person: str
    week: int
    first: date | None = None
    until: date | None = None

    def follows_on(self, day: date) -> bool:
        """Whether they follow it on a day."""
        return (self.first is None or self.first <= day) and (
            self.until is None or day <= self.until
        )


#: Who follows which base roster.
Following = tuple[BaseRoster, BaseMember]


def following_by_post(
    rosters: Iterable[BaseRoster], members: Iterable[BaseMember]
) -> dict[str, list[Following]]:
    """Per post who follows which base roster of it."""
    by_id = {roster.id: roster for roster in rosters}
    found: dict[str, list[Following]] = {}
    for member in members:
        roster = by_id[member.base_roster]
        found.setdefault(roster.post, []).append((roster, member))
    return found


def following_on(day: date, following: Iterable[Following]) -> list[Following]:
    """Those of them who follow a base roster on a day."""
    return [(r, m) for r, m in following if day >= r.start and m.follows_on(day)]


class DepartureKind(StrEnum):
    """Why somebody departs from their base roster."""

    ABSENT = "absent"  #: away at the time of the shift
    NOT_COMPETENT = "not_competent"
    OTHER_WORK = "other_work"  #: at work outside this roster at that time
    RULE = "rule"  #: a rule forbids it, also without what else they were given
    SETTLED = "settled"  #: somebody put a duty beforehand where it does not go with this
    PUBLISHED = "published"  #: it would change what was signed
    SURPLUS = "surplus"  #: the base rosters give the shift to more people than it needs
    VACANCY = "vacancy"  #: they have a shift instead that nobody else could fill
    WEIGHED = "weighed"  #: it weighed less than the rest of quality
    UNTRIED = "untried"  #: nothing speaks against it: the search ended before it was tried
    UNKNOWN = "unknown"  #: not looked into
    IN_PLACE = "in_place"  #: an extra shift: of somebody who departs from their own base roster
    NOBODYS = "nobodys"  #: an extra shift: the base rosters give it to too few people


@dataclass(frozen=True, slots=True)
class Departure:
    """A shift that somebody has and should not have by their base roster, or the reverse.

    Parameters
    ----------
    is_extra
        They have it; else they do not have it.
    reason
        As data, said in the language of the reader.
    rule, article
        The rule that forbids it, where that is the reason.
    """

    person: str
    shift: str
    is_extra: bool
    kind: DepartureKind
    reason: Sentence
    rule: str = ""
    article: str = ""
