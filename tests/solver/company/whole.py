"""Every roster of a tiny problem, judged as a whole: here people depend on one another."""

from dataclasses import replace
from itertools import combinations

from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.cpsat.model import TRUE
from solver.diagnosis.judge import new_violations, preexisting_violations, violations
from solver.formulation.roster_model import build_roster_model
from tests.solver.enumeration import fits


def every_roster(index):
    """All that fill no seat twice, pins included, legal or not."""
    for size in range(len(index.eligible) + 1):
        for chosen in combinations(index.eligible, size):
            roster = index.pinned | frozenset(chosen)
            if fits(index, roster):
                yield roster


def is_legal(index, rules, roster):
    found, given = violations(index, rules, roster), preexisting_violations(index, rules)
    return not new_violations(found, given)


def is_held(roster_model, roster):
    """Whether a model holds a roster."""
    clauses = [
        (literal if pair in roster else -literal,)
        for pair, literal in roster_model.literals.items()
        if literal != TRUE
    ]
    model = replace(roster_model.model, clauses=[*roster_model.model.clauses, *clauses])
    outcome = solve(model, Search(seconds=20, workers=1)).outcome
    return outcome in (SearchOutcome.OPTIMAL, SearchOutcome.FEASIBLE)


def assert_whole_parity(index, rules, *, expect_both=True):
    """`check` and the model agree on every roster."""
    model, seen = build_roster_model(index, rules), set()
    for roster in every_roster(index):
        legal = is_legal(index, rules, roster)
        assert is_held(model, roster) == legal, sorted(roster)
        seen.add(legal)
    assert not expect_both or seen == {True, False}


def best_values(index, rules, levels):
    """The values of the best legal roster, level by level."""
    return min(
        [level.value(index, roster) for level in levels]
        for roster in every_roster(index)
        if is_legal(index, rules, roster)
    )


def model_value(index, level, roster):
    """What a level makes of a roster in the model; None: the model does not hold it."""
    model = build_roster_model(index, [])
    model.model.minimise(level.terms(model))
    for pair, literal in model.literals.items():
        if literal != TRUE:
            model.model.clauses.append((literal if pair in roster else -literal,))
    return solve(model.model, Search(seconds=20, workers=1)).objective
