"""A first roster without any engine: legal, and nearly as full as can be."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.person import CompetenceLevel
from solver import solve as solving
from solver.cpsat.engine import Answer, PartAnswer, SearchOutcome
from solver.diagnosis.judge import new_violations, preexisting_violations, violations
from solver.objective.level import coverage_levels, missing_people
from solver.options import SolveOptions, available_cores
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.search import neighbourhood
from solver.search.construct import construct
from solver.search.lexicographic import search as searching
from solver.search.lexicographic.pool_search import PoolSearch
from solver.search.lexicographic.search import LexicographicSearch
from solver.solve import objective_levels, solve_roster
from tests.solver.random_small import random_problem
from tests.solver.seeded import seeded
from tests.solver.small import control_room

FOREVER = float("inf")


def made(problem, until=FOREVER, start=None):
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    start = frozenset(index.pinned) if start is None else start
    return index, rules, construct(index, rules, start, index.eligible, until)


def broken(index, rules, pairs):
    return new_violations(violations(index, rules, pairs), preexisting_violations(index, rules))


@seeded()
@given(st.integers(0, 10_000))
def test_whatever_the_problem_the_first_roster_breaks_nothing_new(seed):
    index, rules, pairs = made(random_problem(seed))
    assert index.pinned <= pairs
    assert pairs <= index.pinned | frozenset(index.eligible)
    assert not broken(index, rules, pairs)
    filled = [
        s for p, s in pairs if index.competence_levels.get((p, s)) is not CompetenceLevel.TRAINEE
    ]
    for shift in index.problem.shifts:
        assert filled.count(shift.id) <= max(
            shift.required, sum(s == shift.id for _, s in index.pinned)
        )


def test_a_control_room_with_people_enough_is_filled():
    index, _, pairs = made(control_room(cacos=7, weeks=4))
    assert not missing_people(index, pairs)


def test_when_the_time_is_up_what_is_there_is_legal():
    index, rules, pairs = made(control_room(cacos=7, weeks=4), until=time.monotonic())
    assert pairs == index.pinned
    assert not broken(index, rules, pairs)


def test_a_roster_that_is_given_is_kept_where_it_is_full():
    index, rules, first = made(control_room(cacos=7, weeks=2))
    assert construct(index, rules, first, index.eligible, FOREVER) == first


@pytest.fixture
def no_engine(monkeypatch):
    """An engine so slow that it never finds anything."""

    def nothing(model, search, **_more):
        return Answer(SearchOutcome.UNKNOWN, bound=model.least_objective)

    monkeypatch.setattr(searching, "solve", nothing)
    monkeypatch.setattr(
        neighbourhood, "solve_matrix", lambda *_: PartAnswer(None, proven=False, effort=1.0)
    )


@pytest.mark.usefixtures("no_engine")
def test_a_roster_comes_although_the_engine_finds_nothing():
    problem = control_room(cacos=7, weeks=4)
    began = time.process_time()
    result = solve_roster(problem, SolveOptions(seconds=1))
    assert time.process_time() - began < 10
    assert not result.open_shifts
    index = ProblemIndex(problem)
    pairs = [(one.person, one.shift) for one in result.assignments]
    assert [level.objective for level in result.levels][: len(coverage_levels(index))] == [
        level.value(index, pairs) for level in coverage_levels(index)
    ]


def test_cores_are_those_that_the_process_may_use(tmp_path):
    limit = tmp_path / "cpu.max"
    limit.write_text("100000 100000\n")
    assert available_cores(limit) == 1
    limit.write_text("max 100000\n")
    assert available_cores(limit) == available_cores(tmp_path / "none") >= 1
    limit.write_text("10000 100000\n")
    assert available_cores(limit) == 1


def test_where_nothing_is_to_be_done_the_roster_is_empty_and_the_best():
    problem = replace(control_room(cacos=2, weeks=1), shifts=())
    result = solve_roster(problem, SolveOptions(seconds=1))
    assert (result.assignments, result.open_shifts) == ((), ())


@pytest.mark.usefixtures("no_engine")
def test_a_first_roster_that_was_cut_short_is_made_when_its_pool_is_searched():
    index = ProblemIndex(control_room(cacos=7, weeks=4))
    rules = rules_in_force(index.problem.ruleset)
    levels = objective_levels(index, rules)
    search = LexicographicSearch(index, rules, levels, index.eligible, SolveOptions(seconds=30))
    pool = PoolSearch(search)
    pool.make_first_roster(0.0)
    assert missing_people(index, pool.incumbent.pairs)
    search.begin(1.0)
    assert not missing_people(index, pool.run().pairs)


def test_a_pool_of_a_few_duties_gets_more_than_its_share_for_its_first_roster(monkeypatch):
    given: dict[int, float] = {}

    def noted(pool, seconds):
        given.setdefault(len(pool.search.free), seconds)

    monkeypatch.setattr(PoolSearch, "make_first_roster", noted)
    problem = control_room(cacos=6, ims=2, weeks=4)
    solve_roster(problem, SolveOptions(seconds=1))
    assert len(given) == 2
    assert min(given.values()) > 0.5


@pytest.mark.parametrize(("cores", "walkers", "strategies"), [(1, 1, 8), (8, 4, 8), (16, 8, 16)])
def test_searches_follow_the_cores(monkeypatch, cores, walkers, strategies):
    seen = []

    def begun(search):
        seen.append((search.walkers, search.options.workers))
        return PoolSearch(search)

    monkeypatch.setattr(solving, "available_cores", lambda: cores)
    monkeypatch.setattr(solving, "PoolSearch", begun)
    problem = control_room(cacos=5, weeks=1)
    result = solving.solve_roster(problem, SolveOptions(seconds=1))
    assert seen == [(walkers, strategies)]
    index = ProblemIndex(problem)
    pairs = frozenset((one.person, one.shift) for one in result.assignments)
    assert not violations(index, rules_in_force(problem.ruleset), pairs)
    repeatable = SolveOptions(seconds=0.2, reproducible=True)
    solving.solve_roster(problem, repeatable)
    assert seen[1] == (1, 8)


def test_what_one_pool_leaves_of_its_time_goes_to_the_others(monkeypatch):
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    clock = solving.PoolClock(100.0, 1, [10, 30, 60])
    assert clock.begin(0) == pytest.approx(10.0)
    now = 1.0
    clock.end(0)
    assert clock.begin(1) == pytest.approx(33.0)
    now = 34.0
    clock.end(1)
    assert clock.begin(2) == pytest.approx(66.0)
