"""What a scenario needs and what it gives: figures as plain values, kept and shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class PersonSpread:
    """A figure over people: the least, the middle one and the most."""

    least: float
    median: float
    most: float

    @classmethod
    def of(cls, values: Collection[float]) -> PersonSpread | None:
        """The spread of some values; None: there are none."""
        if not values:
            return None
        return cls(min(values), float(median(values)), max(values))


@dataclass(frozen=True, slots=True)
class TeamMinimum:
    """What the posts of one team need in one stretch of days.

    Parameters
    ----------
    posts
        Ids of posts that share their people.
    first, last
        Between two changes of the scenario, both inclusive.
    people
        How many the law needs at least.
    article
        By which article.
    fte
        Full-time jobs at the productive hours of the scenario; of being on call none.
    on_call
        People who are on call at once.
    holders
        How many may fill one of these posts on some day of the stretch.
    """

    posts: tuple[str, ...]
    first: date
    last: date
    people: int
    article: str
    fte: float
    on_call: float
    holders: int


@dataclass(frozen=True, slots=True)
class FoundRoster:
    """What a roster of the scenario looks like that was searched.

    Parameters
    ----------
    weeks
        Its length.
    places
        People that its shifts ask for, over all shifts.
    open_found
        Places that the best roster found leaves open.
    open_proven
        Places that stay open whatever one does; equal to `open_found`: it is proven.
    nights, weekends, on_call_weeks
        Of each person of the teams, in these weeks; None: nobody is in them, or there are none.
    health
        What unhealthy patterns cost, in points a person in four weeks; 0 is best. None: nobody has
        a shift.
    seconds
        Of searching.
    """

    weeks: int
    places: int
    open_found: int
    open_proven: int
    nights: PersonSpread | None
    weekends: PersonSpread | None
    on_call_weeks: PersonSpread | None
    health: float | None
    seconds: float

    @property
    def is_proven(self) -> bool:
        """Whether no roster leaves fewer places open."""
        return self.open_found == self.open_proven


@dataclass(frozen=True, slots=True)
class ScenarioFigures:
    """What a scenario needs and gives.

    Parameters
    ----------
    name
        Of the scenario.
    first, last
        The days that were counted: a year of 52 weeks.
    posts
        Ids of the posts of today that are counted; empty: all.
    teams
        What the law and the hours need, by team and stretch.
    people
        How many people the law needs at least for all of it, in the stretch that needs most.
    article
        By which article; of several teams that of the one that needs most.
    fte
        Full-time jobs on average over the year.
    productive_hours
        At which these are counted.
    euros
        What the hours of a year of 365 days cost; None: no price is given.
    rosters
        Searched, the shortest first.
    """

    name: str
    first: date
    last: date
    posts: tuple[str, ...]
    teams: tuple[TeamMinimum, ...]
    people: int
    article: str
    fte: float
    productive_hours: float
    euros: float | None = None
    rosters: tuple[FoundRoster, ...] = ()
