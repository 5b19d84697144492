"""Of those present at the same time so many hold a function, or it is told where they do not."""

from dataclasses import replace
from datetime import date

import pytest

from data.files.problem_json import dump_problem, parse_problem
from data.model.company import PeopleTime, SkillMix
from data.model.duty import Assignment, Duty, DutyKind
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


def over_books(*shifts, required=1, other_books=(), others=(), skilled=("cas",)):
    """A problem of one book, with a mix whose other post another book holds."""
    given = problem(*shifts, required=required, skilled=skilled)
    (mix,) = given.skill_mixes
    mix = replace(mix, other_posts=("piket",), others=tuple(others))
    return replace(given, skill_mixes=(mix,), other_books=tuple(other_books))


def elsewhere(person, start, end, post="piket"):
    times = moment(f"2027-01-05 {start}"), moment(f"2027-01-05 {end}")
    return Duty(person, post, DutyKind.ON_CALL, *times, 0)


def test_who_is_there_by_the_roster_of_another_book_counts_for_as_long_as_they_are():
    given = over_books(DAY, other_books=[elsewhere("cas", "06:00", "11:00")])
    assert lacking(given, ("ann", DAY.id)) == [(moment("2027-01-05 11:00"), DAY.end, 1)]


def test_who_holds_no_such_function_or_is_on_another_post_does_not_count():
    for duty in (elsewhere("bob", "07:00", "15:00"), elsewhere("cas", "07:00", "15:00", "other")):
        given = over_books(DAY, other_books=[duty])
        assert lacking(given, ("ann", DAY.id)) == [(DAY.start, DAY.end, 1)]


def test_people_whom_the_problem_does_not_know_count_by_their_number():
    two = PeopleTime(moment("2027-01-05 09:00"), moment("2027-01-05 12:00"), 1)
    given = over_books(DAY, required=2, others=[two])
    assert lacking(given, ("cas", DAY.id)) == [
        (DAY.start, two.start, 1),
        (two.end, DAY.end, 1),
    ]


def test_who_is_there_twice_counts_once():
    given = over_books(DAY, required=2, other_books=[elsewhere("cas", "07:00", "15:00")])
    assert lacking(given, ("cas", DAY.id)) == [(DAY.start, DAY.end, 1)]


@pytest.mark.parametrize("required", [1, 2])
def test_the_level_of_a_mix_over_books_is_the_same_in_the_model(required):
    times = PeopleTime(moment("2027-01-05 13:00"), moment("2027-01-05 18:00"), 1)
    given = over_books(
        DAY,
        LATE,
        required=required,
        other_books=[elsewhere("cas", "06:00", "11:00")],
        others=[times],
        skilled=("bob", "cas"),
    )
    index = ProblemIndex(given)
    level = CompanyObjective(index)
    for roster in every_roster(index):
        if len({person for person, _ in roster}) == len(roster):
            assert model_value(index, level, roster) == level.value(index, roster)


def test_a_problem_with_a_mix_over_books_is_read_back_as_it_was():
    times = PeopleTime(moment("2027-01-05 13:00"), moment("2027-01-05 18:00"), 1)
    given = over_books(DAY, others=[times])
    assert parse_problem(dump_problem(given)) == given
    assert b"other_posts" not in dump_problem(problem(DAY))
