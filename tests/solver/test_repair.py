"""Repair: as full as can be, then the fewest changes, against every roster of a tiny problem."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.duty import Absence, AbsenceKind, Assignment
from data.model.person import Competence, CompetenceLevel
from data.model.result import PlanStatus
from solver.cpsat.engine import Stop
from solver.diagnosis.judge import new_violations, preexisting_violations, violations
from solver.objective.changes import ChangeObjective
from solver.objective.level import coverage_levels
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.repair import repair
from solver.rules.overlap import Overlap
from solver.rules.r01_daily_rest import DailyRest
from solver.rules.r02_weekly_rest import WeeklyRest
from solver.rules.r05_shift_length import ShiftLength
from solver.rules.r10_night_length import NightLength
from solver.rules.r16_series_with_night import SeriesWithNight
from tests.solver.enumeration import best_values, fits, rosters
from tests.solver.random_small import PAST, random_problem, troubled_problem
from tests.solver.seeded import seeded
from tests.solver.small import control_room, midnight, shift_at, somebody, tiny
from tests.solver.solving import pairs_of, solved

RULES = (Overlap(), ShiftLength(), NightLength(), DailyRest())
#: Rules that the relaxation leaves out, so strict that the best roster misses them at first.
LAZY = (
    Overlap(),
    ShiftLength(),
    WeeklyRest(rest=60 * 60, total=130 * 60),
    SeriesWithNight(shifts=2, shifts_agreed=2),
)


def repaired(problem, rules=RULES, seconds=20.0, **more):
    with patch("solver.repair.rules_in_force", lambda _: list(rules)):
        return repair(problem, SolveOptions(seconds, workers=1), **more)


def stages_of(index):
    return [*coverage_levels(index), ChangeObjective(index)]


def published(problem, *pairs):
    return replace(problem, published=tuple(Assignment(*pair) for pair in pairs))


def changes_of(result):
    return result.levels[-1].objective


def with_some_published(problem, seed, rules):
    """Some legal roster of a problem as it was before trouble came."""
    calm = replace(problem, absences=(), assignments=())
    index, random = ProblemIndex(calm), Random(seed)
    known = sorted(rosters(index, rules), key=lambda roster: (-len(roster), sorted(roster)))
    return published(problem, *sorted(random.choice(known[: max(1, len(known) // 4)])))


def assert_best(problem, rules):
    index, result = ProblemIndex(problem), repaired(problem, rules)
    best = best_values(index, rules, stages_of(index))
    pairs = pairs_of(result)
    assert [level.objective for level in result.levels] == best
    assert [level.value(index, pairs) for level in stages_of(index)] == best
    assert all(level.bound <= level.objective for level in result.levels)
    assert fits(index, pairs)
    assert not new_violations(violations(index, rules, pairs), preexisting_violations(index, rules))
    return result


@pytest.mark.parametrize("rules", [RULES, LAZY], ids=["plain", "lazy"])
@seeded(40)
@given(seed=st.integers(0, 10_000))
def test_no_roster_is_fuller_and_none_as_full_has_fewer_changes(rules, seed):
    problem = with_some_published(random_problem(seed), seed, rules)
    assert_best(problem, rules)


@seeded(40)
@given(seed=st.integers(0, 10_000))
def test_so_it_is_where_no_set_of_duties_was_forbidden_before_it_was_missed(seed):
    problem = with_some_published(random_problem(seed, choices=12), seed, LAZY)
    with patch("solver.search.left_out.write_conflicts"):
        assert_best(problem, LAZY)


@seeded(15)
@given(seed=st.integers(0, 10_000))
def test_so_it_is_with_history_and_work_elsewhere(seed):
    problem = with_some_published(troubled_problem(seed), seed, RULES)
    assert_best(problem, RULES)


@seeded(40)
@given(seed=st.integers(0, 10_000))
def test_a_bound_is_below_every_roster_with_the_coverage_that_was_reached(seed):
    problem = with_some_published(random_problem(seed), seed, RULES)
    index, result = ProblemIndex(problem), repaired(problem)
    coverage = [level.objective for level in result.levels[:-1]]
    for roster in rosters(index, RULES):
        values = [level.value(index, roster) for level in stages_of(index)]
        if values[:-1] == coverage:
            assert result.levels[-1].bound <= values[-1]


DAYS = [shift_at(f"2027-01-0{day} 07:00", 8) for day in (4, 5, 6)]
ANN, BOB, CAS = somebody("ann"), somebody("bob"), somebody("cas")


def ill(person, day, days=1):
    start = midnight(DAYS[0].start.date() + timedelta(days=day))
    return Absence(person, AbsenceKind.ILLNESS, start, start + timedelta(days=days))


def test_a_roster_that_still_holds_is_not_touched():
    problem = published(tiny(DAYS, [ANN, BOB]), ("ann", DAYS[0].id), ("bob", DAYS[1].id))
    full = replace(problem, published=(*problem.published, Assignment("ann", DAYS[2].id)))
    result = repaired(full)
    assert (changes_of(result), result.status) == (0, PlanStatus.OPTIMAL)
    assert pairs_of(result) == {("ann", DAYS[0].id), ("bob", DAYS[1].id), ("ann", DAYS[2].id)}


def test_what_an_illness_takes_away_costs_nothing_and_who_takes_over_costs_one():
    problem = published(tiny(DAYS[:1], [ANN, BOB]), ("ann", DAYS[0].id))
    result = repaired(replace(problem, absences=(ill("ann", 0),)))
    assert pairs_of(result) == {("bob", DAYS[0].id)}
    assert (changes_of(result), result.status) == (1, PlanStatus.OPTIMAL)


def test_with_nobody_to_take_over_an_illness_is_no_change_and_the_shift_is_open():
    problem = published(tiny(DAYS[:1], [ANN]), ("ann", DAYS[0].id))
    result = repaired(replace(problem, absences=(ill("ann", 0),)))
    assert (changes_of(result), result.status) == (0, PlanStatus.OPTIMAL)
    assert [shift.shift for shift in result.open_shifts] == [DAYS[0].id]
    assert result.proven_minimum_open == (("caco", 1),)


def test_a_swap_of_two_is_four_changes():
    base = published(tiny(DAYS[:2], [ANN, BOB]), ("ann", DAYS[0].id), ("bob", DAYS[1].id))
    pins = (
        Assignment("bob", DAYS[0].id, pinned=True),
        Assignment("ann", DAYS[1].id, pinned=True),
    )
    assert changes_of(repaired(replace(base, assignments=pins))) == 4


def chain():
    """Bob alone can take Ann's night; then Cas must take the day after it from Bob."""
    night = shift_at("2027-01-04 23:00", 8, name="N")
    held = (
        Competence("ann", "caco", PAST),
        Competence("bob", "caco", PAST),
        Competence("cas", "caco", DAYS[1].start.date()),
    )
    problem = tiny([night, DAYS[1]], [ANN, BOB, CAS], competences=held)
    problem = published(problem, ("ann", night.id), ("bob", DAYS[1].id))
    return replace(problem, absences=(ill("ann", 0, 7),))


