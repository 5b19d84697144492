"""What a duty roster would ask of the people who are now called without obligation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from solver.rules.c02_days_without_on_call import DaysWithoutOnCall
from solver.rules.c03_days_without_duty import DaysWithoutDuty
from solver.rules.c06_hours_with_call_nights import HoursWithCallNights
from solver.rules.in_force import rules_in_force
from solver.timeline.clock import DAY, HOUR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.ruleset import Ruleset
    from solver.rules.base import Rule
    from solver.rules.free_blocks_rule import FreeBlocksRule

R = TypeVar("R", DaysWithoutOnCall, DaysWithoutDuty, HoursWithCallNights)

BEARABLE = 5  #: one week in so many, beside a job and a family: a rule of thumb, and no law
_WEEKS_IN_YEAR = 365.25 / 7
_NIGHTS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class OnCallLimits:
    """What the rules in force say of being on call, for whoever has no night shifts.

    Parameters
    ----------
    most_days, window_days
        On call at most so many days of so many: the stricter of C02 and C03, ATW 5:9(2).
    most_nights, night_weeks
        From so many nights on call in so many weeks on, C06 limits the hours of work, ATW 5:9(5).
    average_hours
        That limit: hours a week on average.
    """

    most_days: int
    window_days: int
    most_nights: int
    night_weeks: int
    average_hours: float


@dataclass(frozen=True, slots=True)
class DutyInstead:
    """A team that shares the weeks on call of one or more posts.

    Parameters
    ----------
    posts
        Ids.
    people, required
        How many there are, and how many must be on call at once.
    least_by_law
        So many people are needed at least, by `OnCallLimits`. A lower bound: leave, illness,
        night shifts and the change of the clock ask for more.
    least_bearable
        So many are needed at one week in `BEARABLE`.
    weeks_a_year
        On call per person; None: there is nobody.
    nights
        On call per person in the weeks of C06; None: there is nobody.
    hours_are_limited
        Whether that is so many that C06 limits the hours of work.
    """

    posts: tuple[str, ...]
    people: int
    required: int
    least_by_law: int
    least_bearable: int
    weeks_a_year: float | None
    nights: float | None
    hours_are_limited: bool


def on_call_limits(ruleset: Ruleset) -> OnCallLimits:
    """The limits of the rules in force; of one that is not, its defaults."""
    rules = rules_in_force(ruleset)
    days, duty = _rule(DaysWithoutOnCall, rules), _rule(DaysWithoutDuty, rules)
    hours = _rule(HoursWithCallNights, rules)
    blocks: tuple[FreeBlocksRule, ...] = (days, duty)
    strictest = min(blocks, key=_minutes_left)
    return OnCallLimits(
        most_days=_minutes_left(strictest) // DAY,
        window_days=strictest.window // DAY,
        most_nights=hours.number,
        night_weeks=hours.weeks,
        average_hours=hours.max_average / HOUR,
    )


def _rule(kind: type[R], rules: Sequence[Rule]) -> R:
    return next((rule for rule in rules if isinstance(rule, kind)), kind())


def _minutes_left(rule: FreeBlocksRule) -> int:
    return rule.window - rule.blocks * rule.block


def duty_instead(
    posts: tuple[str, ...], people: int, required: int, limits: OnCallLimits
) -> DutyInstead:
    """What sharing the weeks on call comes to.

    Parameters
    ----------
    posts
        Ids of the posts that would be on call.
    people
        How many share them.
    required
        How many must be on call at once, for all these posts together.
    """
    nights = _NIGHTS_IN_WEEK * limits.night_weeks * required / people if people else None
    most = max(1, limits.most_days)
    return DutyInstead(
        posts=posts,
        people=people,
        required=required,
        least_by_law=max(required, math.ceil(required * limits.window_days / most)),
        least_bearable=BEARABLE * required,
        weeks_a_year=_WEEKS_IN_YEAR * required / people if people else None,
        nights=nights,
        hours_are_limited=nights is not None and nights >= limits.most_nights,
    )
