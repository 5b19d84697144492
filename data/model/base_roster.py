"""Base rosters: the cycle that a team lives by, and who starts in which week of it.

An on-call pool has one too: a cycle of as many weeks as there are turns, with one turn in it, in
which each member starts in another week.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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
        The Monday on which the first week of the cycle begins, for a member of week 1.
    weeks
        Per week of the cycle seven shift names, Monday first; an empty name is a day off.
    """

    id: str
    post: str
    start: date
    weeks: tuple[tuple[str, ...], ...]

    def shift_on(self, day: date, week: int) -> str:
        """The name of the shift that begins on a day, empty for none.

        Parameters
        ----------
        week
            Week of the cycle, from 1, in which the member began at `start`.
        """
        passed, weekday = divmod((day - self.start).days, DAYS_IN_WEEK)
        return self.weeks[(passed + week - 1) % len(self.weeks)][weekday]


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
