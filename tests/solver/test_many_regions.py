"""What is done once for a whole problem costs as much per region, however many there are.

Counted in calls of functions, which a busy machine does not change.
"""

from __future__ import annotations

import cProfile
import pstats
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from data.demo.generated import generate
from solver.diagnosis.explain import Explainer
from solver.diagnosis.judge import preexisting_violations, violations
from solver.diagnosis.preflight_bounds import PreflightBounds
from solver.formulation.roster_model import build_roster_model
from solver.objective.quality import QualityObjective
from solver.objective.share import Sharing
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.search.lexicographic.pool_search import PoolSearch
from solver.search.lexicographic.search import LexicographicSearch
from solver.solve import components, levels_of_pool, objective_levels
from tests.data.demo.support import problem_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.model.problem import RosterProblem

pytestmark = pytest.mark.second

FEW, MANY = 2, 8
SLACK = 1.25  #: regions differ; one that is twice as many loops over all of them shows as two
UNTIMED = SolveOptions(reproducible=True)  #: on a busy machine as much is done


@lru_cache
def region(number: int) -> RosterProblem:
    return problem_of(generate(20 * number, 3 * number, 2, 1, regions=number), 2)


def prepared(number: int) -> ProblemIndex:
    """A problem of which all is worked out that others use."""
    index = ProblemIndex(region(number))
    assert index.eligible
    assert index.person_context(index.problem.people[0].id)
    return index


def everybody(index: ProblemIndex) -> frozenset[tuple[str, str]]:
    """One person on each shift that somebody may take."""
    return frozenset({shift: (person, shift) for person, shift in index.eligible}.values())


def first_rosters(index: ProblemIndex, rules) -> None:
    """A roster of each pool, as a search begins with."""
    levels, pools = objective_levels(index, rules), components(index)
    for pool in pools:
        mine = levels_of_pool(levels, pool, len(pools))
        search = LexicographicSearch(index, rules, mine, pool, UNTIMED)
        pool_search = PoolSearch(search)
        pool_search.make_first_roster(1000)
        assert pool_search.incumbent.pairs


WHOLE = {
    "index": lambda index, rules: ProblemIndex(index.problem).eligible,
    "pools": lambda index, rules: components(index),
    "preflight": lambda index, rules: PreflightBounds(index, rules).findings(),
    "preexisting": lambda index, rules: preexisting_violations(index, rules),
    "shares": lambda index, rules: Sharing(index, rules).shares,
    "judge": lambda index, rules: violations(index, rules, everybody(index)),
    "reasons": lambda index, rules: Explainer(index, rules, frozenset(), -1).open_shifts(),
    "levels": lambda index, rules: [
        level.value(index, everybody(index)) for level in objective_levels(index, rules)
    ],
}


def calls(work: Callable[..., object], number: int) -> int:
    index = prepared(number)
    rules = rules_in_force(index.problem.ruleset)
    profile = cProfile.Profile()
    profile.runcall(work, index, rules)
    return int(vars(pstats.Stats(profile))["total_calls"])


@pytest.mark.parametrize("name", WHOLE)
def test_the_cost_is_linear_in_the_number_of_regions(name):
    few, many = calls(WHOLE[name], FEW), calls(WHOLE[name], MANY)
    assert many < SLACK * few * MANY / FEW


def test_the_first_rosters_of_all_pools_cost_as_much_per_region():
    """From so many regions on that small and large ones are among them."""
    some = MANY // 2
    assert calls(first_rosters, MANY) < SLACK * calls(first_rosters, some) * MANY / some


def test_what_a_search_asks_of_one_region_hardly_grows_with_the_others():
    """What one region breaks and costs is asked again and again, of the whole roster."""

    def ask(index, rules):
        objective, mine = QualityObjective(index, rules), roster(index)
        assert objective.value(index, mine) == objective.value(index, mine)
        assert violations(index, rules, mine) == violations(index, rules, mine)

    def ask_again(index, rules):
        objective, mine = QualityObjective(index, rules), roster(index)
        objective.value(index, mine)
        violations(index, rules, mine)
        profile = cProfile.Profile()
        profile.runcall(objective.value, index, mine)
        profile.runcall(violations, index, rules, mine)
        counted.append(vars(pstats.Stats(profile))["total_calls"])

    def roster(index):
        return frozenset(pair for pair in everybody(index) if pair[1] in of_one)

    of_one, counted = {s.id for s in region(FEW).shifts if s.post.endswith("-R1")}, list[int]()
    for number in (FEW, MANY):
        ask(prepared(number), rules_in_force(region(number).ruleset))
        ask_again(prepared(number), rules_in_force(region(number).ruleset))
    assert counted[1] < SLACK * MANY / FEW * counted[0]
    assert counted[1] < calls(ask, MANY) / 4


def test_the_model_of_one_region_costs_what_it_costs_alone():
    def build(index, rules):
        free = [pair for pair in index.eligible if pair[1] in mine]
        return build_roster_model(index, rules, free=free)

    mine = {shift.id for shift in region(FEW).shifts if shift.post.endswith("-R1")}
    assert mine
    assert calls(build, MANY) < SLACK * calls(build, FEW)
