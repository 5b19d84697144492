"""Neighbourhood search and its parts of a matrix."""

from collections import Counter
from random import Random

import numpy as np
import pytest

from solver.cpsat.engine import Search, Stop, solve
from solver.cpsat.matrix import as_matrix
from solver.formulation.roster_model import build_roster_model
from solver.objective.quality import FairnessObjective
from solver.problem_index import ProblemIndex
from solver.rules.r01_daily_rest import DailyRest
from solver.search.neighbourhood import NeighbourhoodKind, NeighbourhoodSearch, construct
from tests.solver.small import control_room

RULES = (DailyRest(),)


@pytest.fixture
def roster():
    index = ProblemIndex(control_room(cacos=5, weeks=1))
    made = build_roster_model(index, RULES)
    terms = [(1000, c.under) for c in made.cover.values()] + FairnessObjective(index, RULES).terms(
        made
    )
    made.model.minimise(terms)
    return made


def test_the_matrix_values_a_solution_as_the_model_does(roster):
    answer = solve(roster.model, Search(seconds=10, workers=2))
    x = np.array(answer.values[1:])
    matrix = as_matrix(roster.model)
    assert matrix.holds(x)
    assert matrix.objective(x) == answer.objective
    assert not matrix.holds(np.ones_like(x))


def test_a_part_with_everything_free_is_the_whole(roster):
    matrix = as_matrix(roster.model)
    part = matrix.part(matrix.lower, np.ones(len(matrix.lower), bool))
    assert len(part.columns) == len(matrix.lower)
    assert part.matrix.objective(matrix.lower) == matrix.objective(matrix.lower)


def test_a_first_roster_keeps_every_rule(roster):
    x = construct(roster)
    assert x is not None
    assert as_matrix(roster.model).holds(x)


def test_the_search_reaches_the_proven_optimum(roster):
    best = solve(roster.model, Search(seconds=30, workers=4))
    search = NeighbourhoodSearch(roster, construct(roster), seed=1)
    search.run(20, best.objective)
    assert search.value == best.objective
    assert search.matrix.holds(search.solution)


def test_the_same_seed_takes_the_same_course(roster):
    found = []
    for _ in range(2):
        search = NeighbourhoodSearch(roster, construct(roster), seed=7, reproducible=True)
        search.run(1, 0)
        found.append((search.value, search.solution.tolist()))
    assert found[0] == found[1]


def test_a_stop_that_was_asked_for_ends_it_at_once(roster):
    stop = Stop()
    stop.asked = True
    search = NeighbourhoodSearch(roster, construct(roster), stop=stop)
    before = search.value
    search.run(60, 0)
    assert search.value == before


def test_a_kind_grows_while_it_is_easy_and_shrinks_when_it_is_not():
    kind = NeighbourhoodKind("people", 4, 1, 9)
    kind.learn(0.2, proven=True, effort=0.01, better=True)
    assert kind.size > 4
    for _ in range(5):
        kind.learn(0.2, proven=False, effort=1, better=False)
    assert kind.size < 4


def test_what_a_neighbourhood_may_take_grows_while_nothing_helps(roster, monkeypatch):
    search = NeighbourhoodSearch(roster, construct(roster), seed=1, reproducible=True)
    monkeypatch.setattr(search, "offer", lambda *_: False)
    least = search.target
    search.run(0.5, 0)
    assert least < search.target <= 0.2


def test_people_far_from_their_shares_are_looked_at_together(roster):
    search = NeighbourhoodSearch(roster, construct(roster), seed=1)
    counts = [c for c in roster.shared_counts if c.burden == "hours"]
    beyond = {c.person: search.solution[c.variable - 1] - c.target for c in counts}
    assert max(beyond.values()) - min(beyond.values()) > 2
    kind = next(kind for kind in search._kinds if kind.name == "unfair")
    met = Counter(
        frozenset(int(owner) for owner in set(search.column_index.owner[free]) - {-1})
        for seed in range(50)
        for free in [search._free(kind, search.solution, Random(seed))]
    )
    assert all(len(people) == 2 for people in met)
    names = {name: place for place, name in enumerate(search.column_index.people)}
    farthest = {names[max(beyond, key=beyond.get)], names[min(beyond, key=beyond.get)]}
    assert met[frozenset(farthest)] > 50 / len(beyond)


def test_a_walk_that_goes_on_from_something_worse_still_ends_with_the_best_it_met(roster):
    best = solve(roster.model, Search(seconds=30, workers=4))
    search = NeighbourhoodSearch(roster, construct(roster), seed=3, threads=1, slack=50)
    met: list[int] = []
    search.run(20, best.objective, met.append)
    assert met == sorted(met, reverse=True)
    assert search.best_value == met[-1] == best.objective
    assert search.matrix.objective(search.best) == search.best_value
    assert search.matrix.holds(search.best)
    assert search.matrix.holds(search.solution)


def test_what_the_model_leaves_out_is_asked_of_every_solution(roster):
    first = construct(roster)
    search = NeighbourhoodSearch(roster, first, seed=1, is_legal=lambda found, base: False)
    search.run(1, 0)
    assert search.best is first
