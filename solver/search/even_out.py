"""Who comes new: of those who may, the one with the lightest load. It costs no change."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from data.model.person import CompetenceLevel
from solver.search.legal_part import new_breaches_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.objective.changes import Changes
    from solver.objective.fairness import Fairness
    from solver.rules.base import Rule
    from solver.setting import Setting
    from solver.verdict.judge import Pair


def even_out(
    setting: Setting,
    rules: Sequence[Rule],
    roster: frozenset[Pair],
    changes: Changes,
    fairness: Fairness,
    until: float,
) -> frozenset[Pair]:
    """Give new duties to others where that is fairer, legal, and no further change.

    Parameters
    ----------
    until
        Moment of `time.monotonic` at which to give up.
    """
    holders: dict[str, list[str]] = {}
    for person, shift in setting.eligible:
        if setting.levels[person, shift] is CompetenceLevel.QUALIFIED:
            holders.setdefault(shift, []).append(person)
    for person, shift in sorted(roster - changes.keepable - setting.pinned):
        rest = roster - {(person, shift)}
        others = [(other, shift) for other in holders.get(shift, ()) if other != person]
        offers = [rest | {pair} for pair in others if pair not in roster | changes.keepable]
        for offer in sorted(offers, key=lambda pairs: fairness.value(setting, pairs)):
            if time.monotonic() > until:
                return roster
            if fairness.value(setting, offer) >= fairness.value(setting, roster):
                break
            (other,) = {p for p, _ in offer - rest}
            mine = [s for p, s in offer if p == other]
            if not new_breaches_of(setting, rules, other, mine):
                roster = offer
                break
    return roster
