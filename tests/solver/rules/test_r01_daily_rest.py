"""R01: 11 hours of rest in every 24 hours, once a week 8 hours."""

import pytest

from data.model.duty import DutyKind
from solver.rules.r01_daily_rest import DailyRest
from tests.solver.rules.caco import early, judged, late, night, sequence
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    person_context,
    person_model,
    row,
    timeline,
    violations,
)

RULE = DailyRest()


def test_eleven_hours_pass_and_a_minute_less_is_a_shortening():
    two = sequence("2027-01-04 07:00", [11, 40, 11], hours=8)
    assert not violations(RULE, two)
    short = sequence("2027-01-04 07:00", [10 + 59 / 60, 40, 10 + 59 / 60], hours=8)
    (found,) = violations(RULE, short)
    assert (found.value, found.limit) == (659, 660)


def test_one_shortening_is_allowed_and_a_second_in_the_week_is_not_vector_4():
    first = [late("2027-01-04"), early("2027-01-05")]
    assert not violations(RULE, first)
    (found,) = violations(RULE, [*first, late("2027-01-08"), early("2027-01-09")])
    assert (found.value, found.limit) == (480, 660)


def test_a_second_shortening_exactly_a_week_later_passes():
    weekly = [late("2027-01-04"), early("2027-01-05"), late("2027-01-11"), early("2027-01-12")]
    assert not violations(RULE, weekly)


def test_the_nearer_of_periods_and_rests_counts():
    first = [late("2027-01-04"), early("2027-01-05")]
    rest_is_near = [row("2027-01-11 15:00", "2027-01-11 22:59"), early("2027-01-12")]
    assert violations(RULE, [*first, *rest_is_near])
    assert_parity(RULE, [*first, *rest_is_near])
    period_is_near = [row("2027-01-11 14:59", "2027-01-11 23:00"), early("2027-01-12")]
    assert violations(RULE, [*first, *period_is_near])
    assert_parity(RULE, [*first, *period_is_near])


def test_of_two_rests_of_equal_length_the_nearer_counts():
    twice_nine = [
        row("2027-01-04 00:00", "2027-01-04 01:00"),
        row("2027-01-04 10:00", "2027-01-04 11:00"),
        row("2027-01-04 20:00", "2027-01-04 21:00"),
    ]
    later = [
        row("2027-01-11 07:00", "2027-01-11 10:59"),
        row("2027-01-11 19:00", "2027-01-12 08:00"),
    ]
    assert not violations(RULE, twice_nine)
    assert not violations(RULE, later)
    assert violations(RULE, [*twice_nine, *later])
    assert_parity(RULE, [*twice_nine, *later])


def test_a_shift_of_sixteen_hours_leaves_a_shortened_rest_and_a_longer_one_too_little():
    assert not violations(RULE, [row("2027-01-04 07:00", "2027-01-04 23:00")])
    (found,) = violations(RULE, [row("2027-01-04 07:00", "2027-01-04 23:01")])
    assert (found.value, found.limit) == (479, 480)


def test_a_later_rest_in_the_same_24_hours_counts():
    split = [
        row("2027-01-04 06:00", "2027-01-04 08:00"),
        row("2027-01-04 16:00", "2027-01-04 18:00"),
    ]
    assert not violations(RULE, [*split, early("2027-01-05"), night("2027-01-05")])


def test_on_call_and_leave_are_rest():
    resting = [
        row("2027-01-04 23:00", "2027-01-05 12:00", kind=DutyKind.ON_CALL),
        row("2027-01-05 12:00", "2027-01-06 07:00", kind=DutyKind.ABSENCE),
    ]
    assert not violations(RULE, [late("2027-01-04"), *resting, early("2027-01-06")])


