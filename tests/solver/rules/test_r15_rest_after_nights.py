"""R15: 46 hours of rest after three or more consecutive night shifts."""

import pytest

from solver.rules.r15_rest_after_nights import RestAfterNights
from solver.timeline.clock import HOUR
from tests.solver.rules.caco import early, judged, late, night
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    person_context,
    person_model,
    row,
    timeline,
    violations,
)

RULE = RestAfterNights()
MILDER = RestAfterNights(series_break=46 * HOUR)
THREE = [night("2027-01-04"), night("2027-01-05"), night("2027-01-06")]


def test_forty_six_hours_pass_and_a_minute_less_does_not_vector_6():
    assert not violations(RULE, [*THREE, row("2027-01-09 05:00", "2027-01-09 12:00")])
    (found,) = violations(RULE, [*THREE, row("2027-01-09 04:59", "2027-01-09 12:00")])
    assert (found.value, found.limit) == (46 * 60 - 1, 46 * 60)


def test_two_nights_are_no_series():
    assert not violations(RULE, [*THREE[:2], early("2027-01-08")])


def test_a_night_after_a_night_off_comes_too_early_but_milder_it_merely_interrupts():
    rows = [*THREE, night("2027-01-08")]
    assert violations(RULE, rows)
    assert not violations(MILDER, rows)
    assert violations(MILDER, [*rows, early("2027-01-10")])


def test_another_shift_or_a_long_rest_ends_a_series():
    between = [
        night("2027-01-04"),
        night("2027-01-05"),
        row("2027-01-06 16:00", "2027-01-06 17:00"),
    ]
    third = row("2027-01-07 01:00", "2027-01-07 07:00")
    assert not violations(RULE, [*between, third, late("2027-01-08")])
    assert violations(RULE, [*between[:2], third, late("2027-01-08")])
    rested = [night("2027-01-04"), night("2027-01-05"), row("2027-01-07 19:00", "2027-01-08 03:00")]
    assert not violations(RULE, [*rested, late("2027-01-09")])


def test_a_fourth_night_goes_on_with_the_series():
    assert not violations(RULE, [*THREE, night("2027-01-07"), early("2027-01-10")])
    assert violations(RULE, [*THREE, night("2027-01-07"), late("2027-01-09")])


@pytest.mark.parametrize(
    ("nights", "too_early", "in_time"),
    [
        (("2026-10-22", "2026-10-23", "2026-10-24"), "2026-10-27 04:59", "2026-10-27 05:00"),
        (("2026-10-21", "2026-10-22", "2026-10-23"), "2026-10-26 03:59", "2026-10-26 04:00"),
        (("2027-03-24", "2027-03-25", "2027-03-26"), "2027-03-29 05:59", "2027-03-29 06:00"),
    ],
)
def test_rest_is_real_time_in_both_clock_changes(nights, too_early, in_time):
    rows = [night(day) for day in nights]
    assert violations(RULE, [*rows, row(too_early, too_early[:10] + " 12:00")])
    assert not violations(RULE, [*rows, row(in_time, in_time[:10] + " 12:00")])


def test_history_counts():
    rows = [*THREE, late("2027-01-08")]
    about = judged(rows, "2027-01-08 00:00", "2027-01-18 00:00")
    assert list(RULE.check(timeline(rows, about)))
    assert_parity(RULE, [THREE[2], late("2027-01-08"), night("2027-01-07")], fixed=THREE[:2])


@pytest.mark.parametrize("rule", [RULE, MILDER, RestAfterNights(nights=2)])
def test_parity_of_a_week_of_nights(rule):
    free = [night(f"2027-01-{day:02}") for day in range(4, 10)]
    free += [late("2027-01-07"), early("2027-01-08"), late("2027-01-09")]
    assert_parity(rule, free)


def test_parity_where_short_shifts_lie_between_nights():
    free = [
        row("2027-01-04 22:00", "2027-01-05 02:00"),
        row("2027-01-05 11:00", "2027-01-05 12:00"),
        row("2027-01-05 22:00", "2027-01-06 02:00"),
        row("2027-01-06 13:00", "2027-01-06 14:00"),
        row("2027-01-06 23:00", "2027-01-07 02:00"),
        row("2027-01-08 01:00", "2027-01-08 03:00"),
        row("2027-01-08 15:00", "2027-01-08 16:00"),
        row("2027-01-09 00:30", "2027-01-09 03:00"),
    ]
    assert_parity(RULE, free, fixed=[night("2027-01-02"), night("2027-01-03")])


def test_what_certain_rows_break_is_left_alone_even_if_a_night_between_would_mend_it():
    fixed = [*THREE, night("2027-01-08")]
    free = [night("2027-01-07"), late("2027-01-07")]
    person = person_model([RULE], fixed, free, person_context([*fixed, *free]))
    assert is_feasible(person, frozenset(), 2)
    assert is_feasible(person, frozenset({0}), 2)
    assert not is_feasible(person, frozenset({1}), 2)
