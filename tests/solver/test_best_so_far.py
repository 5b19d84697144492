"""The best roster so far, read by another thread while a solve goes on."""

import pytest

from solver.objective.level import coverage_levels
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.search.lexicographic.search import Best, Incumbent
from solver.solve import solve_roster
from tests.solver.small import control_room
from tests.support.region import FIRST, WEEKS, texts


def small_region():
    from data.tables.build_problem import build_problem
    from data.tables.raw_table import tables_from_texts
    from scheduler.records.checks import rule_book

    tables = tables_from_texts(texts(), "small")
    return build_problem(tables, FIRST, WEEKS, rule_book=rule_book())


@pytest.mark.second
def test_the_best_roster_can_be_read_during_the_search_and_is_the_result_at_its_end():
    problem, best, seen = small_region(), Best(), []
    result = solve_roster(
        problem, SolveOptions(3), progress=lambda _tick: seen.append(best.pairs()), best=best
    )
    assert best.pairs() == {(one.person, one.shift) for one in result.assignments}
    assert max(len(pairs) for pairs in seen) > 0.9 * len(problem.shifts)


def test_the_best_of_several_pools_is_all_of_them_together():
    best = Best()
    for pair in (("ann", "s1"), ("cas", "s2")):
        best.watch(Incumbent(ProblemIndex(small_region()), (), frozenset({pair})))
    assert best.pairs() == {("ann", "s1"), ("cas", "s2")}


def test_only_a_roster_that_is_better_takes_the_place_of_the_best():
    problem = control_room(cacos=3, weeks=1)
    index = ProblemIndex(problem)
    one, other = (frozenset({("c0", shift.id)}) for shift in problem.shifts[:2])
    best = Incumbent(index, coverage_levels(index), frozenset())
    assert best.offer(one)
    assert not best.offer(other)
    assert best.offer(one | other)
    assert best.pairs == one | other
