"""The best roster so far, read by another thread while a solve goes on."""

import pytest

from solver.options import SolveOptions
from solver.search.lexicographic.search import Best, SolveState
from solver.solve import solve_roster
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


def test_a_search_under_way_is_better_than_the_roster_it_began_with():
    best = Best()
    best.watch(SolveState(frozenset({("ann", "s1")}), under_way=lambda: frozenset({("bea", "s1")})))
    best.watch(SolveState(frozenset({("cas", "s2")})))
    assert best.pairs() == {("bea", "s1"), ("cas", "s2")}
