"""Indicators of rosters: what was accepted at their signing, and how healthy they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.board_account import Measured
from data.model.roster import LateNoticeFacts, RemarkKind, ViolationFacts
from data.store import rosters
from data.store.signing import sign_off_items
from scheduler.planning.derived_data import derived_from, read_problem
from scheduler.planning.judgement import pairs_of
from scheduler.reporting.board_account.coverage_indicators import NOTHING
from scheduler.reporting.board_account.period_facts import rows_of

if TYPE_CHECKING:
    from scheduler.reporting.board_account.period_facts import PeriodFacts


def consented_violations(facts: PeriodFacts) -> Measured:
    """How many violations of rules were accepted at the signing of rosters in the period."""
    import pandas as pd

    if not facts.signed:
        return NOTHING
    rows: list[tuple[str | None, str | None, int]] = []
    with facts.store.reading() as connection:
        for head in facts.signed:
            for item in sign_off_items(connection, head.id, RemarkKind.VIOLATION):
                told, kept = item.remark.facts, item.acceptance
                if kept is not None and kept.roster == head.id:
                    known = (
                        (told.rule, told.article)
                        if isinstance(told, ViolationFacts)
                        else (None,) * 2
                    )
                    rows.append((*known, 1))
    table = pd.DataFrame(rows, columns=["rule", "article", "violations"])
    sums = table.groupby(["rule", "article"], dropna=False).sum().reset_index()
    return Measured(float(len(rows)), rows_of(sums))


def short_notice(facts: PeriodFacts) -> Measured:
    """How many duties were signed for later than they had to be announced."""
    import pandas as pd

    if not facts.signed:
        return NOTHING
    rows = []
    with facts.store.reading() as connection:
        for head in facts.signed:
            for item in sign_off_items(connection, head.id, RemarkKind.NOTICE):
                told, kept = item.remark.facts, item.acceptance
                if kept is None or kept.roster != head.id:
                    continue
                duties = len(told.shifts) if isinstance(told, LateNoticeFacts) else 1
                days = told.notice_days if isinstance(told, LateNoticeFacts) else None
                rows.append((head.first_date.isoformat(), head.version, days, duties))
    table = pd.DataFrame(rows, columns=["roster", "version", "notice_days", "duties"])
    keys = ["roster", "version", "notice_days"]
    sums = table.groupby(keys, dropna=False).sum().reset_index()
    return Measured(float(int(sums["duties"].sum())), rows_of(sums))


def health_flaws(facts: PeriodFacts) -> Measured:
    """How many flaws against healthy rostering there are per person, in rosters in force."""
    import pandas as pd

    rows: list[tuple[str, int]] = []
    people = 0
    with facts.store.reading() as connection:
        heads = rosters.in_force(connection, facts.start, facts.end)
        held = rosters.posts_by_roster(connection, heads, list(facts.posts))
        for head in heads:
            if not held[head.id]:
                continue
            problem = read_problem(connection, head.problem_hash)
            pairs = pairs_of(problem, rosters.read_assignments(connection, head.id))
            health = derived_from(problem).health(pairs)
            mine = [one for one in health.people if one.person in facts.people]
            people += len(mine)
            rows += [flaw for one in mine for flaw in one.flaws]
    if not people:
        return NOTHING
    table = pd.DataFrame(rows, columns=["rule", "flaws"])
    sums = table.groupby("rule").sum().reset_index()
    per_person = round(float(sums["flaws"].sum()) / people, 2)
    return Measured(per_person, rows_of(sums[sums["flaws"] > 0]), int(sums["flaws"].sum()), people)
