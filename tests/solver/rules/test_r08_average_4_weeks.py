"""R08: on average at most 55 hours of work a week in every 4 weeks."""

from solver.rules.r08_average_4_weeks import FourWeekAverage
from tests.solver.rules.hours import agreement, leave, weekly
from tests.solver.rules.parity import assert_parity, row, violations

RULE = FourWeekAverage()
FULL = weekly("2027-01-04", 4, range(5), 8, 11)  # 55 hours in each of 4 weeks


def test_55_hours_a_week_pass_and_a_minute_more_does_not():
    assert not violations(RULE, FULL)
    (found,) = violations(RULE, [*FULL, row("2027-01-09 08:00", "2027-01-09 08:01")])
    assert (found.value, found.limit) == (13201, 13200)


def test_leave_counts():
    assert violations(RULE, [*FULL, leave("2027-01-30 00:00", "2027-02-01 00:00", 1)])


def test_an_agreement_waives_it_in_windows_that_it_covers_whole():
    rows = [*FULL, row("2027-01-09 08:00", "2027-01-09 09:00")]
    assert not violations(RULE, rows, ruleset=agreement("R08", "2027-01-04", "2027-01-31"))
    assert violations(RULE, rows, ruleset=agreement("R08", "2027-01-05"))
    assert violations(RULE, rows, ruleset=agreement("R08", "2027-01-04", "2027-01-30"))


def test_the_last_window_that_an_agreement_does_not_cover_counts_to_the_minute():
    rule = FourWeekAverage(weeks=1, max_average=32 * 60 + 80)
    rows = [row(f"2027-01-{day} 08:00", f"2027-01-{day} 16:00") for day in ("07", "08", "09", "11")]
    rows.append(row("2027-01-12 22:00", "2027-01-13 06:00"))
    (found,) = violations(rule, rows, ruleset=agreement("R08", "2027-01-06"))
    assert found.value == 32 * 60 + 119  # from 23:59 on the day before


def test_two_windows_apart_are_both_told():
    assert len(violations(RULE, weekly("2027-01-04", 8, range(5), 8, 12))) == 2


def test_the_window_runs_to_the_same_clock_time_over_the_march_clock_change():
    rows = weekly("2027-03-08", 4, range(5), 8, 11.1)
    (found,) = violations(RULE, rows)
    assert (found.end - found.start).total_seconds() == (28 * 24 - 1) * 3600


CANDIDATES = [
    row("2027-01-25 07:00", "2027-01-25 17:00", 570),
    row("2027-01-27 23:00", "2027-01-28 07:00"),
    row("2027-01-30 07:00", "2027-01-30 17:00"),
    row("2027-01-31 22:00", "2027-02-01 08:00", 585),
    row("2027-02-02 07:00", "2027-02-02 17:00"),
    row("2027-02-03 15:00", "2027-02-03 23:00"),
    row("2027-02-05 07:00", "2027-02-05 17:00"),
]


def test_parity():
    history = weekly("2027-01-04", 3, range(6), 9, 10.5)
    assert_parity(RULE, CANDIDATES, history)


def test_parity_where_an_agreement_begins_inside():
    rule = FourWeekAverage(weeks=1, max_average=26 * 60)
    ruleset = agreement("R08", "2027-01-27", "2027-02-03")
    assert_parity(rule, CANDIDATES, ruleset=ruleset)
