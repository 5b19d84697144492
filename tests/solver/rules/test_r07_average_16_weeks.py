"""R07: on average at most 48 hours of work a week in every 16 weeks."""

from dataclasses import replace

from data.model.duty import DutyKind
from solver.rules.r07_average_16_weeks import SixteenWeekAverage
from solver.timeline.windows import ONLY_SLIDING
from tests.solver.rules.caco import judged
from tests.solver.rules.hours import agreement, days, leave, shift, weekly
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    person_context,
    person_model,
    row,
    timeline,
    violations,
)

RULE = SixteenWeekAverage()
FULL = weekly("2027-01-04", 16, range(6), 8, 8)  # 48 hours in each of 16 weeks


def test_48_hours_a_week_pass_and_a_minute_more_does_not():
    assert not violations(RULE, FULL)
    (found,) = violations(RULE, [*FULL, row("2027-02-07 08:00", "2027-02-07 08:01")])
    assert (found.value, found.limit, found.note) == (46081, 46080, "")
    assert found.start.isoformat() == "2027-01-03T23:00:00+00:00"
    assert found.end.isoformat() == "2027-04-25T22:00:00+00:00"  # same clock time, over March


def test_fewer_than_16_weeks_of_data_are_not_judged():
    assert not violations(RULE, weekly("2027-01-04", 15, range(6), 8, 11))


def test_three_weeks_of_leave_count_as_worked_vector_17():
    work = weekly("2027-01-04", 13, range(6), 8, 8)
    three_weeks = leave("2027-04-05 00:00", "2027-04-26 00:00", 3 * 36)
    assert not violations(RULE, [*work, three_weeks])  # 13 x 48 + 3 x 36 = 732
    busy = weekly("2027-01-04", 13, range(6), 8, 9)
    assert violations(RULE, [*busy, three_weeks])  # 13 x 54 + 108 = 810
    assert not violations(RULE, [*busy, leave("2027-04-05 00:00", "2027-04-26 00:00", 0)])


def test_a_window_that_starts_on_no_monday_is_told_with_a_note():
    rows = [*weekly("2027-01-04", 1, [3, 4], 8, 8), *weekly("2027-01-11", 15, range(6), 8, 8)]
    rows += weekly("2027-04-26", 1, [0, 1, 2], 8, 12)
    found = violations(RULE, rows)
    assert [b.note for b in found] == [ONLY_SLIDING]
    assert found[0].start.isoformat() > "2027-01-04"
    assert not violations(SixteenWeekAverage(sliding=False), rows)


def test_of_overlapping_windows_only_the_worst_is_told():
    rows = [*weekly("2027-01-04", 16, range(6), 8, 8.5), *weekly("2027-04-26", 4, range(6), 8, 9)]
    (found,) = violations(RULE, rows)
    assert found.value == (12 * 51 + 4 * 54) * 60


def test_a_window_may_end_where_a_duty_ends():
    rule = SixteenWeekAverage(weeks=1, max_average=490)
    first = row("2027-01-05 07:00", "2027-01-05 15:00", 420)
    (found,) = violations(rule, [first, row("2027-01-12 06:30", "2027-01-12 07:45")])
    assert found.value == 420 + 75  # from 07:45, when only the breaks have gone


def test_a_pattern_of_exactly_48_hours_with_breaks_passes_over_a_clock_change():
    for monday in ("2027-01-04", "2026-08-03"):
        days_of_eight = [replace(r, start=r.start - 30) for r in weekly(monday, 20, range(6), 8, 8)]
        assert not violations(RULE, days_of_eight)


def test_leave_that_the_window_cuts_counts_in_part():
    rows = [row("2027-01-04 07:00", "2027-01-04 15:00"), *FULL[6:]]
    away = leave("2027-04-26 00:00", "2027-04-27 00:00", 8)
    # From the start of the first duty, 07:00, to 07:00: seven hours of the leave.
    (found,) = violations(SixteenWeekAverage(max_average=45 * 60 + 30), [*rows, away])
    assert found.value == 480 + 15 * 48 * 60 + 140


def test_an_agreement_on_breaks_lowers_it_to_44_hours():
    rows = weekly("2027-01-04", 16, range(6), 8, 7.5)
    assert not violations(RULE, rows)
    (found,) = violations(RULE, rows, ruleset=agreement("R04"))
    assert found.limit == 44 * 16 * 60
    assert violations(RULE, rows, ruleset=agreement("R04", "2027-04-25"))  # touches its last day
    assert not violations(RULE, rows, ruleset=agreement("R04", "2027-04-26"))


