"""Every level says the same in the model and in plain Python."""

from dataclasses import replace
from random import Random

import pytest

from data.model.duty import Assignment, Wish, WishKind
from data.model.quality import QualityPart
from data.model.shift import CoverWeights
from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.cpsat.model import TRUE
from solver.formulation.roster_model import build_roster_model
from solver.objective.changes import ChangeObjective
from solver.objective.level import CoverageObjective, coverage_levels, missing_people
from solver.objective.quality import (
    FairnessObjective,
    QualityObjective,
    WishObjective,
)
from solver.problem_index import ProblemIndex
from solver.rules import ALL_RULES, HealthRule
from solver.rules.overlap import Overlap
from solver.rules.r05_shift_length import ShiftLength
from solver.search.weighted import WeightedObjective
from tests.solver.enumeration import rosters
from tests.solver.random_small import random_problem
from tests.solver.small import MONDAY, PIKET, control_room, midnight, shift_at, somebody, tiny

HEALTH = tuple(cls() for cls in ALL_RULES if issubclass(cls, HealthRule))
RULES = (Overlap(), ShiftLength(), *HEALTH)
STAGES = {
    "coverage": lambda index: CoverageObjective(1),
    "on call": lambda index: CoverageObjective(2),
    "changes": ChangeObjective,
    "fairness": lambda index: FairnessObjective(index, RULES),
    "quality": lambda index: QualityObjective(index, RULES),
    "base rosters": lambda index: QualityObjective(index, RULES, (QualityPart.BASE_ROSTER,)),
    "weighted": lambda index: WeightedObjective(),
}


def modelled(roster, level, pairs):
    """What the model says of a roster, without the constant part."""
    model = roster.model
    fixed = replace(
        model,
        clauses=[
            *model.clauses,
            *(
                (literal if pair in pairs else -literal,)
                for pair, literal in roster.literals.items()
                if literal != TRUE
            ),
        ],
    )
    answer = solve(fixed, Search(seconds=10, workers=1))
    assert answer.outcome is SearchOutcome.OPTIMAL, level.name
    return answer.objective


def assert_same_value(problem, make, random, free=None):
    """Over some rosters the two halves differ by one and the same constant."""
    eligible = ProblemIndex(problem).eligible
    before = random.sample(eligible, len(eligible) // 2)
    base = random.sample(eligible, len(eligible) // 2)
    problem = replace(
        problem,
        published=tuple(Assignment(*pair) for pair in before),
        base=tuple(Assignment(*pair) for pair in base),
    )
    index = ProblemIndex(problem)
    level = make(index)
    kept = list(rosters(index, RULES))
    roster = build_roster_model(index, RULES, free=free)
    roster.model.minimise(level.terms(roster))
    if free is not None:
        kept = [r for r in kept if not (r - frozenset(free) - index.pinned)]
    chosen = random.sample(kept, min(4, len(kept)))
    apart = {level.value(index, r) - modelled(roster, level, r) for r in chosen}
    assert len(apart) == 1
    assert apart.pop() >= 0


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("seed", range(6))
def test_the_model_and_plain_python_agree(name, seed):
    problem = random_problem(seed)
    if name == "weighted":
        priced = [replace(s, cover=CoverWeights(10, 3)) for s in problem.shifts]
        problem = replace(problem, shifts=tuple(priced))
    assert_same_value(problem, STAGES[name], Random(seed))


@pytest.mark.parametrize("name", STAGES)
def test_they_agree_where_only_a_part_is_free(name):
    problem = random_problem(8)
    eligible = ProblemIndex(problem).eligible
    assert_same_value(problem, STAGES[name], Random(8), free=eligible[::2])


def test_the_weighted_constant_is_the_difference():
    problem = tiny(
        [shift_at("2027-01-04 07:00", 8, required=2, cover=CoverWeights(10, 3))],
        [somebody("ann")],
        competences=(),
    )
    index = ProblemIndex(problem)
    roster = build_roster_model(index, RULES)
    assert WeightedObjective().constant(roster) == WeightedObjective().value(index, []) == 20


def test_coverage_is_uncovered_minutes_by_priority():
    problem = control_room(cacos=1, ims=1, weeks=1)
    index = ProblemIndex(problem)
    assert [level.name for level in coverage_levels(index)] == ["coverage 1", "coverage 2"]
    assert CoverageObjective(1).value(index, []) == 7 * 24 * 60
    first = next(s.id for s in problem.shifts if s.post == "caco")
    assert CoverageObjective(1).value(index, [("c0", first)]) == 7 * 24 * 60 - 480
    assert CoverageObjective(2).value(index, []) == 7 * 24 * 60


def test_open_call_leaves_nothing_uncovered(full):
    index = ProblemIndex(full)
    missing = missing_people(index, [])
    assert not [s for s in missing if full.shift_by_id[s].post == "open"]
    assert {full.shift_by_id[s].post for s in missing} == {"caco", "im", "other", "standby"}
    assert [level.priority for level in coverage_levels(index)] == [1, 2, 3]


def test_a_trainee_covers_nothing(full):
    index = ProblemIndex(full)
    shift = next(s.id for s in full.shifts if s.id.endswith(":L"))
    assert missing_people(index, [("i2", shift)])[shift] == 1
    assert shift not in missing_people(index, [("c0", shift)])


def wish_problem(kind, **more):
    days = [shift_at(f"2027-01-0{d} 07:00", 8) for d in (4, 5)]
    days.append(shift_at("2027-01-04 17:00", 24, PIKET, "P"))
    wish = Wish("ann", kind, midnight(MONDAY), midnight(MONDAY.replace(day=6)), 3, **more)
    return ProblemIndex(tiny(days, [somebody("ann"), somebody("bob")], wishes=(wish,)))


def test_a_shift_to_avoid_costs_each_time_and_one_wanted_costs_once_if_lacking():
    both = [("ann", "caco:2027-01-04 07:00"), ("ann", "caco:2027-01-05 07:00")]
    assert WishObjective().value(wish_problem(WishKind.AVOID), both) == 6
    assert WishObjective().value(wish_problem(WishKind.WANT), both) == 0
    assert WishObjective().value(wish_problem(WishKind.WANT), [("bob", both[0][1])]) == 3


def test_a_wish_is_about_shifts_that_start_in_it_of_its_post_and_name():
    def about(**more):
        return [
            s for _, shifts in wish_problem(WishKind.WANT, **more).wished_shifts for s in shifts
        ]

    assert len(about()) == 3
    assert about(post="im") == about(name="P") == ["im:2027-01-04 17:00"]
    assert about(post="im", name="D") == []
