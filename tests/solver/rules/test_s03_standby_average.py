"""S03: with on-site stand-by on average at most 48 hours a week in 26 weeks."""

from solver.rules.s03_standby_average import StandbyAverage
from tests.solver.rules.caco import early, night
from tests.solver.rules.hours import days, leave, shift, weekly
from tests.solver.rules.parity import assert_parity, row, violations

RULE = StandbyAverage()
ONE = [shift(days("2027-01-04", 1)[0], 8, 24, standby=True)]


def test_48_hours_a_week_pass_and_a_minute_more_does_not():
    rows = [shift(day, 8, 24, standby=True) for day in days("2027-01-04", 52, 3)]
    assert not violations(RULE, rows)
    more = [*rows, row("2027-06-30 08:00", "2027-06-30 08:01")]
    (found,) = violations(RULE, more)
    assert (found.value, found.limit) == (52 * 24 * 60 + 1, 26 * 48 * 60)


def test_ordinary_work_and_leave_beside_stand_by_count():
    office = weekly("2027-01-11", 25, range(5), 8, 9.6)
    assert not violations(RULE, [*ONE, *office])  # 24 + 25 x 48 = 1,224
    assert not violations(RULE, [*ONE, *office, leave("2027-01-06 00:00", "2027-01-09 00:00", 24)])
    assert violations(RULE, [*ONE, *office, leave("2027-01-06 00:00", "2027-01-09 00:00", 25)])


def test_without_stand_by_it_is_silent():
    assert not violations(RULE, weekly("2027-01-04", 26, range(6), 8, 9))


def test_fewer_than_26_weeks_of_data_are_not_judged():
    assert not violations(RULE, [*ONE, *weekly("2027-01-11", 24, range(6), 8, 9)])


SMALL = StandbyAverage(weeks=1, max_average=36 * 60)


def test_parity_over_the_october_clock_change():
    candidates = [
        early("2026-10-20"),
        shift(days("2026-10-21", 1)[0], 8, 24, standby=True),
        night("2026-10-23"),
        shift(days("2026-10-24", 1)[0], 20, 20, 16, standby=True),
        early("2026-10-27"),
        row("2026-10-29 07:00", "2026-10-29 17:00", 570),
        early("2026-10-31"),
    ]
    assert_parity(SMALL, candidates, [leave("2026-10-19 00:00", "2026-10-20 00:00", 5)])


def test_parity_after_history():
    history = [*ONE, *weekly("2027-01-11", 24, range(5), 8, 9.9)]
    candidates = [
        shift(days("2027-06-28", 1)[0], 8, 16, standby=True),
        early("2027-06-30"),
        early("2027-07-01"),
        night("2027-07-02"),
        shift(days("2027-07-06", 1)[0], 8, 16, standby=True),
        early("2027-07-08"),
    ]
    assert_parity(RULE, candidates, history)
