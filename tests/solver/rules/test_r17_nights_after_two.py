"""R17: at most 36 nights that end after 02:00 in 16 weeks, or if agreed 140 in 52 weeks."""

from datetime import timedelta

from solver.rules.r17_nights_after_two import NightsAfterTwo
from tests.solver.rules.caco import judged, night
from tests.solver.rules.hours import agreement, days, shift
from tests.solver.rules.parity import assert_parity, row, timeline, violations

RULE = NightsAfterTwo()


def nights(first: str, count: int, every: int) -> list:
    return [night(str(day)) for day in days(first, count, every)]


def test_36_nights_pass_and_one_more_does_not():
    assert not violations(RULE, nights("2027-01-04", 36, 3))
    (found,) = violations(RULE, nights("2027-01-04", 37, 3))
    assert (found.value, found.limit, found.unit) == (37, 36, "night shifts")


def test_a_window_excludes_its_last_moment():
    rows = nights("2027-01-04", 36, 2)
    same_clock_time = night("2027-04-26")  # 16 weeks after the first
    assert not violations(RULE, [*rows, same_clock_time])
    earlier = row("2027-04-26 22:59", "2027-04-27 07:00")
    assert violations(RULE, [*rows, earlier])


def test_the_clock_change_in_october_keeps_the_clock_time():
    rows = nights("2026-08-03", 36, 2)
    assert not violations(RULE, [*rows, night("2026-11-23")])
    assert violations(RULE, [*rows, row("2026-11-23 22:59", "2026-11-24 07:00")])


def test_a_night_that_ends_at_two_does_not_count():
    until_two = [
        row(f"{day} 18:00", f"{day + timedelta(days=1)} 02:00") for day in days("2027-01-04", 37, 3)
    ]
    assert not violations(RULE, until_two)
    one_more = row("2027-01-04 18:00", "2027-01-05 02:01")
    rest = nights("2027-01-07", 36, 3)
    assert violations(RULE, [one_more, *rest])
    assert not violations(RULE, [until_two[0], *rest])


def test_stand_by_nights_do_not_count():
    assert not violations(
        RULE, [shift(day, 22, 9, standby=True) for day in days("2027-01-04", 40, 2)]
    )


def test_an_agreement_makes_it_140_in_52_weeks():
    rows = nights("2027-01-04", 140, 2)
    assert not violations(RULE, rows, ruleset=agreement("R17"))
    (found,) = violations(RULE, nights("2027-01-04", 141, 2), ruleset=agreement("R17"))
    assert (found.value, found.limit) == (141, 140)


def test_an_agreement_replaces_the_limit_only_where_it_covers_the_window():
    rows = nights("2027-02-01", 40, 2)
    assert not violations(RULE, rows, ruleset=agreement("R17", "2026-12-01", "2027-12-31"))
    assert violations(RULE, rows, ruleset=agreement("R17", "2027-02-08"))
    assert violations(RULE, rows, ruleset=agreement("R17", "2026-12-01", "2027-04-01"))


def test_history_counts():
    rows = nights("2026-11-02", 37, 3)
    last = rows[-1]
    period = judged(rows, "2027-02-20 00:00", "2027-03-01 00:00")
    assert last.start < period.span.judged_start
    (found,) = RULE.check(timeline(rows, period))  # the window reaches into the period
    assert found.value == 37


SMALL = NightsAfterTwo(max_nights=2, weeks=1, agreed_nights=3, agreed_weeks=2)
WEEK = ["2027-03-24", "2027-03-25", "2027-03-27", "2027-03-30", "2027-03-31", "2027-04-03"]


def test_parity_over_the_march_clock_change():
    candidates = [*(night(day) for day in WEEK), row("2027-04-05 18:00", "2027-04-06 02:00")]
    assert_parity(
        SMALL, candidates, [night("2027-03-22"), row("2027-04-07 20:00", "2027-04-08 04:00")]
    )


def test_parity_where_the_certain_nights_fill_the_limit():
    fixed = [night("2027-03-25"), night("2027-03-27")]
    assert_parity(SMALL, [night(day) for day in (*WEEK[:1], *WEEK[3:])], fixed)


def test_parity_where_an_agreement_begins_inside():
    candidates = [night(day) for day in WEEK]
    assert_parity(SMALL, candidates, ruleset=agreement("R17", "2027-03-26", "2027-04-04"))


def test_parity_after_history():
    history = nights("2027-01-04", 34, 3)
    after = ["2027-04-17", "2027-04-19", "2027-04-21", "2027-04-25", "2027-04-27", "2027-04-30"]
    assert_parity(RULE, [night(day) for day in after], history)
