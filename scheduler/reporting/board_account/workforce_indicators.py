"""Indicators of how many people there are: seats that hang on one person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.board_account import Measured
from scheduler.reporting.board_account.coverage_indicators import NOTHING
from scheduler.reporting.board_account.period_facts import rows_of
from scheduler.workforce.single_points import LASTS, kept_losses

if TYPE_CHECKING:
    from scheduler.reporting.board_account.period_facts import PeriodFacts

_JUST_AFTER = timedelta(days=1)


def single_points(facts: PeriodFacts) -> Measured:
    """How many posts have shifts that nobody else may take if one person were gone.

    By the report that was last worked out, if that was in the last week of the period or on the day
    after it: it says how things stood then. The longest absence that was looked at counts.
    """
    import pandas as pd

    with facts.store.reading() as connection:
        kept = kept_losses(connection, facts.now)
    if kept is None or not kept.report.lengths:
        return NOTHING
    report = kept.report
    if not facts.end - LASTS <= report.made_at < facts.end + _JUST_AFTER:
        return NOTHING
    longest = report.lengths[-1]
    rows = [
        (facts.posts[one.post].name, len(one.people), one.shifts, longest)
        for one in report.of_posts(facts.posts).posts_missing(longest)
    ]
    table = pd.DataFrame(rows, columns=["post", "people", "shifts", "weeks"])
    return Measured(float(len(table)), rows_of(table.sort_values("post")))
