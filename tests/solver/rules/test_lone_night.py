"""LONE_NIGHT: nights come at least two together."""

from dataclasses import replace

from data.model.duty import DutyKind
from data.model.person import Limits, Person
from solver.rules.lone_night import LoneNight
from tests.solver.rules.parity import minute, person_context, row, timeline
from tests.solver.rules.pattern_parity import assert_pattern_parity

RULE = LoneNight()
ELSEWHERE = DutyKind.ELSEWHERE
FLEX = Person("p", "Person", limits=Limits(max_shifts_per_month=4))


def night(day: int, month: str = "2027-01", **more):
    return row(f"{month}-{day:02} 23:00", f"{month}-{day + 1:02} 07:00", **more)


def day(number: int):
    return row(f"2027-01-{number:02} 07:00", f"2027-01-{number:02} 15:00")


def small_hours(number: int, **more):
    return row(f"2027-01-{number:02} 00:00", f"2027-01-{number:02} 08:00", **more)


def soft_violations(rows, **more):
    return list(RULE.soft_violations(timeline(rows, **more)))


def test_one_night_is_a_flaw_and_two_are_not():
    (found,) = soft_violations([night(5)])
    assert (found.value, found.limit, found.unit) == (1, 2, "night shifts")
    assert not soft_violations([night(5), night(6)])
    assert len(soft_violations([night(5), night(7)])) == 2


def test_day_shifts_are_no_company():
    assert soft_violations([day(4), night(5), day(8)])


def test_a_night_from_midnight_on_is_that_of_the_evening_before():
    assert not soft_violations([night(5), small_hours(7)])
    assert len(soft_violations([night(5), small_hours(8)])) == 2


def test_an_hour_of_night_work_makes_no_night_shift():
    late = row("2027-01-05 17:00", "2027-01-06 01:00")
    assert not soft_violations([late])
    assert soft_violations([row("2027-01-05 17:00", "2027-01-06 01:01")])


def test_a_night_elsewhere_is_company_but_is_not_judged_itself():
    assert not soft_violations([night(5), night(6, kind=ELSEWHERE)])
    assert not soft_violations([night(5, kind=ELSEWHERE)])


def test_the_last_day_of_the_period_is_not_judged():
    rows = [night(10)]
    about = person_context([day(5), day(10)])
    assert not soft_violations(rows, about=about)
    assert soft_violations([night(9)], about=about)
    assert not soft_violations([night(9), night(10)], about=about)


def test_history_is_company_but_is_not_judged_itself():
    rows = [night(5), night(10), night(11), night(13)]
    about = person_context(rows)
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-11 00:00")))
    assert len(soft_violations(rows, about=about)) == 1


def test_in_a_flex_pool_single_nights_are_normal():
    assert not soft_violations([night(5)], person=FLEX)


def test_nights_on_which_the_clock_changes():
    for month, number in (("2026-10", 24), ("2027-03", 27)):
        assert not soft_violations([night(number, month), night(number + 1, month)])
        assert len(soft_violations([night(number - 1, month), night(number + 1, month)])) == 2


def test_parity():
    candidates = [night(5), night(6), small_hours(8), day(8), night(8), night(9), night(12)]
    fixed = [night(10, kind=ELSEWHERE), night(14)]
    assert_pattern_parity(RULE, candidates, fixed=fixed)


def test_parity_with_shifts_that_merge_into_a_night():
    candidates = [
        row("2027-01-05 18:00", "2027-01-05 22:00"),
        row("2027-01-05 22:00", "2027-01-06 01:00"),
        row("2027-01-06 01:00", "2027-01-06 02:00"),
        night(6),
        small_hours(8),
        night(9),
    ]
    assert_pattern_parity(RULE, candidates)


def test_parity_at_both_ends_of_the_period():
    fixed, candidates = [night(8), night(10)], [night(11), night(13), night(16), night(17)]
    about = person_context([*fixed, *candidates, day(17)])
    judged = {"judged_start": minute("2027-01-11 00:00"), "judged_end": minute("2027-01-18 00:00")}
    about = replace(about, span=replace(about.span, **judged))
    assert_pattern_parity(RULE, candidates, fixed=fixed, about=about)
