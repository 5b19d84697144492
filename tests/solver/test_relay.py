"""Progress of pools side by side, told as one."""

from random import Random

import pytest

from solver.formulation.roster_model import Pair
from solver.objective.level import coverage_levels
from solver.options import ProgressEvent
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.solve import (
    ProgressAggregator,
    components,
    levels_of_pool,
    objective_levels,
    what_is_beside,
)
from tests.solver.small import control_room
from tests.solver.solving import solved
from tests.solver.test_solve import RULES


def test_a_sum_is_told_once_every_pool_has_spoken():
    told: list[ProgressEvent] = []
    aggregator = ProgressAggregator(told.append, 2)
    first, second = aggregator.for_pool(0), aggregator.for_pool(1)
    first(ProgressEvent("fairness", 7, 3, 1.0))
    assert told == []
    second(ProgressEvent("fairness", 5, None, 2.0))
    first(ProgressEvent("fairness", 6, 4, 3.0))
    second(ProgressEvent("fairness", 5, 5, 4.0))
    assert [(tick.objective, tick.bound) for tick in told] == [(12, None), (11, None), (11, 9)]


def test_what_pools_have_uncovered_is_told_from_the_start_and_what_they_end_with_too():
    problem = control_room(cacos=4, ims=4, weeks=2)
    index = ProblemIndex(problem)
    assert len(components(index)) > 1
    ticks: list[ProgressEvent] = []
    result = solved(problem, RULES, 4, progress=ticks.append)
    by_level = {name: [t for t in ticks if t.level == name] for name in {t.level for t in ticks}}
    for level in coverage_levels(index):
        first = by_level[level.name][0]
        assert (first.bound, first.seconds) == (0, 0.0)
        assert first.objective <= level.value(index, ())
    for level in result.levels:
        assert by_level[level.name][-1].objective == level.objective


@pytest.mark.parametrize("seed", range(5))
def test_what_pools_count_adds_up_to_the_whole(seed):
    problem = control_room(cacos=4, ims=4, weeks=2)
    index = ProblemIndex(problem)
    rules = rules_in_force(problem.ruleset)
    levels, pools = objective_levels(index, rules), components(index)
    mine = [levels_of_pool(levels, pool, len(pools)) for pool in pools]
    beside = what_is_beside(index, levels, mine)
    chosen = Random(seed)
    rosters = [frozenset(p for p in pool if chosen.random() < 0.2) for pool in pools]
    whole = frozenset[Pair]().union(*rosters)
    for place, level in enumerate(levels):
        counted = sum(
            of_pool[place].value(index, roster)
            for of_pool, roster in zip(mine, rosters, strict=True)
        )
        assert counted + beside[level.name] == level.value(index, whole)
