"""NIGHT_RECOVERY: 48 hours free after 2 or more nights."""

from dataclasses import replace

import pytest

from data.model.duty import DutyKind
from data.model.person import Limits, Person
from solver.rules.night_recovery import NightRecovery
from tests.solver.rules.parity import minute, person_context, row, timeline
from tests.solver.rules.pattern_parity import assert_pattern_parity

RULE = NightRecovery()
ELSEWHERE = DutyKind.ELSEWHERE
FLEX = Person("p", "Person", limits=Limits(max_shifts_per_month=4))


def night(day: int, month: str = "2027-01", **more):
    return row(f"{month}-{day:02} 23:00", f"{month}-{day + 1:02} 07:00", **more)


def day(number: int, start: int = 7, month: str = "2027-01", **more):
    date = f"{month}-{number:02}"
    return row(f"{date} {start:02}:00", f"{date} {start + 8:02}:00", **more)


def soft_violations(rows, **more):
    return list(RULE.soft_violations(timeline(rows, **more)))


def test_48_hours_are_enough_and_a_minute_less_is_not():
    nights = [night(4), night(5)]
    assert not soft_violations([*nights, day(8)])
    (found,) = soft_violations([*nights, row("2027-01-08 06:59", "2027-01-08 15:00")])
    assert (found.value, found.limit) == (48 * 60 - 1, 48 * 60)


def test_one_night_asks_no_recovery():
    assert not soft_violations([night(4), day(6)])
    assert not soft_violations([day(4), night(5), day(7)])


def test_a_series_is_judged_once_after_its_last_night():
    assert len(soft_violations([night(4), night(5), night(6), day(8), day(9)])) == 1


def test_a_night_after_a_night_off_comes_too_soon():
    assert len(soft_violations([night(4), night(5), night(7)])) == 1


def test_work_elsewhere_is_a_night_or_a_shift_but_not_both():
    nights = [night(4, kind=ELSEWHERE), night(5, kind=ELSEWHERE)]
    assert soft_violations([*nights, day(7)])
    assert soft_violations([nights[0], night(5), day(7, kind=ELSEWHERE)])
    assert not soft_violations([*nights, day(7, kind=ELSEWHERE)])


def test_nights_of_history_ask_recovery_in_the_period():
    rows = [night(2), night(3), day(5), night(8), night(9), day(11)]
    about = person_context(rows)
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-11 00:00")))
    assert len(soft_violations(rows, about=about)) == 1


def test_in_a_flex_pool_it_does_not_hold():
    assert not soft_violations([night(4), night(5), day(7)], person=FLEX)


@pytest.mark.parametrize(("month", "number", "start"), [("2026-10", 23, 6), ("2027-03", 26, 8)])
def test_hours_pass_when_the_clock_changes(month, number, start):
    nights = [night(number - 1, month), night(number, month)]
    assert not soft_violations([*nights, day(number + 3, start, month)])
    assert soft_violations([*nights, day(number + 3, start - 1, month)])


def test_parity():
    candidates = [night(4), night(5), night(6), day(7, 15), night(7), day(8), day(9)]
    fixed = [day(11, kind=ELSEWHERE), night(14)]
    assert_pattern_parity(RULE, candidates, fixed=fixed)


def test_parity_with_nights_of_other_hours():
    early = row("2027-01-05 21:00", "2027-01-06 05:00")
    small = row("2027-01-07 00:00", "2027-01-07 08:00")
    candidates = [night(4), early, night(5), small, row("2027-01-08 06:00", "2027-01-08 14:00")]
    candidates += [day(9), night(9)]
    assert_pattern_parity(RULE, candidates, fixed=[night(13)])


def test_parity_after_history():
    fixed = [night(8), night(9)]
    candidates = [night(10), day(11), day(12), night(12), night(13), day(15)]
    about = person_context([*fixed, *candidates])
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-11 00:00")))
    assert_pattern_parity(RULE, candidates, fixed=fixed, about=about)


def test_parity_of_longer_series():
    candidates = [night(n) for n in (4, 5, 6, 7)] + [day(8, 15), day(9)]
    assert_pattern_parity(NightRecovery(nights=3, rest=40 * 60), candidates, fixed=[night(13)])
