"""Indicators of coverage: minutes filled, why not, how fast gaps were filled, and open calls."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.board_account import Measured
from data.model.post import Authority
from scheduler.reporting.board_account.period_facts import rows_of
from scheduler.reporting.open_call import all_side_by_side

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from data.model.gap import Gap
    from scheduler.reporting.board_account.period_facts import PeriodFacts

_HOUR = timedelta(hours=1)
NOTHING = Measured(None)


def filled_minutes(facts: PeriodFacts) -> Measured:
    """The share of the minutes of statutory posts in which they were validly filled."""
    found = _minutes(facts)
    if found is None:
        return NOTHING
    statutory = [one.name for one in facts.posts.values() if one.authority is Authority.STATUTE]
    table = found[found["post"].isin(statutory)]
    sums = table.groupby("post", sort=False)[["required", "valid", "unrecorded"]].sum()
    sums = sums.reset_index()
    required, valid = int(sums["required"].sum()), int(sums["valid"].sum())
    unrecorded = int(sums["unrecorded"].sum())
    if not unrecorded:
        sums = sums.drop(columns="unrecorded")
    if not required:
        return NOTHING
    sums["open"] = sums["required"] - sums["valid"]
    sums["percent"] = 100 * sums["valid"] / sums["required"].where(sums["required"] > 0)
    return Measured(cut(valid, required), rows_of(sums), valid, required, unrecorded)


def open_minutes(facts: PeriodFacts) -> Measured:
    """The minutes in which people were missing on any post, by cause."""
    import pandas as pd  # slow to load, and wanted only where tables are reckoned

    found = _minutes(facts)
    if found is None or facts.statement is None or not int(found["required"].sum()):
        return NOTHING
    names = {post.id: post.name for post in facts.posts.values()}
    causes = [
        (names.get(month.post, month.post), cause.without_reason.value, minutes)
        for month in facts.statement.proof.months
        for cause, minutes in month.by_cause.items()
        if minutes
    ]
    table = pd.DataFrame(causes, columns=["post", "cause", "minutes"])
    sums = table.groupby(["cause", "post"], sort=True)["minutes"].sum().reset_index()
    ordered = sums.sort_values("minutes", ascending=False, kind="stable")
    unrecorded = int(found["unrecorded"].sum())
    return Measured(float(int(ordered["minutes"].sum())), rows_of(ordered), unrecorded=unrecorded)


def _minutes(facts: PeriodFacts) -> pd.DataFrame | None:
    """Minutes of each post and month, needed, filled and not recorded; None: no posts are there."""
    import pandas as pd

    if facts.statement is None:
        return None
    names = {post.id: post.name for post in facts.posts.values()}
    rows = [
        (names.get(one.post, one.post), one.required, one.valid, one.unrecorded)
        for one in facts.statement.proof.months
    ]
    return pd.DataFrame(rows, columns=["post", "required", "valid", "unrecorded"])


def time_to_fill(facts: PeriodFacts) -> Measured:
    """The hours from the finding of a gap to its filling: of half of them no more than this."""
    return _quantiles(_filled(facts))


def _quantiles(table: pd.DataFrame) -> Measured:
    if table.empty:
        return NOTHING
    hours = table["hours"].groupby(table["post"])
    rows = hours.agg(gaps="count", median="median", most=lambda one: one.quantile(0.9))
    return Measured(round(float(table["hours"].median()), 2), rows_of(rows.round(2).reset_index()))


def _filled(facts: PeriodFacts) -> pd.DataFrame:
    """Gaps of the period that were filled: post, and hours from found to filled."""
    import pandas as pd

    rows = [
        (_post_name(facts, gap), (closed - gap.opened_at) / _HOUR)
        for gap in facts.gaps
        if (closed := _filled_at(gap)) is not None
    ]
    return pd.DataFrame(rows, columns=["post", "hours"])


def _filled_at(gap: Gap) -> datetime | None:
    """When it was filled; None: it was not."""
    return gap.closed_at if gap.is_filled else None


def _post_name(facts: PeriodFacts, gap: Gap) -> str:
    post = facts.posts.get(gap.interval.post)
    return post.name if post else gap.interval.post


def filled_in_time(facts: PeriodFacts) -> Measured:
    """The share of gaps that were filled before they began; intended ones do not count."""
    import pandas as pd

    rows = []
    for gap in facts.gaps:
        closed = _filled_at(gap)
        is_over = gap.interval.start <= facts.now
        if gap.accepted_until is None and (closed is not None or is_over):
            in_time = closed is not None and closed <= gap.interval.start
            rows.append((_post_name(facts, gap), 1, int(in_time)))
    table = pd.DataFrame(rows, columns=["post", "gaps", "in_time"])
    if table.empty:
        return NOTHING
    sums = table.groupby("post").sum().reset_index()
    part, whole = int(sums["in_time"].sum()), int(sums["gaps"].sum())
    return Measured(cut(part, whole), rows_of(sums), part, whole)


def chance_of_nobody(facts: PeriodFacts) -> Measured:
    """The largest chance that too few come to an open call, at the end of the period."""
    import pandas as pd

    at = min(facts.end, facts.now)
    rows = [
        (one.post.name, chance.time_class.value, chance.members, round(100 * chance.worst, 1))
        for one in all_side_by_side(facts.store, at, 1, facts.reach)
        for chance in one.chances
        if chance.chance is not None
    ]
    table = pd.DataFrame(rows, columns=["post", "time", "people", "percent"])
    if table.empty:
        return NOTHING
    return Measured(float(table["percent"].max()), rows_of(table))


def call_out_minutes(facts: PeriodFacts) -> Measured:
    """The share of the norms of call-outs, such as 2, 5 and 30 minutes, that were met."""
    import pandas as pd

    report = facts.call_outs
    rows = [
        {
            "norm": row.norm.minutes,
            "what": row.norm.kind.value,
            "article": row.norm.article or None,
            "timed": row.everything.of,
            "met": row.everything.met,
            "untimed": row.everything.untimed,
        }
        for row in report.months
        if row.month is None
    ]
    table = pd.DataFrame(rows)
    if table.empty or not int(table["timed"].sum()):
        return NOTHING
    part, whole = int(table["met"].sum()), int(table["timed"].sum())
    return Measured(cut(part, whole), rows_of(table), part, whole)


def cut(part: int, whole: int) -> float:
    """A share in per cent with two decimals, cut and not rounded: 99.999 never reads as 100."""
    return 10_000 * part // whole / 100
