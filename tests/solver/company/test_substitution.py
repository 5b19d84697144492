"""Holders of one function fill posts of another, at a price and on somebody's word."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from data.model.company import Substitution
from data.model.person import Competence, CompetenceLevel
from data.model.pool import pools
from data.model.quality import QualityPart, QualityWeights
from solver.diagnosis.candidates import candidates
from solver.objective.quality import QualityObjective
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.repair import repair
from solver.rules.competence import ValidCompetence
from solver.rules.overlap import Overlap
from solver.solve import objective_levels
from tests.solver.company.whole import best_values
from tests.solver.small import moment, shift_at, somebody, tiny
from tests.solver.solving import pairs_of, solved, values

RULES = (Overlap(), ValidCompetence())
START = date(2027, 1, 1)
DAY = shift_at("2027-01-05 07:00", 8)
LATE = shift_at("2027-01-05 15:00", 8, name="L")
ANN, OVD = somebody("ann"), somebody("ovd")


def substitution(**more):
    given: dict[str, Any] = {
        "price": 5,
        "authority": "Regional agreement",
        "decided_by": "Head",
        "start": START,
    }
    return Substitution("caco", "duty", **given | more)


def problem(*substitutions, shifts=(DAY, LATE), people=(ANN, OVD), **more):
    given = tiny(list(shifts), list(people), **more)
    competences = tuple(
        replace(one, function="duty") if one.person == "ovd" else one for one in given.competences
    )
    return replace(given, competences=competences, substitutions=substitutions)


def test_a_substitute_is_qualified_and_named_with_what_allows_it():
    given = problem(substitution())
    assert given.level("ovd", DAY) is CompetenceLevel.QUALIFIED
    found = given.substitution("ovd", DAY)
    assert found is not None
    assert found.authority == "Regional agreement"
    assert given.substitution("ann", DAY) is None
    assert problem().level("ovd", DAY) is None


@pytest.mark.parametrize(
    ("start", "until", "holds"),
    [
        (date(2027, 1, 5), date(2027, 1, 5), True),
        (date(2027, 1, 6), None, False),
        (START, date(2027, 1, 4), False),
    ],
)
def test_it_holds_on_its_own_days_alone(start, until, holds):
    given = problem(substitution(start=start, until=until))
    assert (given.substitution("ovd", DAY) is not None) is holds


def test_the_cheapest_that_holds_counts():
    given = problem(substitution(price=9), substitution(price=2))
    found = given.substitution("ovd", DAY)
    assert found is not None
    assert found.price == 2


def test_who_learns_the_function_is_a_trainee_and_no_substitute():
    given = problem(substitution())
    learns = Competence("ovd", "caco", START, level=CompetenceLevel.TRAINEE)
    given = replace(given, competences=(*given.competences, learns))
    assert given.level("ovd", DAY) is CompetenceLevel.TRAINEE
    assert given.substitution("ovd", DAY) is None


def test_a_shift_is_filled_by_a_substitute_rather_than_left_open_and_costs_its_price():
    given = problem(substitution(), shifts=(DAY,), people=(OVD,))
    result = solved(given, RULES)
    assert pairs_of(result) == {("ovd", DAY.id)}
    assert [
        (one.person, one.count, one.cost)
        for one in result.quality.costs
        if one.part is QualityPart.SUBSTITUTES
    ] == [("ovd", 1, 500)]


def test_who_holds_the_function_comes_before_a_substitute():
    assert pairs_of(solved(problem(substitution(price=50), shifts=(DAY,)), RULES)) == {
        ("ann", DAY.id)
    }


def test_substitutes_share_no_burden_of_the_post():
    (pool,) = [one for one in pools(problem(substitution())) if one.function == "caco"]
    assert pool.members == ("ann",)


@pytest.mark.parametrize("strict", [(), (QualityPart.FAIRNESS,)])
def test_the_solver_finds_the_best_of_all_rosters(strict):
    given = replace(problem(substitution()), weights=QualityWeights(strict=strict))
    index = ProblemIndex(given)
    found = pairs_of(solved(given, RULES))
    assert values(given, RULES, found) == best_values(index, RULES, objective_levels(index, RULES))


def test_a_candidate_who_is_a_substitute_says_so_and_costs_it():
    index = ProblemIndex(problem(substitution(), shifts=(DAY,)))
    now = moment("2027-01-01 00:00")
    found = {one.person: one for one in candidates(index, RULES, frozenset(), DAY.id, now)}
    assert list(found) == ["ann", "ovd"]
    assert [str(one) for one in found["ovd"].cautions] == [
        "as a substitute, under Regional agreement"
    ]
    assert not found["ann"].cautions
    quality = QualityObjective(index, RULES)
    cost = quality.value(index, {("ovd", DAY.id)}) - quality.value(index, ())
    assert found["ovd"].cost.quality == cost


def test_a_repair_asks_a_substitute():
    given = problem(substitution(), shifts=(DAY,), people=(OVD,))
    assert pairs_of(repair(given, SolveOptions(5, workers=1))) == {("ovd", DAY.id)}


def test_a_repair_asks_somebody_who_holds_the_function_before_a_substitute():
    people = (somebody("abe"), OVD)  # the substitute comes first in the alphabet
    given = tiny([DAY], list(people))
    competences = tuple(
        replace(one, function="duty") if one.person == "abe" else one for one in given.competences
    )
    given = replace(given, competences=competences, substitutions=(substitution(),))
    assert pairs_of(repair(given, SolveOptions(5, workers=1))) == {("ovd", DAY.id)}
