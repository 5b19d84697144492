"""What stays uncovered at least on one rung, proven around the shifts that a roster leaves open.

Only the shifts of that rung that start near an open one are looked at, as if nobody had any other
duty to choose: that is the exact problem of a few weeks, soon solved, and what it leaves open no
roster fills. (The general rules of the field ask for a least amount of work, which other duties
may give; they are left out.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.person import CompetenceLevel
from solver.engines.cp_sat import Search, Stop, Stopped, solve
from solver.forms.form import Form
from solver.forms.roster_model import build_roster_model
from solver.objective.coverage import Coverage, missing_people
from solver.rules.base import Family
from solver.time.clock import DAY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from solver.forms.roster_model import Pair
    from solver.rules.base import Rule
    from solver.setting import Setting

MARGIN = 14 * DAY  #: around an open shift; the law's rest is counted over two weeks


def least_uncovered(
    setting: Setting,
    rules: Sequence[Rule],
    stage: Coverage,
    roster: frozenset[Pair],
    limits: Search,
    stop: Stop | None = None,
) -> int:
    """Minutes of a rung that no roster covers; at most those that this roster does not cover.

    Parameters
    ----------
    limits
        Of the search for each stretch of time; without any, only what nobody may take counts.
    """
    holders = {shift for _, shift in qualified(setting)}
    missing = {s: n for s, n in missing_people(setting, roster).items() if stage.counts(setting, s)}
    in_vain = {
        shift: count
        for shift, count in missing_people(setting, setting.pinned).items()
        if shift not in holders and stage.counts(setting, shift)
    }
    rows = setting.row_of
    found = sum(n * (rows[s].end - rows[s].start) for s, n in in_vain.items())
    if not limits.seconds:
        return found
    rules = [rule for rule in rules if rule.family is not Family.GENERAL]
    for window in _windows(rows[s].start for s in missing if s not in in_vain):
        pairs = [
            pair
            for pair in qualified(setting)
            if window[0] <= rows[pair[1]].start < window[1] and stage.counts(setting, pair[1])
        ]
        found += _least(setting, rules, stage, pairs, limits, stop)
    return found


def qualified(setting: Setting) -> list[Pair]:
    """The pairs that may be chosen and fill a place: a trainee does not."""
    levels = setting.levels
    return [pair for pair in setting.eligible if levels[pair] is CompetenceLevel.QUALIFIED]


def _least(
    setting: Setting,
    rules: Sequence[Rule],
    stage: Coverage,
    pairs: Collection[Pair],
    limits: Search,
    stop: Stop | None,
) -> int:
    try:
        model = build_roster_model(setting, rules, free=pairs, form=Form.EXACT, stop=stop)
    except Stopped:
        return 0
    model.model.minimise(stage.terms(model))
    return max(0, solve(model.model, limits, stop=stop).bound or 0)


def _windows(starts: Iterable[int]) -> list[tuple[int, int]]:
    """Stretches of time around some moments, joined where they meet."""
    found: list[tuple[int, int]] = []
    for start in sorted(starts):
        low, high = start - MARGIN, start + MARGIN
        if found and low <= found[-1][1]:
            found[-1] = found[-1][0], high
        else:
            found.append((low, high))
    return found
