"""Every roster of a tiny problem, and the best of them: what the solver must find."""

from functools import cache
from itertools import chain, combinations

from data.model.person import CompetenceLevel
from solver.diagnosis.judge import new_violations, preexisting_violations, violations


def rosters(index, rules):
    """Every legal roster, pins included."""
    given = preexisting_violations(index, rules)
    mine: dict[str, list[str]] = {}
    for person, shift in index.eligible:
        mine.setdefault(person, []).append(shift)

    @cache
    def is_legal(person, shifts):
        pairs = [*index.pinned, *((person, shift) for shift in shifts)]
        return not new_violations(violations(index, rules, pairs), given)

    for parts in _choices([(person, shifts, is_legal) for person, shifts in mine.items()]):
        roster = frozenset(chain(parts, index.pinned))
        if fits(index, roster):
            yield roster


def _choices(people):
    if not people:
        yield ()
        return
    (person, shifts, is_legal), *others = people
    legal = [
        chosen
        for size in range(len(shifts) + 1)
        for chosen in combinations(shifts, size)
        if is_legal(person, chosen)
    ]
    for rest in _choices(others):
        for chosen in legal:
            yield (*rest, *((person, shift) for shift in chosen))


def fits(index, roster):
    """No seat is taken twice, and no trainee chosen to sit alone."""
    for shift in index.problem.shifts:
        on_it = [pair for pair in roster if pair[1] == shift.id]
        trainees = {p for p in on_it if index.competence_levels.get(p) is CompetenceLevel.TRAINEE}
        holders = len(on_it) - len(trainees)
        fixed = len([p for p in on_it if p in index.pinned and p not in trainees])
        if holders > max(shift.required, fixed) and shift.cover is None:
            return False
        if trainees - index.pinned and not holders:
            return False
    return True


def best_values(index, rules, levels):
    """The values of the best roster, level by level."""
    return min([level.value(index, r) for level in levels] for r in rosters(index, rules))
