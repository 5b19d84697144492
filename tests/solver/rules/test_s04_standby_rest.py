"""S04: at least 11 hours of rest before and after an on-site stand-by."""

from dataclasses import replace

from solver.rules.s04_standby_rest import StandbyRest
from tests.solver.rules.caco import early
from tests.solver.rules.parity import assert_parity, row, violations

RULE = StandbyRest()


def standby(start: str, end: str):
    return replace(row(start, end), standby=True)


DAY = standby("2027-01-05 08:00", "2027-01-06 08:00")


def test_11_hours_before_pass_and_a_minute_less_does_not():
    assert not violations(RULE, [row("2027-01-04 13:00", "2027-01-04 21:00"), DAY])
    (found,) = violations(RULE, [row("2027-01-04 13:00", "2027-01-04 21:01"), DAY])
    assert (found.value, found.limit) == (659, 660)


def test_11_hours_after_pass_and_a_minute_less_does_not():
    assert not violations(RULE, [DAY, row("2027-01-06 19:00", "2027-01-06 23:00")])
    (found,) = violations(RULE, [DAY, row("2027-01-06 18:59", "2027-01-06 23:00")])
    assert found.value == 659


def test_work_less_than_eight_hours_away_is_too_near_as_well():
    (found,) = violations(RULE, [DAY, row("2027-01-06 12:00", "2027-01-06 16:00")])
    assert found.value == 240
    (found,) = violations(
        RULE, [early("2027-01-05"), standby("2027-01-05 15:00", "2027-01-06 07:00")]
    )
    assert found.value == 0


def test_two_halves_of_one_stand_by_are_one():
    halves = [
        standby("2027-01-05 08:00", "2027-01-05 20:00"),
        standby("2027-01-05 20:00", "2027-01-06 08:00"),
    ]
    assert not violations(RULE, halves)
    assert violations(RULE, [halves[0], standby("2027-01-05 20:01", "2027-01-06 08:00")])


def test_ordinary_shifts_have_r01():
    assert not violations(RULE, [early("2027-01-04"), row("2027-01-04 23:00", "2027-01-05 07:00")])


def test_real_hours_count_in_both_nights_of_the_clock_change():
    march = [
        standby("2027-03-27 08:00", "2027-03-27 22:00"),
        row("2027-03-28 09:00", "2027-03-28 12:00"),
    ]
    assert violations(RULE, march)  # 10 real hours
    october = [
        standby("2026-10-24 08:00", "2026-10-24 22:00"),
        row("2026-10-25 08:00", "2026-10-25 12:00"),
    ]
    assert not violations(RULE, october)  # 11 real hours


CANDIDATES = [
    row("2027-01-04 13:00", "2027-01-04 22:00"),
    standby("2027-01-05 08:00", "2027-01-05 20:00"),
    standby("2027-01-05 20:00", "2027-01-06 08:00"),
    row("2027-01-06 10:00", "2027-01-06 12:00"),
    row("2027-01-06 18:30", "2027-01-06 22:00"),
    standby("2027-01-07 09:00", "2027-01-08 09:00"),
    standby("2027-01-08 19:00", "2027-01-09 09:00"),
    early("2027-01-10"),
]


def test_parity():
    assert_parity(RULE, CANDIDATES)


def test_parity_beside_certain_work():
    assert_parity(
        RULE, CANDIDATES[3:], [CANDIDATES[1], row("2027-01-10 16:00", "2027-01-10 20:00")]
    )
