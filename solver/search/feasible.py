"""Fill what is plainly free: the last resort of a search that ran out of time."""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

from data.model.person import CompetenceLevel
from solver.diagnosis.judge import (
    Pair,
    new_violations,
    preexisting_violations_of,
)
from solver.objective.level import missing_people
from solver.problem_index import by_person
from solver.rules.pairing_rule import PairingRule
from solver.timeline.clock import to_minute

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from data.model.result import Violation
    from solver.diagnosis.judge import Pair
    from solver.objective.changes import ChangeObjective
    from solver.objective.quality import FairnessObjective
    from solver.problem_index import Held, ProblemIndex
    from solver.rules.base import Rule


def greedy_fill(
    index: ProblemIndex,
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
    missing = missing_people(index, roster)
    by_shift: dict[str, list[str]] = {}
    for person, shift in sorted(free):
        if shift in missing and index.competence_levels[person, shift] is CompetenceLevel.QUALIFIED:
            by_shift.setdefault(shift, []).append(person)
    for shift, people in sorted(by_shift.items(), key=lambda item: (len(item[1]), item[0])):
        for person in _holders_first(index, people, shift):
            if not missing[shift] or time.monotonic() > until:
                break
            if (person, shift) not in filled and is_legal(index, rules, filled, person, shift):
                filled.add((person, shift))
                missing[shift] -= 1
    return frozenset(filled)


def _holders_first(index: ProblemIndex, people: Sequence[str], shift: str) -> Sequence[str]:
    """Some people in their order, substitutes behind the others, the dearest last."""
    instead = index.substitutes
    if not instead:
        return people
    return sorted(people, key=lambda p: instead[p, shift].price if (p, shift) in instead else 0)


def is_legal(
    index: ProblemIndex, rules: Sequence[Rule], roster: set[Pair], person: str, shift: str
) -> bool:
    """Whether a person's time breaks nothing new with one more shift."""
    mine = [held for holder, held in roster if holder == person]
    others = by_person(roster) if person in index.pairings_of else None
    before = index.timeline(person, mine, others)
    after = index.timeline(person, [*mine, shift], others)
    for rule in rules:
        found = list(rule.check(after))
        if found and new_violations(found, list(rule.check(before))):
            return False
    return True


def feasible_subset(
    index: ProblemIndex, rules: Sequence[Rule], wanted: Iterable[Pair]
) -> frozenset[Pair]:
    """The fixed pairs, and as many of the wanted ones as go with them.

    Left out are pairs that nobody may choose (ill, not competent), whoever finds their seat taken,
    a trainee who would sit alone, and of each person the duties with which they break a rule that
    the fixed input does not already break.
    """
    shifts: dict[str, list[str]] = {}
    found = seated(index, sorted(wanted))
    for person, shift in found - index.pinned:
        shifts.setdefault(person, []).append(shift)
    for person, mine in shifts.items():
        kept = legal_shifts(index, rules, person, mine)
        found -= {(person, shift) for shift in mine if shift not in kept}
    return in_company(index, rules, found - _alone(index, found))


def in_company(
    index: ProblemIndex, rules: Sequence[Rule], roster: frozenset[Pair]
) -> frozenset[Pair]:
    """A roster without duties that a rule about two people does not allow beside the others.

    Of two that must not meet the one of whoever comes later in the alphabet goes. What goes may
    leave somebody else without company, so it is looked at again.
    """
    rules = [rule for rule in rules if isinstance(rule, PairingRule)]
    paired = sorted(index.pairings_of, reverse=True) if rules else []
    is_whole = False
    while not is_whole:
        is_whole = True
        for person in paired:
            held = by_person(roster)
            broken = new_violations_of(index, rules, person, held.get(person, ()), held)
            gone = {
                (person, shift)
                for shift in held.get(person, ())
                if broken
                if (person, shift) not in index.pinned and _touched(index, shift, broken)[0]
            }
            if gone:
                roster, is_whole = roster - gone, False
        roster -= _alone(index, roster)
    return roster


def legal_shifts(
    index: ProblemIndex, rules: Sequence[Rule], person: str, wanted: Collection[str]
) -> set[str]:
    """Shifts of one person without those that break a rule; the latest go first."""
    kept = set(wanted) - {shift for holder, shift in index.pinned if holder == person}
    while kept:
        broken = new_violations_of(index, rules, person, kept)
        if not broken:
            break
        kept.remove(max(kept, key=lambda shift: (_touched(index, shift, broken), shift)))
    return kept


def new_violations_of(
    index: ProblemIndex,
    rules: Sequence[Rule],
    person: str,
    shifts: Iterable[str],
    held: Held | None = None,
) -> list[Violation]:
    """What a person breaks with their fixed and these shifts, and not with the fixed alone.

    Parameters
    ----------
    held
        What everybody has; None: who is beside them is not asked.
    """
    given = preexisting_violations_of(index, rules, person)
    fixed = {shift for holder, shift in index.pinned if holder == person}
    timeline = index.timeline(person, sorted(fixed.union(shifts)), held)
    return [b for rule in rules for b in new_violations(list(rule.check(timeline)), given[rule.id])]


def _touched(index: ProblemIndex, shift: str, broken: Sequence[Violation]) -> tuple[int, int]:
    """In how many of the windows a shift lies, and when."""
    row = index.row_of[shift]
    windows = [(to_minute(violation.start), to_minute(violation.end)) for violation in broken]
    return sum(row.overlaps(*window) for window in windows), row.start


def seated(index: ProblemIndex, wanted: Iterable[Pair]) -> frozenset[Pair]:
    """The fixed pairs, and of the wanted ones those who find a place; who comes first sits."""
    shifts, eligible = index.problem.shift_by_id, frozenset(index.eligible)
    taken = Counter(s for p, s in index.pinned if not _is_trainee(index, (p, s)))
    found = set(index.pinned)
    for pair in wanted:
        if pair in found or pair not in eligible:
            continue
        if not _is_trainee(index, pair):
            if taken[pair[1]] >= shifts[pair[1]].required:
                continue
            taken[pair[1]] += 1
        found.add(pair)
    return frozenset(found) - _alone(index, found)


def _alone(index: ProblemIndex, pairs: Collection[Pair]) -> set[Pair]:
    """Trainees, not fixed, beside whom nobody qualified sits."""
    covered = {pair[1] for pair in pairs if not _is_trainee(index, pair)}
    return {
        pair
        for pair in pairs
        if pair not in index.pinned and _is_trainee(index, pair) and pair[1] not in covered
    }


def _is_trainee(index: ProblemIndex, pair: Pair) -> bool:
    return index.competence_levels.get(pair) is CompetenceLevel.TRAINEE


def tie_break_fairness(
    index: ProblemIndex,
    rules: Sequence[Rule],
    roster: frozenset[Pair],
    changes: ChangeObjective,
    fairness: FairnessObjective,
    until: float,
) -> frozenset[Pair]:
    """Give new duties to others where that is fairer, legal, and no further change.

    Somebody who holds the function comes before a substitute, and a cheaper one before a dearer.

    Parameters
    ----------
    until
        Moment of `time.monotonic` at which to give up.
    """
    holders: dict[str, list[str]] = {}
    for person, shift in index.eligible:
        if index.competence_levels[person, shift] is CompetenceLevel.QUALIFIED:
            holders.setdefault(shift, []).append(person)

    def cost(pairs: frozenset[Pair]) -> tuple[int, int]:
        return _price_of_substitutes(index, pairs), fairness.value(index, pairs)

    for person, shift in sorted(roster - changes.keepable - index.pinned):
        rest = roster - {(person, shift)}
        others = [(other, shift) for other in holders.get(shift, ()) if other != person]
        offers = [rest | {pair} for pair in others if pair not in roster | changes.keepable]
        for offer in sorted(offers, key=cost):
            if time.monotonic() > until:
                return roster
            if cost(offer) >= cost(roster):
                break
            (other,) = {p for p, _ in offer - rest}
            if _is_kept_by(index, rules, offer, (person, other)):
                roster = offer
                break
    return roster


def _price_of_substitutes(index: ProblemIndex, pairs: Iterable[Pair]) -> int:
    """What the shifts cost that substitutes fill, in points."""
    instead = index.substitutes
    return sum(instead[pair].price for pair in pairs if pair in instead) if instead else 0


def _is_kept_by(
    index: ProblemIndex, rules: Sequence[Rule], roster: frozenset[Pair], people: tuple[str, str]
) -> bool:
    """Whether the one who gives a duty up and the one who gets it break nothing new by it."""
    held = by_person(roster)
    judged = index.with_companions(people) if index.pairings_of else {people[1]}
    return not any(
        new_violations_of(index, rules, one, held.get(one, ()), held) for one in sorted(judged)
    )
