"""Indicators of people: competence, lapses, and the hours that employers deliver."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.board_account import Measured
from data.model.competence_status import lapses
from data.model.duty import DutyKind
from data.model.requirement import OF_EMPLOYER
from data.model.tally import LocalDays
from scheduler.planning.current_problem import current_problem
from scheduler.reporting.board_account.coverage_indicators import NOTHING, cut
from scheduler.reporting.board_account.period_facts import rows_of

if TYPE_CHECKING:
    from datetime import date

    from data.model.requirement import Requirement
    from scheduler.reporting.board_account.period_facts import PeriodFacts

_DAY = timedelta(days=1)
_MINUTES = 60  #: of an hour
_COUNTED = (DutyKind.WORK, DutyKind.ON_CALL)


def competent(facts: PeriodFacts) -> Measured:
    """The share of those who hold a function that may fill it, on the last day of the period."""
    import pandas as pd

    last, register = facts.period.last, facts.register
    rows = [
        (facts.functions.get(one.function, one.function), 1, int(one.state.is_rosterable))
        for one in facts.standings
        if last in register.appointed(one.person, one.function)
    ]
    table = pd.DataFrame(rows, columns=["function", "people", "competent"])
    if table.empty:
        return NOTHING
    sums = table.groupby("function", sort=False).sum().reset_index()
    sums["percent"] = 100 * sums["competent"] / sums["people"]
    part, whole = int(sums["competent"].sum()), int(sums["people"].sum())
    return Measured(cut(part, whole), rows_of(sums.round(2)), part, whole)


def lapsed(facts: PeriodFacts) -> Measured:
    """How many competences lapsed in the period, of people whose appointment went on."""
    import pandas as pd

    first, last = facts.period.first, facts.period.last
    if not facts.register.holders:
        return NOTHING
    rows = [
        (facts.functions.get(one.function, one.function), 1)
        for one in lapses(facts.register, first, (last - first).days)
        if one.person in facts.people and not one.by.competence
    ]
    table = pd.DataFrame(rows, columns=["function", "lapses"])
    sums = table.groupby("function", sort=False).sum().reset_index()
    return Measured(float(len(rows)), rows_of(sums))


def declarations(facts: PeriodFacts) -> Measured:
    """The share of declarations that ended in the period and were followed by a new one in time.

    Of people who still hold a function that asks for it on the day after. In time: there is no day
    between the two without one.
    """
    import pandas as pd

    rows = []
    for requirement in facts.register.requirements:
        if requirement.kind not in OF_EMPLOYER:
            continue
        for person in facts.people.values():
            for day in _ends_of(person.id, requirement, facts):
                is_followed = day + _DAY in facts.register.shown(person.id, requirement)
                rows.append((person.employer or None, 1, int(is_followed)))
    table = pd.DataFrame(rows, columns=["partner", "ended", "in_time"])
    if table.empty:
        return NOTHING
    sums = table.groupby("partner", dropna=False).sum().reset_index()
    part, whole = int(sums["in_time"].sum()), int(sums["ended"].sum())
    return Measured(cut(part, whole), rows_of(sums), part, whole)


def _ends_of(person: str, requirement: Requirement, facts: PeriodFacts) -> list[date]:
    """The last days, within the period, of what somebody has shown for a requirement."""
    first, last, register = facts.period.first, facts.period.last, facts.register
    ends = {
        until
        for one in register.evidence_for(person, requirement)
        for _start, until in one.valid(requirement.months).stretches()
        if until is not None and first <= until <= last
    }
    return sorted(
        day
        for day in ends
        if day + _DAY in requirement.asked
        and any(day + _DAY in register.appointed(person, each) for each in requirement.functions)
    )


def hours_delivered(facts: PeriodFacts) -> Measured:
    """The hours of duties that people did, by employer; hours on call are counted apart.

    As on the page of hours: by what the records say was done, and where they say nothing by the
    rosters in force; a duty whole on the day on which it begins, and work without its breaks.
    """
    import pandas as pd

    if facts.statement is None:  # nothing is watched, so nobody has duties
        return NOTHING
    with facts.store.reading() as connection:
        # Of a problem that begins after them, these days are the past: with all that corrects it.
        problem = current_problem(connection, facts.period.last + _DAY, 1)
    days, rows = LocalDays.of(problem), []
    for duty in problem.history:
        person, post = facts.people.get(duty.person), facts.posts.get(duty.post)
        begins = facts.start <= duty.start < facts.end
        if person is None or post is None or not begins or duty.kind not in _COUNTED:
            continue
        weighed = days.burden(duty)
        at_work, on_call = (n / _MINUTES for n in (weighed.work_minutes, weighed.on_call_minutes))
        rows.append((person.employer or None, post.name, at_work, on_call))
    table = pd.DataFrame(rows, columns=["partner", "post", "hours", "on_call_hours"])
    if table.empty:
        return NOTHING
    sums = table.groupby(["partner", "post"], dropna=False).sum().round(1).reset_index()
    total = float(table["hours"].sum() + table["on_call_hours"].sum())
    return Measured(round(total, 1), rows_of(sums))
