"""All indicators of the account to the board, each with what counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.account_line import Indicator
from scheduler.reporting.board_account.coverage_indicators import (
    NOTHING,
    call_out_minutes,
    chance_of_nobody,
    filled_in_time,
    filled_minutes,
    open_minutes,
    time_to_fill,
)
from scheduler.reporting.board_account.exercise_indicators import exercises_held, parts_tested
from scheduler.reporting.board_account.improvement_indicators import actions_in_time
from scheduler.reporting.board_account.people_indicators import (
    competent,
    declarations,
    hours_delivered,
    lapsed,
)
from scheduler.reporting.board_account.period_facts import PeriodFacts
from scheduler.reporting.board_account.roster_indicators import (
    consented_violations,
    health_flaws,
    short_notice,
)
from scheduler.reporting.board_account.workforce_indicators import single_points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from data.model.account_line import AccountLine, AccountPeriod
    from data.model.board_account import Measured
    from data.store.opening import Store

#: What counts each of them; one that is not here is not recorded.
COUNTS: Mapping[Indicator, Callable[[PeriodFacts], Measured]] = {
    Indicator.FILLED_MINUTES: filled_minutes,
    Indicator.OPEN_MINUTES: open_minutes,
    Indicator.TIME_TO_FILL: time_to_fill,
    Indicator.FILLED_IN_TIME: filled_in_time,
    Indicator.CHANCE_OF_NOBODY: chance_of_nobody,
    Indicator.COMPETENT: competent,
    Indicator.LAPSES: lapsed,
    Indicator.CONSENTED_VIOLATIONS: consented_violations,
    Indicator.SHORT_NOTICE: short_notice,
    Indicator.HEALTH_FLAWS: health_flaws,
    Indicator.EXERCISES: exercises_held,
    Indicator.PARTS_TESTED: parts_tested,
    Indicator.CALL_OUT_MINUTES: call_out_minutes,
    Indicator.SINGLE_POINTS: single_points,
    Indicator.ACTIONS_IN_TIME: actions_in_time,
    Indicator.DECLARATIONS: declarations,
    Indicator.HOURS_DELIVERED: hours_delivered,
}


def measure(
    store: Store, due: Iterable[tuple[AccountLine, AccountPeriod]], now: datetime
) -> list[tuple[AccountLine, AccountPeriod, Measured]]:
    """What each line comes to in a period; what is read of the same days is read once.

    Raises
    ------
    InputError
        The records do not hold together.
    """
    known: dict[object, PeriodFacts] = {}
    found = []
    for line, period in due:
        key = period, line.regions, line.partner
        facts = known.setdefault(key, PeriodFacts(store, period, now, line.regions, line.partner))
        count = COUNTS.get(line.indicator)
        found.append((line, period, NOTHING if count is None else count(facts)))
    return found
