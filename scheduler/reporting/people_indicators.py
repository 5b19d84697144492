"""Indicators of people: competence, lapses, and the hours that employers deliver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.board_account import Measured
from data.model.competence_status import lapses
from scheduler.coverage.served import served_parts
from scheduler.reporting.coverage_indicators import NOTHING, cut
from scheduler.reporting.period_facts import rows_of

if TYPE_CHECKING:
    from scheduler.reporting.period_facts import PeriodFacts


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


def hours_delivered(facts: PeriodFacts) -> Measured:
    """The hours of duties that people did, by employer; hours on call are counted apart."""
    import pandas as pd

    with facts.store.reading() as connection:
        parts = served_parts(connection, facts.start, facts.end)
    rows = []
    for part in parts:
        person, post = facts.people.get(part.person), facts.posts.get(part.shift.post)
        start, end = max(part.start, facts.start), min(part.end, facts.end)
        if person is None or post is None or part.doubles or start >= end:
            continue
        hours = (end - start).total_seconds() / 3600
        is_at_work = part.shift.work_minutes > 0
        rows.append(
            (
                person.employer or None,
                post.name,
                hours if is_at_work else 0.0,
                0.0 if is_at_work else hours,
            )
        )
    table = pd.DataFrame(rows, columns=["partner", "post", "hours", "on_call_hours"])
    if table.empty:
        return NOTHING
    sums = table.groupby(["partner", "post"], dropna=False).sum().round(1).reset_index()
    return Measured(
        round(float(sums["hours"].sum() + sums["on_call_hours"].sum()), 1), rows_of(sums)
    )
