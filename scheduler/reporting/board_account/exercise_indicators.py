"""Indicators of exercises: how many were held, and which parts of the main structure were tested.

Bvr 2.5.1: the parts of the main structure hold a joint exercise every year.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.board_account import Measured
from data.model.exercise import AttendanceState, GoalsMet, MainPart
from data.store.exercises import read_exercises
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.reporting.board_account.coverage_indicators import NOTHING, cut
from scheduler.reporting.board_account.period_facts import rows_of

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.exercise import Exercise
    from scheduler.reporting.board_account.period_facts import PeriodFacts

_DAY = timedelta(days=1)


def exercises_held(facts: PeriodFacts) -> Measured:
    """How many exercises were held in the period, by kind; and how many reached their goals."""
    import pandas as pd

    known = _known(facts)
    if not known:
        return NOTHING
    rows = [
        (
            one.kind.value,
            1,
            int(one.goals_met is GoalsMet.MET),
            len(one.people(AttendanceState.PRESENT)),
        )
        for one in known
        if _is_held(one, facts.start, facts) and facts.is_about(one.partner)
    ]
    table = pd.DataFrame(rows, columns=["kind", "held", "goals_met", "present"])
    sums = table.groupby("kind", sort=False).sum().reset_index()
    return Measured(float(len(rows)), rows_of(sums))


def parts_tested(facts: PeriodFacts) -> Measured:
    """The share of the parts of the main structure that were tested in the last twelve months."""
    import pandas as pd

    known = _known(facts)
    if not any(one.parts for one in known):
        return NOTHING
    after = facts.period.last + _DAY
    since = midnight(after.replace(year=after.year - 1), ZONE)  # a period ends with a month
    rows = []
    for part in MainPart:
        tests = [one for one in known if part in one.parts and _is_held(one, since, facts)]
        last = max((one.start for one in tests), default=None)
        day = last.astimezone(ZONE).date().isoformat() if last else None
        rows.append((part.value, len(tests), day))
    table = pd.DataFrame(rows, columns=["part", "held", "last_tested"])
    tested, whole = int((table["held"] > 0).sum()), len(rows)
    return Measured(cut(tested, whole), rows_of(table), tested, whole)


def _known(facts: PeriodFacts) -> list[Exercise]:
    """Exercises of these regions, held, planned or called off."""
    with facts.store.reading() as connection:
        found = read_exercises(connection)
    return [one for one in found if facts.reach.covers(one.regions)]


def _is_held(one: Exercise, since: datetime, facts: PeriodFacts) -> bool:
    """Whether it was held between a moment and the end of the period."""
    is_over = one.end <= facts.now
    return not one.is_called_off and is_over and since <= one.start < facts.end