def test_work_elsewhere_counts_and_stand_by_does_not():
    office = [
        row(f"{day} 20:00", f"{day} 21:00", kind=DutyKind.ELSEWHERE)
        for day in days("2027-01-04", 1)
    ]
    assert violations(RULE, [*FULL, *office])
    assert not violations(RULE, [*FULL, shift(days("2027-01-10", 1)[0], 8, 8, standby=True)])


def test_history_is_looked_back_on_to_the_window_that_touches_the_period():
    rows = [*FULL, row("2027-02-07 08:00", "2027-02-07 09:00")]
    after = judged(rows, "2027-05-03 00:00", "2027-05-10 00:00")
    assert not list(RULE.check(timeline(rows, after)))
    last_day = judged(rows, "2027-04-25 00:00", "2027-05-10 00:00")
    assert list(RULE.check(timeline(rows, last_day)))


WEEK_OF_CANDIDATES = [
    row("2027-04-20 07:00", "2027-04-20 15:00"),
    row("2027-04-21 15:00", "2027-04-21 23:00", 450),
    row("2027-04-22 23:00", "2027-04-23 07:00"),
    row("2027-04-24 07:00", "2027-04-24 15:00"),
    row("2027-04-25 23:00", "2027-04-26 07:00"),
    row("2027-04-27 07:00", "2027-04-27 15:00"),
    row("2027-04-28 23:00", "2027-04-29 07:00", 450),
]


def test_parity_after_15_weeks_of_history_over_the_march_clock_change():
    history = weekly("2027-01-04", 15, range(5), 8, 9.9)
    assert_parity(RULE, WEEK_OF_CANDIDATES, [*history, *later_leave()])


def later_leave():
    """Leave that spreads over the last weeks."""
    return [leave("2027-04-29 08:00", "2027-05-03 00:00", 20)]


def test_parity_with_an_agreement_on_breaks():
    history = weekly("2027-01-04", 15, range(5), 8, 9)
    assert_parity(
        SixteenWeekAverage(), WEEK_OF_CANDIDATES, history, ruleset=agreement("R04", "2027-04-27")
    )


def test_a_whole_week_that_the_certain_work_breaks_is_left_alone():
    rule = SixteenWeekAverage(weeks=1, max_average=24 * 60, sliding=False)
    fixed = weekly("2027-01-04", 1, range(3), 8, 9)
    more = [
        row("2027-01-09 08:00", "2027-01-09 12:00"),
        row("2027-01-12 08:00", "2027-01-12 12:00"),
    ]
    person = person_model([rule], fixed, more, person_context([*fixed, *more]))
    assert is_feasible(person, frozenset({0, 1}), 2)


def test_parity_where_breaks_make_a_window_worse_from_a_moment_that_is_none():
    # From 10:00 the windows cut the duties of both Mondays, and both breaks lie outside. But nobody
    # starts at 10:00 who works from 07:00.
    candidates = [
        row("2027-01-04 07:00", "2027-01-04 15:00", 450),
        row("2027-01-04 10:00", "2027-01-04 18:00", 450),
        row("2027-01-07 07:00", "2027-01-07 23:00"),
        row("2027-01-11 07:00", "2027-01-11 15:00", 450),
        row("2027-01-11 11:00", "2027-01-11 13:00", 60),
        row("2027-01-14 08:00", "2027-01-14 16:00"),
        row("2027-01-18 06:00", "2027-01-18 09:00", 120),
    ]
    rule = SixteenWeekAverage(weeks=1, max_average=23 * 60 + 45)
    assert_parity(rule, candidates)
    assert_parity(replace(rule, max_average=23 * 60 + 15), candidates[2:], candidates[:1])
    assert_parity(
        rule, candidates[:3], [*candidates[3:4], leave("2027-01-13 00:00", "2027-01-14 00:00", 8)]
    )


AROUND_OCTOBER = [
    row("2026-10-20 23:00", "2026-10-21 07:00"),
    row("2026-10-22 01:30", "2026-10-22 09:30", 450),
    row("2026-10-24 23:00", "2026-10-25 07:00"),
    row("2026-10-26 15:00", "2026-10-26 23:00"),
    row("2026-10-27 22:30", "2026-10-28 02:30"),
    row("2026-10-28 15:00", "2026-10-28 23:00"),
    row("2026-10-30 23:00", "2026-10-31 07:00", 450),
    row("2026-10-31 23:00", "2026-11-01 07:00"),
]


def test_parity_of_short_windows_over_the_october_clock_change():
    fixed = [leave("2026-10-19 00:00", "2026-10-20 00:00", 5)]
    assert_parity(SixteenWeekAverage(weeks=1, max_average=24 * 60 - 15), AROUND_OCTOBER, fixed)


def test_parity_on_whole_weeks_only():
    rule = SixteenWeekAverage(weeks=1, max_average=24 * 60, sliding=False)
    assert_parity(rule, AROUND_OCTOBER)
