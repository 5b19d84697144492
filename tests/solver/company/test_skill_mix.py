"""Of those present at the same time so many hold a function, or it is told where they do not."""

from dataclasses import replace
from datetime import date

import pytest

from data.model.company import SkillMix
from data.model.duty import Assignment
from data.model.person import Competence
from data.model.skill_mixes import lacking_mixes
from solver.diagnosis.candidates import candidates
from solver.objective.company import CompanyObjective
from solver.problem_index import ProblemIndex
from solver.rules.overlap import Overlap
from solver.solve import components, objective_levels
from tests.solver.company.whole import best_values, every_roster, model_value
from tests.solver.small import CACO, moment, shift_at, somebody, tiny
from tests.solver.solving import pairs_of, solved, values

RULES = (Overlap(),)
START = date(2027, 1, 1)
SEATS = replace(CACO, required=2)
DESK = replace(CACO, id="desk", name="Desk", function="desk", priority=2)
DAY = shift_at("2027-01-05 07:00", 8, SEATS, required=2)
LATE = shift_at("2027-01-05 15:00", 8, SEATS, name="L", required=2)
BESIDE = shift_at("2027-01-05 11:00", 8, DESK)
ANN, BOB, CAS = (somebody(name) for name in ("ann", "bob", "cas"))


def problem(*shifts, required=1, posts=("caco",), skilled=("cas",), people=(ANN, BOB, CAS), **more):
    mix = SkillMix("english", "english", required, posts, more.pop("start", START))
    given = tiny(list(shifts), list(people), posts=[SEATS, DESK], skill_mixes=(mix,), **more)
    skills = tuple(Competence(person, "english", START) for person in skilled)
    return replace(given, competences=(*given.competences, *skills))


def lacking(given, *pairs):
    found = lacking_mixes(given, [Assignment(*pair) for pair in pairs])
    return [(one.start, one.end, one.missing) for one in found]


def test_somebody_with_the_skill_comes_to_each_shift():
    result = solved(problem(DAY, LATE, skilled=("bob", "cas")), RULES)
    assert not lacking_mixes(problem(DAY, LATE, skilled=("bob", "cas")), result.assignments)
    assert {("cas", DAY.id), ("bob", DAY.id)} & pairs_of(result)


def test_where_nobody_has_it_the_seats_are_filled_and_the_stretch_is_told():
    given = problem(DAY, skilled=())
    result = solved(given, RULES)
    assert not result.open_shifts
    (one,) = lacking_mixes(given, result.assignments)
    assert (one.start, one.end, one.missing) == (DAY.start, DAY.end, 1)


def test_stretches_that_touch_are_one():
    given = problem(DAY, LATE, skilled=())
    assert lacking(given, ("ann", DAY.id)) == [(DAY.start, LATE.end, 1)]


def test_who_is_present_on_any_of_the_posts_counts_as_long_as_they_are():
    given = problem(DAY, BESIDE, posts=("caco", "desk"))
    assert lacking(given, ("cas", BESIDE.id)) == [(DAY.start, moment("2027-01-05 11:00"), 1)]


def test_before_its_first_day_nothing_is_asked():
    assert not lacking(problem(DAY, start=date(2027, 1, 6)), ("ann", DAY.id))


def test_posts_that_a_mix_joins_are_planned_together():
    given = problem(DAY, BESIDE, posts=("caco", "desk"))
    halves = tuple(
        one for one in given.competences if (one.person == "cas") is (one.function == "desk")
    )
    apart = replace(given, competences=halves, skill_mixes=())
    assert len(components(ProblemIndex(apart))) == 2
    assert len(components(ProblemIndex(replace(apart, skill_mixes=given.skill_mixes)))) == 1


@pytest.mark.parametrize("required", [1, 2])
def test_the_level_is_the_same_in_the_model_and_in_the_roster(required):
    given = problem(DAY, BESIDE, posts=("caco", "desk"), required=required, skilled=("bob", "cas"))
    index = ProblemIndex(given)
    level = CompanyObjective(index)
    for roster in every_roster(index):
        if len({person for person, _ in roster}) == len(roster):
            assert model_value(index, level, roster) == level.value(index, roster)


@pytest.mark.parametrize("required", [1, 2])
def test_the_solver_finds_the_best_of_all_rosters(required):
    given = problem(DAY, LATE, required=required, skilled=("bob", "cas"))
    index = ProblemIndex(given)
    found = pairs_of(solved(given, RULES))
    assert values(given, RULES, found) == best_values(index, RULES, objective_levels(index, RULES))


def test_a_candidate_without_the_skill_says_that_it_still_lacks():
    index = ProblemIndex(problem(DAY, skilled=("cas",)))
    now = moment("2027-01-01 00:00")
    pairs = frozenset({("ann", DAY.id)})
    found = {one.person: one for one in candidates(index, RULES, pairs, DAY.id, now)}
    assert list(found) == ["cas", "bob"]
    assert [str(one) for one in found["bob"].cautions] == ["those present would still lack english"]
