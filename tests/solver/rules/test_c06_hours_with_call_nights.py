"""C06: 16 nights on call in 16 weeks: on average at most 40 hours of work a week."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.model.duty import DutyKind
from solver.rules.c06_hours_with_call_nights import C07, HoursWithCallNights
from solver.timeline.windows import ONLY_SLIDING
from tests.solver.rules.parity import assert_parity, on_call, row, violations

RULE = HoursWithCallNights()
SMALL = HoursWithCallNights(weeks=1, number=2, max_average=16 * 60, max_arranged=20 * 60)
MONDAY = date(2027, 1, 4)


def office(weeks: int, minutes: int = 480, monday: date = MONDAY):
    """Weeks of five days from 08:30, half an hour of break."""
    days = [monday + timedelta(days=7 * week + day) for week in range(weeks) for day in range(5)]
    end = f"{(540 + minutes) // 60:02}:{(540 + minutes) % 60:02}"
    return [row(f"{d} 08:30", f"{d} {end}", minutes, kind=DutyKind.ELSEWHERE) for d in days]


def piket(every: int, weeks: int, monday: date = MONDAY):
    fridays = [monday + timedelta(days=7 * week + 4) for week in range(0, weeks - 1, every)]
    return [on_call(f"{d} 17:00", f"{d + timedelta(days=7)} 17:00") for d in fridays]


def test_one_week_in_six_makes_40_hours_the_limit_vector_15():
    rows = [*office(17, 486), *piket(6, 17)]
    (found,) = violations(RULE, rows)
    assert (found.limit, found.note) == (640 * 60, C07)
    assert found.value == 16 * 5 * 486


def test_exactly_40_hours_a_week_pass_with_breaks_and_over_a_clock_change():
    for monday in (MONDAY, date(2026, 9, 7)):
        assert not violations(RULE, [*office(18, 480, monday), *piket(3, 18, monday)])


def test_one_week_in_eight_leaves_the_ordinary_average_vector_16():
    assert not violations(RULE, [*office(17, 516), *piket(8, 17)])


def test_fifteen_nights_are_not_yet_many():
    nights = [MONDAY + timedelta(days=5 * k) for k in range(15)]
    rows = [on_call(f"{d} 20:00", f"{d + timedelta(days=1)} 07:00") for d in nights]
    assert not violations(RULE, [*office(16, 500), *rows])
    last = MONDAY + timedelta(days=100)
    assert (
        violations(RULE, [*office(16, 500), *rows, on_call(f"{last} 20:00", f"{last} 23:00")]) == []
    )
    last_night = on_call(f"{last} 20:00", f"{last + timedelta(days=1)} 00:01")
    assert violations(RULE, [*office(16, 500), *rows, last_night])


def test_above_45_hours_a_week_no_arrangement_helps():
    (found,) = violations(RULE, [*office(17, 545), *piket(3, 17)])
    assert found.note == ""


def test_less_than_sixteen_weeks_of_data_are_not_judged():
    assert not violations(RULE, [*office(15, 600), *piket(2, 15)])


def test_hours_that_are_too_high_on_no_whole_week_are_told_as_such():
    rows = [
        row("2027-01-07 08:00", "2027-01-07 20:00"),
        row("2027-01-08 08:00", "2027-01-08 12:00"),
        row("2027-01-12 08:00", "2027-01-12 14:00"),
        on_call("2027-01-08 20:00", "2027-01-10 20:00"),
    ]
    (found,) = violations(SMALL, rows)
    assert found.note == ONLY_SLIDING
    assert violations(replace(SMALL, max_arranged=22 * 60), rows)[0].note == f"{ONLY_SLIDING} {C07}"
    assert not violations(replace(SMALL, sliding=False), rows)


@pytest.mark.parametrize(("each_night", "found"), [(True, 1), (False, 0)])
def test_milder_is_one_time_a_duty(each_night, found):
    rows = [*office(1, 500), on_call("2027-01-08 20:00", "2027-01-10 20:00")]
    assert len(violations(replace(SMALL, each_night=each_night), rows)) == found


def test_a_night_worked_elsewhere_is_no_night_on_call():
    rows = [*office(1, 500), on_call("2027-01-08 20:00", "2027-01-10 20:00")]
    night = row("2027-01-09 00:00", "2027-01-09 06:00", 0, kind=DutyKind.ELSEWHERE)
    assert not violations(SMALL, [*rows, night])


CANDIDATES = [
    row("2027-01-05 07:00", "2027-01-05 15:00"),
    row("2027-01-06 15:00", "2027-01-06 23:00", 450),
    row("2027-01-09 07:00", "2027-01-09 15:00"),
    row("2027-01-12 07:00", "2027-01-12 15:00"),
    on_call("2027-01-07 17:00", "2027-01-08 08:00"),
    on_call("2027-01-09 17:00", "2027-01-11 08:00"),
    on_call("2027-01-11 17:00", "2027-01-12 00:00"),
    on_call("2027-01-13 17:00", "2027-01-15 08:00"),
]


@pytest.mark.parametrize("each_night", [True, False])
def test_parity(each_night):
    fixed = [row("2027-01-08 08:30", "2027-01-08 17:00", 480, kind=DutyKind.ELSEWHERE)]
    assert_parity(replace(SMALL, each_night=each_night), CANDIDATES, fixed=fixed)


def test_parity_where_the_certain_hours_are_too_many():
    fixed = [*office(1, 480), on_call("2027-01-12 01:00", "2027-01-12 02:00")]
    assert_parity(SMALL, CANDIDATES[4:], fixed=fixed)


def test_parity_where_a_window_could_start_at_a_shift_that_is_not_chosen():
    candidates = [
        row("2027-01-05 08:00", "2027-01-05 17:00", 420),
        row("2027-01-05 06:00", "2027-01-05 12:00"),
        row("2027-01-12 08:00", "2027-01-12 17:00", 420),
        row("2027-01-08 07:00", "2027-01-08 09:00"),
        on_call("2027-01-08 20:00", "2027-01-10 20:00"),
    ]
    fixed = [row("2027-01-07 08:00", "2027-01-07 16:00", kind=DutyKind.ELSEWHERE)]
    assert_parity(SMALL, candidates, fixed=fixed)


def test_parity_where_two_duties_share_a_night():
    candidates = [
        on_call("2027-01-04 20:00", "2027-01-05 02:00"),
        on_call("2027-01-05 03:00", "2027-01-05 08:00"),
        on_call("2027-01-06 20:00", "2027-01-07 08:00"),
        on_call("2027-01-06 22:00", "2027-01-07 10:00"),
        row("2027-01-08 07:00", "2027-01-08 15:00"),
        row("2027-01-09 07:00", "2027-01-09 15:01"),
    ]
    assert_parity(SMALL, candidates)