def test_a_chain_is_found_where_nobody_can_come_directly():
    result = repaired(chain())
    assert pairs_of(result) == {("bob", "caco:2027-01-04 23:00"), ("cas", DAYS[1].id)}
    assert (changes_of(result), result.status) == (3, PlanStatus.OPTIMAL)


def test_a_lapsed_competence_and_a_leaver_are_replaced_from_the_day_after():
    until = DAYS[0].start.date()
    held = (Competence("ann", "caco", PAST, until), Competence("bob", "caco", PAST))
    problem = tiny(DAYS, [ANN, BOB], competences=held)
    result = repaired(published(problem, *(("ann", day.id) for day in DAYS)))
    assert pairs_of(result) == {("ann", DAYS[0].id), ("bob", DAYS[1].id), ("bob", DAYS[2].id)}
    assert changes_of(result) == 2


def test_pins_do_not_move_and_what_they_break_is_told():
    short = shift_at("2027-01-04 17:00", 8)
    pins = tuple(Assignment("ann", shift.id, pinned=True) for shift in (DAYS[0], short))
    problem = published(tiny([*DAYS, short], [ANN, BOB], assignments=pins), ("ann", DAYS[0].id))
    result = repaired(problem)
    assert {("ann", DAYS[0].id), ("ann", short.id)} <= pairs_of(result)
    assert result.preexisting_violations


