"""Coverage and changes in one objective, and what its bound says of each."""

from itertools import product

import pytest

from solver.cpsat.engine import Search
from solver.objective.level import CoverageObjective, coverage_levels
from solver.problem_index import ProblemIndex
from solver.rules.overlap import Overlap
from solver.rules.r01_daily_rest import DailyRest
from solver.rules.r05_shift_length import ShiftLength
from solver.search.combined_objective import most_places
from solver.search.least_open import least_uncovered
from tests.solver.enumeration import rosters
from tests.solver.random_small import random_problem
from tests.solver.small import shift_at, somebody, tiny

RULES = (Overlap(), ShiftLength(), DailyRest())


@pytest.mark.parametrize("hours", [(8, 8, 7), (8, 4, 4, 12), (7, 7, 7, 8)])
def test_as_many_places_as_add_up_to_the_minutes(hours):
    shifts = [shift_at(f"2027-01-0{4 + n} 07:00", h) for n, h in enumerate(hours)]
    index = ProblemIndex(tiny(shifts, [somebody("ann")]))
    sums: dict[int, int] = {}
    for chosen in product((0, 1), repeat=len(hours)):
        minutes = sum(60 * h for h, c in zip(hours, chosen, strict=True) if c)
        sums[minutes] = max(sums.get(minutes, 0), sum(chosen))
    for minutes, most in sums.items():
        assert most_places(index, CoverageObjective(1), minutes) == most


@pytest.mark.parametrize("seed", range(15))
def test_no_roster_leaves_less_uncovered_on_a_level(seed):
    index = ProblemIndex(random_problem(seed))
    every = list(rosters(index, RULES))
    for level in coverage_levels(index):
        least = min(level.value(index, roster) for roster in every)
        best = next(r for r in every if level.value(index, r) == least)
        found = least_uncovered(index, RULES, level, best, Search(5, 1))
        assert found <= least
        assert (found == 0) == (least == 0)
