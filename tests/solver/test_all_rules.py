"""All rules of the law and the region together, on problems small enough to enumerate."""

import pytest

from data.model.ruleset import Ruleset
from solver.diagnosis.judge import new_violations, preexisting_violations, violations
from solver.objective.level import missing_people
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.search.least_open import least_open
from solver.solve import objective_levels
from tests.solver.enumeration import best_values, rosters
from tests.solver.random_small import troubled_problem
from tests.solver.solving import pairs_of, solved, values

RULES = rules_in_force(Ruleset())


@pytest.mark.parametrize("seed", range(24))
def test_the_roster_is_legal_and_the_best_where_the_past_was_legal(seed):
    problem = troubled_problem(seed)
    index = ProblemIndex(problem)
    given = preexisting_violations(index, RULES)
    result = solved(problem, RULES, 2 if given else 20, seed=seed)  # proof is asked of the latter
    pairs = pairs_of(result)
    assert not new_violations(violations(index, RULES, pairs), given)
    assert [r.objective for r in result.levels] == values(problem, RULES, pairs)
    best = best_values(index, RULES, objective_levels(index, RULES))
    if given:
        # What is broken may not get worse; the model is the stricter judge of that.
        assert values(problem, RULES, pairs) >= best
    else:
        assert values(problem, RULES, pairs) == best
        assert all(level.proven for level in result.levels)


@pytest.mark.parametrize("seed", range(12))
def test_no_roster_beats_the_least_that_stays_open(seed):
    index = ProblemIndex(troubled_problem(seed))
    if preexisting_violations(index, RULES):
        return
    bounds = least_open(index, RULES, frozenset(), SolveOptions(5, workers=1))
    for roster in rosters(index, RULES):
        count = dict.fromkeys(bounds, 0)
        for shift, missing in missing_people(index, roster).items():
            count[index.problem.shift_by_id[shift].post] += missing
        assert all(bounds[post] <= count[post] for post in bounds)