def test_a_trainee_whose_colleague_is_ill_does_not_sit_alone():
    held = (
        Competence("ann", "caco", PAST),
        Competence("bob", "caco", PAST, level=CompetenceLevel.TRAINEE),
    )
    problem = tiny(DAYS[:1], [ANN, BOB], competences=held, absences=(ill("ann", 0),))
    result = repaired(published(problem, ("ann", DAYS[0].id), ("bob", DAYS[0].id)))
    assert (result.assignments, changes_of(result)) == ((), 1)


def test_who_comes_new_is_the_one_with_the_lighter_load():
    shifts = [shift_at(f"2027-01-{day:02} 07:00", 8) for day in range(4, 10)]
    problem = tiny(shifts, [ANN, BOB, CAS])
    mine = [("bob", shift.id) for shift in shifts[1:5]]
    problem = published(problem, ("ann", shifts[0].id), *mine, ("cas", shifts[5].id))
    result = repaired(replace(problem, absences=(ill("ann", 0),)))
    assert ("cas", shifts[0].id) in pairs_of(result)


def test_stopped_it_gives_the_legal_part_of_what_was_published():
    stop = Stop()
    stop.ask()
    result = repaired(chain(), stop=stop)
    assert result.status is PlanStatus.STOPPED
    assert pairs_of(result) == {("bob", DAYS[1].id)}


def test_out_of_time_nothing_is_said_to_be_proven_that_is_not():
    problem = control_room(cacos=9, weeks=2)
    shifts = [shift.id for shift in problem.shifts]
    result = repaired(published(problem, *(("c0", shift) for shift in shifts)), seconds=0)
    assert result.status is PlanStatus.FEASIBLE
    assert result.levels[-1].bound == 0


@pytest.mark.parametrize("seed", range(10))
def test_a_new_roster_with_all_levels_has_the_fewest_changes_too(seed):
    problem = with_some_published(random_problem(seed), seed, RULES)
    index, result = ProblemIndex(problem), solved(problem, RULES)
    best = best_values(index, RULES, stages_of(index))
    names = [level.name for level in result.levels]
    assert names[-2:] == ["changes", "quality"]
    assert [level.objective for level in result.levels[:-1]] == best
    assert all(level.proven for level in result.levels)


def test_nothing_published_no_level_of_changes():
    result = solved(tiny(DAYS, [ANN, BOB]), RULES)
    assert "changes" not in [level.name for level in result.levels]


def test_a_solve_without_time_gives_the_legal_part_of_its_hint():
    late = shift_at("2027-01-04 17:00", 8)
    hint = (Assignment("ann", DAYS[0].id), Assignment("ann", late.id))
    problem = tiny([*DAYS, late], [ANN, BOB], assignments=hint)
    result = solved(problem, RULES, seconds=0)
    assert pairs_of(result) == {("ann", DAYS[0].id)}


def test_a_hint_at_the_bound_is_kept_through_the_levels_of_coverage():
    pins = [("ann", DAYS[0].id), ("bob", DAYS[1].id), ("ann", DAYS[2].id)]
    problem = tiny(DAYS, [ANN, BOB], assignments=tuple(Assignment(*pair) for pair in pins))
    result = solved(problem, RULES)
    assert result.levels[0].objective == 0
    assert result.status is PlanStatus.OPTIMAL
