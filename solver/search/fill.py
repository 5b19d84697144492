"""Fill what is plainly free: the last resort of a search that ran out of time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from data.model.person import CompetenceLevel
from solver.objective.coverage import missing_people
from solver.verdict.judge import Pair, new_breaches

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from solver.rules.base import Rule
    from solver.setting import Setting


def fill(
    setting: Setting,
    rules: Sequence[Rule],
    roster: frozenset[Pair],
    free: Collection[Pair],
    until: float,
) -> frozenset[Pair]:
    """Put people on open shifts as long as no rule minds.

    Parameters
    ----------
    free
        Pairs that may be chosen.
    until
        Moment of `time.monotonic` at which to give up.
    """
    filled = set(roster)
    missing = missing_people(setting, roster)
    by_shift: dict[str, list[str]] = {}
    for person, shift in sorted(free):
        if shift in missing and setting.levels[person, shift] is CompetenceLevel.QUALIFIED:
            by_shift.setdefault(shift, []).append(person)
    for shift, people in sorted(by_shift.items(), key=lambda item: (len(item[1]), item[0])):
        for person in people:
            if not missing[shift] or time.monotonic() > until:
                break
            if (person, shift) not in filled and _is_legal(setting, rules, filled, person, shift):
                filled.add((person, shift))
                missing[shift] -= 1
    return frozenset(filled)


def _is_legal(
    setting: Setting, rules: Sequence[Rule], roster: set[Pair], person: str, shift: str
) -> bool:
    """Whether a person's time breaks nothing new with one more shift."""
    mine = [held for holder, held in roster if holder == person]
    before, after = setting.timeline(person, mine), setting.timeline(person, [*mine, shift])
    for rule in rules:
        found = list(rule.check(after))
        if found and new_breaches(found, list(rule.check(before))):
            return False
    return True
