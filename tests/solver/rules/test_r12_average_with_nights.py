"""R12: with 16 or more nights in 16 weeks on average at most 40 hours a week."""

from dataclasses import replace
from datetime import date, timedelta

from solver.rules.r12_average_with_nights import AverageWithNights
from tests.solver.rules.caco import early, night
from tests.solver.rules.hours import days, leave, shift, weekly
from tests.solver.rules.parity import assert_parity, row, violations

RULE = AverageWithNights()


def roster(nights: int, hours: float) -> list:
    """16 weeks from 4 January 2027: a Monday night in each of so many weeks, the rest by day."""
    mondays = days("2027-01-04", nights, every=7)
    by_day = weekly("2027-01-04", 16, [3], 8, hours - 8 - 2 * 11)
    by_day += weekly("2027-01-04", 16, [4, 5], 8, 11)
    by_day += [shift(day, 12, 8) for day in days("2027-01-04", 16, every=7)[nights:]]
    return [*(night(str(day)) for day in mondays), *by_day]


def test_16_nights_and_40_hours_a_week_pass_and_a_minute_more_does_not():
    rows = roster(16, 40)
    assert not violations(RULE, rows)
    (found,) = violations(RULE, [*rows, row("2027-04-25 08:00", "2027-04-25 08:01")])
    assert (found.value, found.limit) == (38401, 38400)


def test_15_nights_leave_the_ordinary_average():
    assert not violations(RULE, roster(15, 47))
    assert violations(RULE, roster(16, 47))


def test_a_shift_with_exactly_an_hour_after_midnight_is_no_night_vector_1():
    late = [row(f"{d} 17:00", f"{d + timedelta(days=1)} 01:00") for d in days("2027-01-04", 16, 7)]
    busy = weekly("2027-01-04", 16, [2, 3, 4], 8, 11)
    assert not violations(RULE, [*late, *busy])


def test_a_night_counts_where_it_starts():
    rows = roster(16, 46)
    sunday = date(2027, 4, 25)
    first, others = rows[0], rows[1:]
    moved = [*others, night(str(sunday))]  # the 16th starts in the last hour of the data
    assert first.start < others[0].start
    assert violations(RULE, moved)
    assert not violations(AverageWithNights(number=17), moved)


def test_leave_counts_and_stand_by_nights_do_not():
    rows = roster(16, 39)
    assert violations(RULE, [*rows, leave("2027-04-23 00:00", "2027-04-26 00:00", 17)])
    standby = [shift(d, 22, 9, standby=True) for d in days("2027-01-10", 16, 7)]
    others = weekly("2027-01-04", 16, [1, 2, 3, 4], 8, 11)
    assert not violations(RULE, [*others, *standby])


def test_parity_with_history_over_the_march_clock_change():
    fixed = [*roster(14, 41)]
    fixed = [r for r in fixed if r.start < early("2027-04-19").start]
    candidates = [
        night("2027-04-19"),
        night("2027-04-21"),
        row("2027-04-23 07:00", "2027-04-23 19:00", 700),
        early("2027-04-24"),
        night("2027-04-25"),
        night("2027-04-27"),
        early("2027-04-29"),
    ]
    assert_parity(RULE, candidates, fixed)


SHORT = AverageWithNights(weeks=1, number=2, max_average=24 * 60 + 30)


def test_parity_of_short_windows_over_the_october_clock_change():
    candidates = [
        night("2026-10-20"),
        early("2026-10-21"),
        night("2026-10-23"),
        night("2026-10-24"),
        row("2026-10-26 07:00", "2026-10-26 17:00", 570),
        night("2026-10-27"),
        row("2026-10-29 07:00", "2026-10-29 17:00", 570),
        night("2026-10-31"),
    ]
    assert_parity(SHORT, candidates)


def test_parity_where_breaks_let_a_night_leave_before_its_hours():
    # From Monday 00:00 the window has all hours of the first night, and more, but not the night.
    fixed = [row("2027-01-10 22:00", "2027-01-11 07:00", 420)]
    candidates = [
        row("2027-01-12 07:00", "2027-01-12 16:00"),
        row("2027-01-14 07:00", "2027-01-14 14:00"),
        night("2027-01-15"),
        row("2027-01-17 20:00", "2027-01-18 04:00"),
        row("2027-01-17 21:30", "2027-01-18 05:30"),
        row("2027-01-19 07:00", "2027-01-19 17:00"),
    ]
    assert_parity(SHORT, candidates, fixed)


def test_parity_where_a_night_is_counted_only_by_windows_that_start_with_no_duty():
    # The night's hours come in, less its breaks, before those of the day shift have gone.
    candidates = [
        row("2027-01-04 12:00", "2027-01-05 00:00"),
        row("2027-01-04 18:00", "2027-01-04 22:00"),
        row("2027-01-06 08:00", "2027-01-06 18:00"),
        row("2027-01-11 16:00", "2027-01-12 04:00", 300),
        row("2027-01-11 22:00", "2027-01-12 04:00"),
        night("2027-01-07"),
    ]
    assert_parity(replace(SHORT, number=1, max_average=17 * 60), candidates)


def test_parity_where_a_candidate_makes_a_certain_shift_longer():
    fixed = [row("2027-01-05 20:00", "2027-01-06 00:30"), night("2027-01-08")]
    candidates = [
        row("2027-01-06 02:00", "2027-01-06 07:00"),  # with the evening before it: a night shift
        early("2027-01-09"),
        row("2027-01-10 07:00", "2027-01-10 17:00"),
        row("2027-01-07 07:00", "2027-01-07 17:00"),
    ]
    assert_parity(SHORT, candidates, fixed)
