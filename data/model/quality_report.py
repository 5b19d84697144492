"""What is said of the quality of a roster: on its page, its sheet, and to programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.quality import POINT, QualityWeights
from data.model.result import RosterQuality, Violation
from data.model.roster_health import RosterHealth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.problem import RosterProblem
    from data.model.roster_health import HealthCounts

LONG = timedelta(days=7)
_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class PeriodHealth:
    """How healthy another roster is, to compare with.

    Parameters
    ----------
    first, weeks
        Its period.
    """

    first: date
    weeks: int
    health: RosterHealth


@dataclass(frozen=True, slots=True)
class PersonWeeks:
    """What one person's flaws cost in each week of the period.

    Parameters
    ----------
    costs
        By week from Monday, those that the period touches, in hundredths of a point.
    """

    person: str
    costs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The quality of one roster.

    Parameters
    ----------
    weights
        What it is weighed by.
    health
        What teams count when they judge a roster.
    last
        The same of the period before; None: no roster of it was signed.
    base
        The same of what the base rosters give in this period; None: there are none.
    weeks
        Everybody with a flaw that costs something, by id.
    """

    weights: QualityWeights
    quality: RosterQuality
    health: RosterHealth
    last: PeriodHealth | None
    base: RosterHealth | None
    weeks: tuple[PersonWeeks, ...]


def counted(counts: HealthCounts) -> tuple[int, ...]:
    """What teams count, in the order in which it is always shown."""
    return (
        counts.short_rests,
        counts.double_days,
        counts.one_day_runs,
        counts.lone_nights,
        counts.lone_days_off,
        counts.free_weekends,
    )


def flaw_day(flaw: Violation, problem: RosterProblem) -> date:
    """The local date of a flaw, in the period.

    It is the one on which the flaw begins, and of one that lasts long, such as too many weekends,
    the one on which it ends.
    """
    at = flaw.end - _MOMENT if flaw.end - flaw.start > LONG else flaw.start
    day = at.astimezone(problem.zone).date()
    return min(max(day, problem.first_date), problem.last_date)


def mondays(problem: RosterProblem) -> tuple[date, ...]:
    """The Monday of each week that the period touches."""
    first = problem.first_date - timedelta(days=problem.first_date.weekday())
    count = (problem.last_date - first).days // 7 + 1
    return tuple(first + timedelta(weeks=week) for week in range(count))


def person_weeks(quality: RosterQuality, problem: RosterProblem) -> Iterator[PersonWeeks]:
    """What everybody's flaws cost in each week."""
    weeks = mondays(problem)
    found: dict[str, list[int]] = {}
    for flaw in quality.flaws:
        week = (flaw_day(flaw, problem) - weeks[0]).days // 7
        mine = found.setdefault(flaw.person, [0] * len(weeks))
        mine[week] += POINT * problem.weights.of_rule(flaw.rule)
    for person in sorted(found):
        yield PersonWeeks(person, tuple(found[person]))
