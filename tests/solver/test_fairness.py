"""The fairness level: the squared distance, and who should carry how much."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.duty import Absence, AbsenceKind, Duty, DutyKind
from data.model.person import Competence, CompetenceLevel, Limits, Provision, ProvisionKind
from data.model.problem import CarryOver
from solver.objective.quality import REACH, FairnessObjective, SquaredDistance
from solver.objective.share import BurdenTerm, Sharing
from solver.problem_index import ProblemIndex
from solver.rules.night_exemption import NightExemption
from tests.solver.seeded import seeded
from tests.solver.small import (
    OFFICE,
    PIKET,
    control_room,
    moment,
    shift_at,
    somebody,
    tiny,
    worked,
)

COSTS = st.builds(SquaredDistance, st.floats(-30, 60), st.integers(1, 5))


@seeded(200)
@given(COSTS, st.integers(-60, 90))
def test_the_cost_is_convex_and_never_negative(cost, count):
    before, here, after = (cost.at(count + step) for step in (-1, 0, 1))
    assert after - here >= here - before
    assert here >= 0


@seeded(200)
@given(COSTS, st.integers(-60, 90), st.integers(0, 40))
def test_the_highest_tangent_is_the_cost_at_every_whole_number(cost, low, length):
    lines = cost.tangents(low, low + length)
    for count in range(low, low + length + 1):
        assert max(slope * count + offset for slope, offset in lines) == cost.at(count)


def test_beyond_one_duty_the_cost_is_the_square_of_tenths():
    assert [SquaredDistance(2.3, 2).at(n) for n in (0, 1, 2, 3, 4)] == [338, 18, 0, 0, 98]


def test_far_from_the_target_the_cost_grows_in_a_straight_line():
    cost = SquaredDistance(5, 1)
    steps = {cost.at(5 + REACH + n + 1) - cost.at(5 + REACH + n) for n in range(10)}
    assert len(steps) == 1


def shares(problem, rules=()):
    found = Sharing(ProblemIndex(problem), rules).shares
    return {(s.person, s.measure): (s.done, round(s.target, 3)) for s in found}


def targets(problem, measure, rules=()):
    return {p: target for (p, m), (_, target) in shares(problem, rules).items() if m is measure}


NIGHTS = [shift_at(f"2027-01-0{day} 23:00", 8, name="N") for day in (4, 5, 6, 7)]


def test_equal_people_share_equally():
    assert targets(tiny(NIGHTS, [somebody("ann"), somebody("bob")]), BurdenTerm.NIGHTS) == {
        "ann": 2,
        "bob": 2,
    }


def test_contract_hours_weigh():
    problem = tiny(NIGHTS, [somebody("ann", 36), somebody("bob", 12)])
    assert targets(problem, BurdenTerm.NIGHTS) == {"ann": 3, "bob": 1}


def test_who_is_away_or_not_yet_competent_has_no_share_in_that_duty():
    away = Absence("bob", AbsenceKind.LEAVE, moment("2027-01-05"), moment("2027-01-06"))
    problem = tiny(NIGHTS, [somebody("ann"), somebody("bob")], absences=(away,))
    assert targets(problem, BurdenTerm.NIGHTS) == {"ann": 3, "bob": 1}
    later = Competence("bob", "caco", date(2027, 1, 7))
    held = (Competence("ann", "caco", date(2020, 1, 1)), later)
    assert targets(replace(problem, absences=(), competences=held), BurdenTerm.NIGHTS) == {
        "ann": 3.5,
        "bob": 0.5,
    }


def test_a_competence_renewed_in_time_keeps_the_share():
    held = tuple(
        Competence(person, "caco", start, until)
        for person in ("ann", "bob")
        for start, until in (
            (date(2020, 1, 1), date(2027, 1, 5)),
            (date(2027, 1, 6), date(2028, 1, 5)),
        )
    )
    problem = tiny(NIGHTS, [somebody("ann"), somebody("bob")], competences=held)
    assert targets(problem, BurdenTerm.NIGHTS) == {"ann": 2, "bob": 2}


def test_a_trainee_has_no_share():
    held = (
        Competence("ann", "caco", date(2020, 1, 1)),
        Competence("bob", "caco", date(2020, 1, 1), level=CompetenceLevel.TRAINEE),
    )
    problem = tiny(NIGHTS, [somebody("ann"), somebody("bob")], competences=held)
    assert targets(problem, BurdenTerm.NIGHTS) == {"ann": 4}


def test_who_is_exempt_from_nights_has_no_share_in_them_but_does_in_hours_by_day():
    exempt = Provision(ProvisionKind.NIGHT_EXEMPTION, date(2020, 1, 1))
    days = [shift_at("2027-01-08 07:00", 8)]
    people = [somebody("ann"), somebody("bob", provisions=(exempt,))]
    problem = tiny(NIGHTS + days, people)
    assert targets(problem, BurdenTerm.NIGHTS, [NightExemption()]) == {"ann": 4}
    assert targets(problem, BurdenTerm.HOURS, [NightExemption()]) == {"ann": 4.5, "bob": 0.5}


def test_history_counts_as_done_and_is_shared_out_too():
    past = worked("bob", "N", "2026-12-30 23:00", "2026-12-31 23:00")
    problem = tiny(NIGHTS, [somebody("ann"), somebody("bob")], history=tuple(past))
    assert shares(problem)["bob", BurdenTerm.NIGHTS] == (2, 3)
    assert shares(problem)["ann", BurdenTerm.NIGHTS] == (0, 3)


def test_carry_over_lowers_the_target_of_who_did_too_much():
    carried = (CarryOver("bob", "nights", 2.0), CarryOver("ann", "hours", 16.0))
    problem = tiny(NIGHTS, [somebody("ann"), somebody("bob")], carry_over=carried)
    assert targets(problem, BurdenTerm.NIGHTS) == {"ann": 2, "bob": 0}
    assert targets(problem, BurdenTerm.HOURS) == {"ann": 0, "bob": 2}  # 16 hours are two shifts


def test_on_call_is_counted_in_the_usual_length_and_carried_over_in_weeks():
    weeks = [shift_at("2027-01-08 17:00", 168, PIKET), shift_at("2027-01-15 17:00", 168, PIKET)]
    carried = (CarryOver("ann", "on_call", 0.5),)
    problem = tiny(weeks, [somebody("ann"), somebody("bob")], weeks=2, carry_over=carried)
    assert targets(problem, BurdenTerm.ON_CALL) == {"ann": 0.5, "bob": 1}


def test_weekends_and_public_holidays_are_counted_by_duty():
    shifts = [shift_at("2027-01-08 23:00", 8, name="N"), shift_at("2027-01-06 07:00", 8)]
    problem = tiny(shifts, [somebody("ann")], public_holidays=(date(2027, 1, 6),))
    assert targets(problem, BurdenTerm.WEEKENDS) == {"ann": 1}
    assert targets(problem, BurdenTerm.HOLIDAYS) == {"ann": 1}
    assert targets(problem, BurdenTerm.NIGHTS) == {"ann": 1}
    assert targets(problem, BurdenTerm.HOURS) == {"ann": 2}


def test_hours_elsewhere_leave_less_for_a_desk_but_not_for_on_call():
    shifts = [*NIGHTS, shift_at("2027-01-08 17:00", 168, PIKET)]
    problem = tiny(shifts, [somebody("ann"), somebody("bob", weekly_work=OFFICE)])
    at_night = targets(problem, BurdenTerm.NIGHTS)
    assert at_night["bob"] < at_night["ann"] / 5
    assert targets(problem, BurdenTerm.ON_CALL) == {"ann": 0.5, "bob": 0.5}


def test_a_flex_worker_weighs_no_more_than_their_monthly_shifts():
    flex = somebody("bob", limits=Limits(max_shifts_per_month=4))
    at_night = targets(tiny(NIGHTS, [somebody("ann"), flex]), BurdenTerm.NIGHTS)
    weight = 4 * 8 * 12 / 52
    assert at_night["bob"] == pytest.approx(4 * weight / (36 + weight), abs=0.001)


def test_nobody_weighs_anything_and_still_nothing_breaks():
    none = somebody("ann", limits=Limits(max_shifts_per_month=0))
    assert targets(tiny(NIGHTS, [none]), BurdenTerm.NIGHTS) == {"ann": 0}


def test_who_can_fill_two_posts_counts_half_in_each():
    other = replace(PIKET, id="ic", function="ic")
    weeks = [shift_at("2027-01-08 17:00", 168, p) for p in (PIKET, other)]
    held = tuple(
        Competence(person, function, date(2020, 1, 1))
        for person, function in (("ann", "im"), ("ann", "ic"), ("bob", "im"))
    )
    problem = tiny(weeks, [somebody("ann"), somebody("bob")], posts=(other,), competences=held)
    assert targets(problem, BurdenTerm.ON_CALL) == {"ann": 1.333, "bob": 0.667}


def test_duties_of_a_post_of_old_are_not_shared_out():
    old = Duty("ann", "gone", DutyKind.WORK, moment("2026-12-30"), moment("2026-12-31"), 480)
    problem = tiny(NIGHTS, [somebody("ann"), somebody("bob")], history=(old,))
    assert shares(problem)["ann", BurdenTerm.NIGHTS] == (0, 2)


def test_the_targets_add_up_to_all_there_is_to_do():
    problem = control_room(cacos=5, ims=3, weeks=2, both=2)
    for measure in BurdenTerm:
        sharing = Sharing(ProblemIndex(problem), ())
        total = sum(sharing.loads[measure].values())
        assert sum(targets(problem, measure).values()) == pytest.approx(total, abs=0.01)


def test_an_even_roster_costs_less_than_a_lopsided_one():
    problem = tiny(NIGHTS, [somebody("ann"), somebody("bob")])
    fairness = FairnessObjective(ProblemIndex(problem), ())
    even = [("ann" if i % 2 else "bob", s.id) for i, s in enumerate(NIGHTS)]
    lopsided = [("ann", s.id) for s in NIGHTS]
    value = {len({p for p, _ in r}): fairness.value(fairness.index, r) for r in (even, lopsided)}
    assert value == {2: 0, 1: 2 * (3 + 1) * 10**2}  # nights weigh 3, hours 1
