"""LONE_SHIFT: no single day of work between days off."""

from dataclasses import replace

from data.model.duty import DutyKind
from data.model.person import Limits, Person
from solver.rules.lone_shift import LoneShift
from tests.solver.rules.parity import minute, on_call, person_context, row, timeline
from tests.solver.rules.pattern_parity import assert_pattern_parity

RULE = LoneShift()
FLEX = Person("p", "Person", limits=Limits(max_shifts_per_month=4))


def day(number: int, kind: DutyKind = DutyKind.WORK):
    return row(f"2027-01-{number:02} 07:00", f"2027-01-{number:02} 15:00", kind=kind)


def soft_violations(rows, **more):
    return list(RULE.soft_violations(timeline(rows, **more)))


def test_a_shift_by_itself_is_a_flaw_and_two_in_a_row_are_not():
    assert len(soft_violations([day(5), day(7)])) == 2
    assert not soft_violations([day(5), day(6)])


def test_a_night_belongs_to_the_date_on_which_it_starts():
    assert soft_violations([row("2027-01-05 23:00", "2027-01-06 07:00"), day(7)])
    assert not soft_violations([row("2027-01-05 23:00", "2027-01-06 07:00"), day(6)])


def test_work_elsewhere_is_company_but_is_not_judged_itself():
    assert not soft_violations([day(5), day(6, DutyKind.ELSEWHERE)])
    assert not soft_violations([day(5, DutyKind.ELSEWHERE)])


def test_on_call_is_no_company():
    assert soft_violations([day(5), on_call("2027-01-06 07:00", "2027-01-07 07:00")])


def test_the_last_day_of_the_period_is_not_judged():
    assert not soft_violations([day(10)])
    assert soft_violations([day(9)])


def test_history_is_company_but_is_not_judged_itself():
    rows = [day(5), day(10), day(11)]
    about = person_context(rows)
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-11 00:00")))
    assert not soft_violations(rows, about=about)
    assert soft_violations([day(5), day(9), day(11)], about=about)


def test_in_a_flex_pool_lone_shifts_are_normal():
    assert not soft_violations([day(5), day(7)], person=FLEX)


def test_dates_count_when_the_clock_changes():
    late, early = (
        row("2026-10-24 23:30", "2026-10-25 06:00"),
        row("2026-10-26 00:30", "2026-10-26 06:00"),
    )
    assert len(soft_violations([late, early])) == 2
    late, early = (
        row("2027-03-27 23:30", "2027-03-28 06:00"),
        row("2027-03-29 00:30", "2027-03-29 06:00"),
    )
    assert len(soft_violations([late, early])) == 2


def test_parity():
    nights = [row(f"2027-01-{d:02} 23:00", f"2027-01-{d + 1:02} 07:00") for d in (5, 8)]
    fixed = [day(4), day(11, DutyKind.ELSEWHERE), day(14)]
    assert_pattern_parity(RULE, [*(day(d) for d in (5, 7, 8, 10, 12)), *nights], fixed=fixed)


def test_parity_in_the_middle_of_history():
    fixed, candidates = [day(6), day(10)], [day(d) for d in (11, 13, 14, 16, 17)]
    about = person_context([*fixed, *candidates])
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-11 00:00")))
    assert_pattern_parity(RULE, candidates, fixed=fixed, about=about)