@pytest.mark.parametrize(
    ("saturday", "sunday", "real_hours"),
    [
        ("2026-10-24", "2026-10-25", 9),  # 23:00-07:00 on the clock, one hour twice
        ("2027-03-27", "2027-03-28", 7),  # one hour left out: it parts no shifts
    ],
)
def test_rest_is_real_time_in_both_clock_changes(saturday, sunday, real_hours):
    around = [late(saturday), row(f"{sunday} 07:00", f"{sunday} 15:00")]
    shifts = timeline(around).shifts
    if real_hours < 8:
        assert len(shifts) == 1
        assert violations(RULE, around)
    else:
        assert shifts[1].start - shifts[0].end == real_hours * 60
        assert not violations(RULE, around)


def test_eleven_hours_on_the_clock_are_ten_in_march():
    spring = [late("2027-03-27"), row("2027-03-28 10:00", "2027-03-28 15:00")]
    again = [late("2027-03-30"), early("2027-03-31")]
    assert violations(RULE, [*spring, *again])
    later = [late("2027-03-27"), row("2027-03-28 11:00", "2027-03-28 15:00")]
    assert not violations(RULE, [*later, *again])


def test_a_shortening_in_the_history_counts_but_two_of_them_are_not_told():
    history = [late("2027-01-04"), early("2027-01-05")]
    period = [late("2027-01-08"), early("2027-01-09")]
    about = judged([*history, *period], "2027-01-06 00:00", "2027-01-18 00:00")
    assert list(RULE.check(timeline([*history, *period], about)))
    about = judged([*history, *period], "2027-01-18 00:00", "2027-01-25 00:00")
    assert not list(RULE.check(timeline([*history, *period], about)))


def test_milder_only_the_first_shift_of_a_day_starts_a_period():
    shifts = [
        row("2027-01-04 06:00", "2027-01-04 08:00"),
        row("2027-01-04 16:00", "2027-01-04 18:00"),
        row("2027-01-05 02:00", "2027-01-05 12:00"),
    ]
    assert violations(RULE, shifts)
    assert not violations(DailyRest(first_of_day_only=True), shifts)


def test_a_stand_by_starts_no_period():
    standby = row("2027-01-04 08:00", "2027-01-05 08:00", standby=True)
    assert not violations(RULE, [standby])
    assert violations(RULE, [row("2027-01-04 08:00", "2027-01-05 08:00")])


def test_parity_of_duties_around_the_clock():
    duties = [late("2027-01-04"), early("2027-01-05"), night("2027-01-05"), late("2027-01-06")]
    duties += [early("2027-01-08"), night("2027-01-08"), late("2027-01-11"), early("2027-01-12")]
    assert_parity(RULE, duties, fixed=[late("2027-01-02"), early("2027-01-03")])


@pytest.mark.parametrize(
    "rule", [RULE, DailyRest(first_of_day_only=True), DailyRest(shortened=600)]
)
def test_parity_of_shifts_so_short_that_a_day_holds_two_rests(rule):
    short = [
        row("2027-01-04 00:00", "2027-01-04 01:00"),
        row("2027-01-04 10:00", "2027-01-04 11:00"),
        row("2027-01-04 20:00", "2027-01-05 02:00"),
        row("2027-01-05 08:00", "2027-01-05 09:00"),
        row("2027-01-05 13:00", "2027-01-06 04:00"),
        row("2027-01-11 09:00", "2027-01-11 10:59"),
        row("2027-01-11 19:00", "2027-01-12 08:00"),
    ]
    assert_parity(rule, short, fixed=[row("2027-01-13 06:00", "2027-01-13 20:00")])


def test_a_duty_between_two_certain_ones_uses_two_shortenings():
    pinned = [late("2027-01-04"), night("2027-01-05")]
    middle = early("2027-01-05")
    assert_parity(RULE, [middle], fixed=pinned)


def test_what_history_breaks_stays_and_is_made_no_worse():
    history = [late("2027-01-04"), early("2027-01-05"), late("2027-01-06"), early("2027-01-07")]
    candidates = [late("2027-01-09"), early("2027-01-10")]
    about = person_context([*history, *candidates])
    person = person_model([RULE], history, candidates, about)
    assert is_feasible(person, frozenset(), 2)
    assert is_feasible(person, frozenset({0}), 2)
    assert not is_feasible(person, frozenset({0, 1}), 2)
