"""How healthy a roster is: what teams count when they judge one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container


@dataclass(frozen=True, slots=True)
class HealthCounts:
    """What was counted in the time of one person, or of several together.

    Where a health rule counts the same, its number may be lower: it leaves alone what the period
    does not show whole, flex workers, and what has no weight.

    Parameters
    ----------
    short_rests
        Rests between two shifts that are shorter than a day's rest (11 hours, unless a ruleset says
        otherwise).
    double_days
        Days on which two shifts start.
    runs, one_day_runs
        Runs of days with work, one of them at least a shift of the roster; and those of one day.
    night_runs, lone_nights
        The same of night after night.
    lone_days_off
        Days off by themselves between two days of work.
    nights
        Night shifts of the roster that start in the period.
    weekends, free_weekends
        Weekends that end in the period, and those without work or on-call.
    """

    short_rests: int = 0
    double_days: int = 0
    runs: int = 0
    one_day_runs: int = 0
    night_runs: int = 0
    lone_nights: int = 0
    lone_days_off: int = 0
    nights: int = 0
    weekends: int = 0
    free_weekends: int = 0

    def __add__(self, other: HealthCounts) -> HealthCounts:
        names = [field.name for field in fields(self)]
        return HealthCounts(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True, slots=True)
class PersonHealth:
    """One person's time under a roster.

    Parameters
    ----------
    person
        Id.
    in_flex_pool
        They take single shifts by agreement: runs and nights by themselves are normal.
    flaws
        Per health rule in force its id and the number of its flaws, 0 included, by id.
    mean_hours
        Hours of work a week in the period, work elsewhere and credited absence included.
    most_hours
        The same of the week with the most; of whole weeks, 0 where the period has none.
    """

    person: str
    in_flex_pool: bool
    counts: HealthCounts
    flaws: tuple[tuple[str, int], ...]
    mean_hours: float
    most_hours: float


@dataclass(frozen=True, slots=True)
class PostHealth:
    """One seat under a roster.

    Parameters
    ----------
    post
        Id of a post that is filled on site.
    short_rests, double_days
        Among the shifts of this post alone, over everybody.
    team
        Ids of those who have a shift of it and are in no flex pool.
    counts
        Of the whole time of the team together.
    """

    post: str
    short_rests: int
    double_days: int
    team: tuple[str, ...]
    counts: HealthCounts


@dataclass(frozen=True, slots=True)
class RosterHealth:
    """A roster, by person and by post, each in the order of the problem.

    Parameters
    ----------
    people
        Those with a shift or on-call in the period.
    """

    people: tuple[PersonHealth, ...]
    posts: tuple[PostHealth, ...]

    def counts(self, people: Container[str] | None = None) -> HealthCounts:
        """What was counted of some people together; None: of everybody."""
        some = (one.counts for one in self.people if people is None or one.person in people)
        return sum(some, HealthCounts())

    @property
    def flaws(self) -> tuple[tuple[str, int], ...]:
        """Per health rule its id and the number of its flaws over everybody, by id."""
        found: dict[str, int] = {}
        for person in self.people:
            for rule, count in person.flaws:
                found[rule] = found.get(rule, 0) + count
        return tuple(sorted(found.items()))
