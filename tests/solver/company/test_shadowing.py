"""Trainees shadow as many shifts as they are to, beside whom they are to, spread over the weeks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.model.company import Traineeship
from data.model.duty import Absence, AbsenceKind, Assignment, Duty, DutyKind
from data.model.person import Competence, CompetenceLevel
from data.model.shadowing import traineeship_standings
from solver.objective.company import CompanyObjective
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.overlap import Overlap
from solver.rules.r01_daily_rest import DailyRest
from solver.search.lexicographic import pool_search
from solver.search.lexicographic.pool_search import PoolSearch
from solver.solve import objective_levels, solve_roster
from tests.solver.company.whole import best_values, every_roster, model_value
from tests.solver.small import CACO, MONDAY, moment, shift_at, somebody, tiny
from tests.solver.solving import pairs_of, solved, values
from tests.solver.test_repair import repaired

RULES = (Overlap(), DailyRest(shortened=DailyRest().rest))
START = date(2027, 1, 1)
ANN, BOB, TIM = (somebody(name) for name in ("ann", "bob", "tim"))


def at(day, clock="07:00", **more):
    start = f"{MONDAY + timedelta(days=day)} {clock}"
    return shift_at(start, 8, **more)


def problem(shifts, *traineeships, people=(ANN, BOB, TIM), weeks=1, **more):
    given = tiny(list(shifts), list(people), weeks=weeks, traineeships=traineeships, **more)
    competences = tuple(
        replace(one, level=CompetenceLevel.TRAINEE) if one.person == "tim" else one
        for one in given.competences
    )
    return replace(given, competences=competences)


def trainee(shifts, **more):
    return Traineeship("tim", "caco", shifts, more.pop("start", START), **more)


def shadowed(result):
    return sorted(one.shift for one in result.assignments if one.double)


def test_a_trainee_shadows_as_many_shifts_as_they_are_to():
    shifts = [at(day) for day in range(5)]
    result = solved(problem(shifts, trainee(2)), RULES)
    assert len(shadowed(result)) == 2
    (level,) = [one for one in result.levels if one.name == "company"]
    assert (level.objective, level.proven) == (2, True)


def test_what_is_to_be_shadowed_is_planned_though_the_search_did_not_come_to_it(monkeypatch):
    monkeypatch.setattr(pool_search, "GREEDY_SECONDS", 0.0)
    monkeypatch.setattr(PoolSearch, "_begin_walk", lambda self: None)
    monkeypatch.setattr(PoolSearch, "_prove", lambda self: None)
    held = [Assignment("ann", at(day).id, pinned=True) for day in range(5)]
    given = problem([at(day) for day in range(5)], trainee(2), assignments=tuple(held))
    assert len(shadowed(solved(given, RULES))) == 2


def test_nobody_shadows_who_is_asked_nothing():
    assert not shadowed(solved(problem([at(0), at(1)]), RULES))


def test_a_shift_counts_only_beside_the_mentor_who_is_named():
    shifts = [at(day) for day in range(4)]
    away = (
        Absence("ann", AbsenceKind.LEAVE, moment("2027-01-04 00:00"), moment("2027-01-06 00:00")),
    )
    given = problem(shifts, trainee(3, mentor="ann"), absences=away)
    result = solved(given, RULES)
    assert shadowed(result) == [shifts[2].id, shifts[3].id]
    assert {("ann", shift.id) for shift in shifts[2:]} <= pairs_of(result)
    (standing,) = traineeship_standings(given, result.assignments)
    assert (standing.done, standing.planned, standing.remaining) == (0, 2, 1)


def test_no_two_shifts_of_one_day_count():
    shifts = [at(0), at(0, "15:00", name="L"), at(1)]
    given = problem(shifts, trainee(3))
    result = solved(given, [Overlap()])
    days = {given.shift_by_id[shift].start.date() for shift in shadowed(result)}
    assert len(shadowed(result)) == len(days) == 2


def test_they_are_spread_over_the_weeks():
    shifts = [at(day) for week in range(3) for day in range(7 * week, 7 * week + 5)]
    result = solved(problem(shifts, trainee(6), weeks=3), RULES)
    weeks = [
        (moment(shift[5:15] + " 12:00") - moment("2027-01-04 00:00")).days // 7
        for shift in shadowed(result)
    ]
    assert [weeks.count(week) for week in range(3)] == [2, 2, 2]


def test_a_week_is_busier_rather_than_that_a_shift_is_not_shadowed():
    shifts = [at(0), at(1), at(7)]
    result = solved(problem(shifts, trainee(3), weeks=2), RULES)
    assert len(shadowed(result)) == 3


def test_what_was_shadowed_before_counts_once_a_day():
    past = tuple(
        Duty(
            "tim",
            "caco",
            DutyKind.WORK,
            moment(f"2027-01-02 {start}"),
            moment(f"2027-01-02 {end}"),
            240,
        )
        for start, end in (("07:00", "11:00"), ("11:00", "15:00"))
    )
    given = problem([at(0), at(1), at(2)], trainee(2), history=past)
    result = solved(given, RULES)
    assert len(shadowed(result)) == 1
    (standing,) = traineeship_standings(given, result.assignments)
    assert (standing.done, standing.planned, standing.remaining) == (1, 1, 0)


def test_a_shift_that_is_shadowed_is_work_for_the_rules_of_the_trainee():
    shifts = [at(0, "15:00", name="L"), at(1)]  # too little rest between
    result = solved(problem(shifts, trainee(2)), RULES)
    assert len(shadowed(result)) == 1


def test_only_the_days_of_the_traineeship_count():
    shifts = [at(day) for day in range(4)]
    asked = trainee(4, start=date(2027, 1, 5), until=date(2027, 1, 6))
    assert shadowed(solved(problem(shifts, asked), RULES)) == [shifts[1].id, shifts[2].id]


@pytest.mark.parametrize("mentor", [None, "ann"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_level_is_the_same_in_the_model_and_in_the_roster(mentor, count):
    shifts = [at(0), at(0, "15:00", name="L"), at(7)]
    pinned = (Assignment("ann", shifts[0].id, pinned=True),)
    given = problem(
        shifts, trainee(count, mentor=mentor), people=(ANN, TIM), weeks=2, assignments=pinned
    )
    index = ProblemIndex(given)
    level = CompanyObjective(index)
    for roster in every_roster(index):
        assert model_value(index, level, roster) == level.value(index, roster), sorted(roster)


@pytest.mark.parametrize("mentor", [None, "ann"])
def test_the_solver_finds_the_best_of_all_rosters(mentor):
    given = problem([at(0), at(1), at(7)], trainee(2, mentor=mentor), people=(ANN, TIM), weeks=2)
    index = ProblemIndex(given)
    found = pairs_of(solved(given, RULES))
    assert values(given, RULES, found) == best_values(index, RULES, objective_levels(index, RULES))


def test_coverage_comes_before_shadowing():
    seats = replace(CACO, required=1)
    both = (*problem([at(0)]).competences, Competence("tim", "im", START))
    given = replace(problem([at(0)], trainee(1), posts=[seats]), competences=both)
    result = solve_roster(given, SolveOptions(5, workers=1))
    assert not result.open_shifts


def in_force(given, *held, away=()):
    """A problem of which people have shifts already, and somebody falls ill."""
    published = tuple(
        Assignment(person, shift.id, double=person == "tim") for person, shift in held
    )
    return replace(given, published=published, absences=tuple(away))


def test_a_repair_finds_the_shifts_that_are_still_to_be_shadowed():
    shifts = [at(day) for week in range(2) for day in range(7 * week, 7 * week + 4)]
    given = in_force(
        problem(shifts, trainee(4), weeks=2),
        *(("ann", shift) for shift in shifts),
        ("tim", shifts[0]),
    )
    result = repaired(given, RULES)
    found = shadowed(result)
    assert shifts[0].id in found
    assert [sum(one.id in found for one in half) for half in (shifts[:4], shifts[4:])] == [2, 2]
    assert {("ann", shift.id) for shift in shifts} <= pairs_of(result)
    (changes,) = [one for one in result.levels if one.name == "changes"]
    assert (changes.objective, changes.proven) == (0, True)


def test_in_a_repair_nobody_moves_so_that_a_trainee_sits_beside_their_mentor():
    shifts = [at(day) for day in range(3)]
    given = in_force(
        problem(shifts, trainee(3, mentor="ann")),
        *zip(("ann", "bob", "ann"), shifts, strict=True),
    )
    result = repaired(given, RULES)
    assert shadowed(result) == [shifts[0].id, shifts[2].id]
    assert ("bob", shifts[1].id) in pairs_of(result)


def test_who_loses_their_mentor_to_an_illness_shadows_another_day():
    shifts = [at(day) for day in range(4)]
    ill = Absence(
        "ann", AbsenceKind.ILLNESS, moment("2027-01-04 00:00"), moment("2027-01-05 00:00")
    )
    given = in_force(
        problem(shifts, trainee(1, mentor="ann")),
        *(("ann", shift) for shift in shifts),
        ("tim", shifts[0]),
        away=(ill,),
    )
    result = repaired(given, RULES)
    assert ("bob", shifts[0].id) in pairs_of(result)
    assert shadowed(result) == [shifts[0].id, shifts[1].id]  # what was signed stays, and counts not
    (standing,) = traineeship_standings(given, result.assignments)
    assert (standing.planned, standing.remaining) == (1, 0)


def test_a_repair_keeps_the_rules_of_the_trainee():
    shifts = [at(0, "15:00", name="L"), at(1)]  # too little rest between
    given = in_force(problem(shifts, trainee(2)), ("ann", shifts[0]), ("bob", shifts[1]))
    assert len(shadowed(repaired(given, RULES))) == 1


def test_a_repair_puts_no_trainee_beside_somebody_before_its_first_moment():
    shifts = [at(day) for day in range(3)]
    given = in_force(problem(shifts, trainee(3)), *(("ann", shift) for shift in shifts))
    result = repaired(given, RULES, shadow_from=moment("2027-01-05 08:00"))
    assert shadowed(result) == [shifts[2].id]


def test_nobody_comes_to_shadow_a_shift_that_has_begun():
    shifts = [at(day) for day in range(3)]
    pinned = (Assignment("ann", shifts[0].id, pinned=True),)
    given = problem(shifts, trainee(3), assignments=pinned)
    given = replace(given, begun=(shifts[0].id,))
    for result in (solved(given, RULES), repaired(given, RULES)):
        assert shadowed(result) == [shifts[1].id, shifts[2].id]
