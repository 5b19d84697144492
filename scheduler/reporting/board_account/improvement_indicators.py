"""Indicators of improvement: actions that were done by their day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.board_account import Measured
from data.store.improvement import read_files
from scheduler.reporting.board_account.coverage_indicators import NOTHING, cut
from scheduler.reporting.board_account.period_facts import rows_of

if TYPE_CHECKING:
    from data.model.improvement import Finding, ImprovementAction
    from scheduler.reporting.board_account.period_facts import PeriodFacts


def actions_in_time(facts: PeriodFacts) -> Measured:
    """The share of the actions that were due in the period and were done by their day."""
    import pandas as pd

    first, last = facts.period.first, facts.period.last
    with facts.store.reading() as connection:
        files = read_files(connection).values()
    rows = [
        (file.finding.theme, 1, int(_is_in_time(action)), int(action.done_on is None))
        for file in files
        for action in file.actions
        if first <= action.due <= last and _is_within(file.finding, action, facts)
    ]
    table = pd.DataFrame(rows, columns=["theme", "actions", "in_time", "not_done"])
    if table.empty:
        return NOTHING
    sums = table.groupby("theme", sort=False).sum().reset_index()
    part, whole = int(sums["in_time"].sum()), int(sums["actions"].sum())
    return Measured(cut(part, whole), rows_of(sums), part, whole)


def _is_in_time(action: ImprovementAction) -> bool:
    return action.done_on is not None and action.done_on <= action.due


def _is_within(finding: Finding, action: ImprovementAction, facts: PeriodFacts) -> bool:
    """Whether an action is about these regions, and of this partner if one is named."""
    is_here = not finding.regions or facts.reach.covers(finding.regions)
    return is_here and facts.is_about(action.partner, finding.partner)
