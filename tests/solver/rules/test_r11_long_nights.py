"""R11: night shifts of 10 to 12 hours are few, and 12 hours of rest follow."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from solver.rules.r10_night_length import NightLength
from solver.rules.r11_long_nights import LongNights
from solver.rules.r14_rest_after_night import RestAfterNight
from tests.solver.rules.caco import judged
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    person_context,
    person_model,
    row,
    timeline,
    violations,
)

RULE = LongNights()


def long_night(day: str, end: str = "07:00"):
    following = date.fromisoformat(day) + timedelta(days=1)
    return row(f"{day} 19:00", f"{following} {end}", work=675)


def weekly(count: int):
    first = date(2026, 1, 5)
    return [long_night(str(first + timedelta(weeks=2 * n))) for n in range(count)]


def test_five_in_two_weeks_pass_and_a_sixth_does_not():
    five = [long_night(f"2027-01-{day:02}") for day in (4, 6, 8, 10, 12)]
    assert not violations(RULE, five)
    (found,) = violations(RULE, [*five, long_night("2027-01-16")])
    assert (found.value, found.limit) == (6, 5)


def test_a_window_excludes_its_last_moment():
    five = [long_night(f"2027-01-{day:02}") for day in (4, 6, 8, 10, 12)]
    assert not violations(RULE, [*five, long_night("2027-01-18")])
    earlier = row("2027-01-18 18:59", "2027-01-19 07:00", work=675)
    assert violations(RULE, [*five, earlier])


def test_the_23rd_in_52_weeks_is_a_violation_vector_7():
    assert not violations(RULE, weekly(22))
    (found,) = violations(RULE, weekly(23))
    assert (found.value, found.limit) == (23, 22)


def test_fifty_two_weeks_run_to_the_same_clock_time():
    nights = weekly(22)
    assert not violations(RULE, [*nights, long_night("2027-01-04")])
    assert violations(RULE, [*nights, long_night("2027-01-03")])


def test_ten_hours_are_no_long_night():
    plain = [row(f"2027-01-{d:02} 21:00", f"2027-01-{d + 1:02} 07:00") for d in range(4, 18, 2)]
    assert not violations(RULE, plain)


def test_a_night_beyond_twelve_hours_is_told_under_r10_alone():
    five = [long_night(f"2027-01-{day:02}") for day in (4, 6, 8, 10, 12)]
    beyond = row("2027-01-14 18:00", "2027-01-15 07:00", work=721)
    soon = row("2027-01-15 18:00", "2027-01-15 22:00")
    assert not violations(RULE, [*five, beyond, soon])
    assert violations(RULE, [*five, replace(beyond, work=720)])
    assert violations(NightLength(), [beyond])
    assert violations(RestAfterNight(shortened=14 * 60), [beyond, soon])


@pytest.mark.parametrize(
    ("night", "next_start", "rest"),
    [
        (("2027-01-04 19:00", "2027-01-05 07:00"), "2027-01-05 18:59", 719),
        (("2026-10-24 20:00", "2026-10-25 07:00"), "2026-10-25 18:59", 719),
        (("2027-03-27 18:00", "2027-03-28 07:00"), "2027-03-28 18:59", 719),
    ],
)
def test_twelve_hours_of_rest_follow(night, next_start, rest):
    start = row(*night)
    after = row(next_start, next_start[:10] + " 22:00")
    (found,) = violations(RULE, [start, after])
    assert (found.value, found.limit) == (rest, 720)
    later = row(next_start[:10] + " 19:00", next_start[:10] + " 22:00")
    assert not violations(RULE, [start, later])


def test_history_counts_in_the_year():
    history, new = weekly(22), long_night("2026-12-21")
    about = judged([*history, new], "2026-12-14 00:00", "2027-01-04 00:00")
    assert list(RULE.check(timeline([*history, new], about)))
    assert_parity(RULE, [new, long_night("2027-01-04")], fixed=history)


def test_parity_of_windows_and_rest():
    rule = LongNights(per_period=2, per_year=4, weeks=4)
    free = [long_night(f"2027-01-{day:02}") for day in (4, 5, 9, 17, 18, 22, 31)]
    free += [
        row("2027-01-05 18:00", "2027-01-05 21:00"),
        row("2027-01-19 19:00", "2027-01-19 23:00"),
    ]
    assert_parity(rule, free, fixed=[long_night("2027-01-13"), long_night("2027-01-27")])


def test_too_many_in_the_history_are_left_alone():
    history = [long_night(f"2027-01-{day:02}") for day in (4, 6, 8, 10, 12, 14)]
    free = [long_night("2027-01-16"), long_night("2027-01-25")]
    person = person_model([RULE], history, free, person_context([*history, *free]))
    assert is_feasible(person, frozenset(), 2)
    assert not is_feasible(person, frozenset({0}), 2)
