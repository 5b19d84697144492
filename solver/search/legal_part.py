"""The legal part of a roster that need not be legal: a hint, or what is left of a published one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from data.model.person import CompetenceLevel
from solver.time.clock import to_minute
from solver.verdict.judge import given_breaches_of, new_breaches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from data.model.result import Breach
    from solver.rules.base import Rule
    from solver.setting import Setting
    from solver.verdict.judge import Pair


def legal_part(setting: Setting, rules: Sequence[Rule], wanted: Iterable[Pair]) -> frozenset[Pair]:
    """The settled pairs, and as many of the wanted ones as go with them.

    Left out are pairs that nobody may choose (ill, not competent), whoever finds their seat taken,
    a trainee who would sit alone, and of each person the duties with which they break a rule that
    the certain input does not already break.
    """
    shifts: dict[str, list[str]] = {}
    found = seated(setting, sorted(wanted))
    for person, shift in found - setting.pinned:
        shifts.setdefault(person, []).append(shift)
    for person, mine in shifts.items():
        kept = legal_shifts(setting, rules, person, mine)
        found -= {(person, shift) for shift in mine if shift not in kept}
    return found - _alone(setting, found)


def legal_shifts(
    setting: Setting, rules: Sequence[Rule], person: str, wanted: Collection[str]
) -> set[str]:
    """Shifts of one person without those that break a rule; the latest go first."""
    kept = set(wanted) - {shift for holder, shift in setting.pinned if holder == person}
    while kept:
        broken = new_breaches_of(setting, rules, person, kept)
        if not broken:
            break
        kept.remove(max(kept, key=lambda shift: (_touched(setting, shift, broken), shift)))
    return kept


def new_breaches_of(
    setting: Setting, rules: Sequence[Rule], person: str, shifts: Iterable[str]
) -> list[Breach]:
    """What a person breaks with their settled and these shifts, and not with the settled alone."""
    given = given_breaches_of(setting, rules, person)
    settled = {shift for holder, shift in setting.pinned if holder == person}
    timeline = setting.timeline(person, sorted(settled.union(shifts)))
    return [b for rule in rules for b in new_breaches(list(rule.check(timeline)), given[rule.id])]


def _touched(setting: Setting, shift: str, broken: Sequence[Breach]) -> tuple[int, int]:
    """In how many of the windows a shift lies, and when."""
    row = setting.row_of[shift]
    windows = [(to_minute(breach.start), to_minute(breach.end)) for breach in broken]
    return sum(row.overlaps(*window) for window in windows), row.start


def seated(setting: Setting, wanted: Iterable[Pair]) -> frozenset[Pair]:
    """The settled pairs, and of the wanted ones those who find a place; who comes first sits."""
    shifts, eligible = setting.problem.shift_by_id, frozenset(setting.eligible)
    taken = Counter(s for p, s in setting.pinned if not _is_trainee(setting, (p, s)))
    found = set(setting.pinned)
    for pair in wanted:
        if pair in found or pair not in eligible:
            continue
        if not _is_trainee(setting, pair):
            if taken[pair[1]] >= shifts[pair[1]].required:
                continue
            taken[pair[1]] += 1
        found.add(pair)
    return frozenset(found) - _alone(setting, found)


def _alone(setting: Setting, pairs: Collection[Pair]) -> set[Pair]:
    """Trainees, not settled, beside whom nobody qualified sits."""
    covered = {pair[1] for pair in pairs if not _is_trainee(setting, pair)}
    return {
        pair
        for pair in pairs
        if pair not in setting.pinned and _is_trainee(setting, pair) and pair[1] not in covered
    }


def _is_trainee(setting: Setting, pair: Pair) -> bool:
    return setting.levels.get(pair) is CompetenceLevel.TRAINEE
