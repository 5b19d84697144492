"""Repair of the demo quarter: each case is as full as before, and proven fewest."""

from dataclasses import replace

import pytest

from data.model.result import PlanStatus
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.repair import repair
from solver.rules.in_force import rules_in_force
from solver.solve import judge, solve_roster
from tests.bench.repair_cases import Quarter, cases
from tests.data.demo.support import demo_problem
from tests.solver.solving import pairs_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
OPEN_BEFORE = 2  #: for want of holders, whatever roster is made
EASY = ("1 day", "2 weeks", "piket", "swap", "leaves", "lapses")  #: proven with some time to spare


@pytest.fixture(scope="module")
def quarter():
    problem = demo_problem()
    return Quarter(problem, solve_roster(problem, SolveOptions(60)).assignments)


def test_every_case_is_legal_and_full_and_nearly_all_are_proven(quarter):
    for name, broken in cases(quarter):
        problem = broken()
        result = repair(problem, SolveOptions(30))
        index = ProblemIndex(problem)
        judge(index, rules_in_force(problem.ruleset), pairs_of(result))
        assert index.pinned <= pairs_of(result), name
        if any(word in name for word in EASY):
            assert result.status is PlanStatus.OPTIMAL, name
            if sum(shift.missing for shift in result.open_shifts) > OPEN_BEFORE:
                assert_no_search_covers_more(problem, result, name)


def assert_no_search_covers_more(problem, result, name):
    """What is fixed may leave no fuller roster: then its levels find none either."""
    pinned = tuple(one for one in problem.assignments if one.pinned)
    free = replace(problem, published=(), assignments=pinned)
    levels = {level.name: level for level in solve_roster(free, SolveOptions(60)).levels}
    for level in result.levels:
        if level.name in levels:
            assert levels[level.name].bound <= level.objective <= levels[level.name].objective, name


def test_a_plan_made_anew_keeps_what_was_published(quarter):
    problem = replace(quarter.problem, published=quarter.published)
    result = solve_roster(problem, SolveOptions(40))
    changes = next(level for level in result.levels if level.name == "changes")
    assert (changes.objective, changes.proven) == (0, True)
