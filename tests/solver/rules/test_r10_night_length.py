"""R10: at most 10 hours of work in a night shift, 12 under R11."""

import pytest

from solver.rules.r10_night_length import NightLength
from tests.solver.rules.parity import assert_parity, row, violations

RULE = NightLength()


def test_up_to_twelve_hours_are_for_another_rule_and_a_minute_more_is_a_violation_vector_7():
    assert not violations(RULE, [row("2027-01-04 19:00", "2027-01-05 07:00", work=675)])
    assert not violations(RULE, [row("2027-01-04 19:00", "2027-01-05 07:00")])
    (found,) = violations(RULE, [row("2027-01-04 18:59", "2027-01-05 07:00")])
    assert (found.value, found.limit) == (721, 600)


def test_sixty_minutes_after_midnight_make_no_night_shift_vectors_1_and_2():
    assert not violations(RULE, [row("2027-01-04 12:00", "2027-01-05 01:00")])
    assert violations(RULE, [row("2027-01-04 12:00", "2027-01-05 01:01")])


def test_without_the_exception_ten_hours_are_the_limit():
    never = NightLength(max_long_work=600)
    assert not violations(never, [row("2027-01-04 21:00", "2027-01-05 07:00")])
    assert violations(never, [row("2027-01-04 20:59", "2027-01-05 07:00")])


@pytest.mark.parametrize(
    ("start", "end", "legal"),
    [
        ("2026-10-24 20:00", "2026-10-25 07:00", True),  # 11 hours on the clock, 12 real ones
        ("2026-10-24 19:59", "2026-10-25 07:00", False),
        ("2027-03-27 18:00", "2027-03-28 07:00", True),  # 13 hours on the clock
        ("2027-03-27 17:59", "2027-03-28 07:00", False),
    ],
)
def test_work_is_real_time_in_both_clock_changes(start, end, legal):
    assert (not violations(RULE, [row(start, end)])) == legal


def test_a_stand_by_has_rules_of_its_own():
    assert not violations(RULE, [row("2027-01-04 08:00", "2027-01-05 08:00", standby=True)])


def test_parity():
    parts = [
        row("2027-01-04 15:00", "2027-01-04 19:00"),
        row("2027-01-04 20:00", "2027-01-05 02:00"),
        row("2027-01-05 02:00", "2027-01-05 08:00"),
        row("2027-01-05 23:00", "2027-01-06 07:00"),
        row("2027-01-06 08:00", "2027-01-06 12:01"),
    ]
    assert_parity(RULE, parts, fixed=[row("2027-01-04 10:00", "2027-01-04 12:00")])


def test_parity_in_the_long_night_of_october():
    parts = [
        row("2026-10-24 20:00", "2026-10-25 00:00"),
        row("2026-10-25 00:00", "2026-10-25 07:00"),
        row("2026-10-25 07:00", "2026-10-25 07:01"),
    ]
    assert_parity(RULE, parts)
