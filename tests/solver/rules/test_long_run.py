"""LONG_RUN: at most 6 days in a row with work."""

from dataclasses import replace

from data.model.duty import DutyKind
from solver.cpsat.model import TRUE
from solver.rules.long_run import LongRun
from solver.rules.max_run import MaxRun
from tests.solver.rules.parity import (
    minute,
    on_call,
    person_context,
    person_model,
    row,
    timeline,
)
from tests.solver.rules.pattern_parity import assert_pattern_parity

RULE = LongRun()
SHORT = LongRun(most=3)
ELSEWHERE = DutyKind.ELSEWHERE


def day(number: int, **more):
    return row(f"2027-01-{number:02} 07:00", f"2027-01-{number:02} 15:00", **more)


def soft_violations(rows, rule=RULE, **more):
    return list(rule.soft_violations(timeline(rows, **more)))


def judged_from(rows, start: str):
    about = person_context(rows)
    return replace(about, span=replace(about.span, judged_start=minute(f"{start} 00:00")))


def test_six_days_are_no_flaw_and_each_day_beyond_is_one():
    days = [day(n) for n in range(4, 13)]
    assert not soft_violations(days[:6])
    assert [found.value for found in soft_violations(days)] == [7, 8, 9]


def test_a_day_on_call_is_a_day_off():
    days = [day(n) for n in (4, 5, 6, 7, 8, 10)]
    assert not soft_violations([*days, on_call("2027-01-09 07:00", "2027-01-10 07:00")])


def test_work_elsewhere_counts_if_any_is_ours():
    office = [day(n, kind=ELSEWHERE) for n in range(4, 11)]
    assert not soft_violations(office)
    assert len(soft_violations([*office[:3], day(7), *office[4:]])) == 1


def test_history_counts_and_is_not_judged():
    days = [day(n) for n in range(4, 13)]
    assert len(soft_violations(days, about=judged_from(days, "2027-01-11"))) == 2


def test_dates_count_when_the_clock_changes():
    nights = [
        row(f"2026-10-{d:02} 23:30", f"2026-10-{d:02} 23:59", kind=DutyKind.WORK)
        for d in range(20, 27)
    ]
    assert len(soft_violations(nights)) == 1


def test_under_a_hard_limit_only_what_is_fixed_is_a_flaw():
    fixed, candidates = [day(n) for n in range(4, 12)], [day(12), day(14)]
    about = person_context([*fixed, *candidates])
    for hard, flaws in ((MaxRun(6), [TRUE, TRUE]), (MaxRun(8), None)):
        found = RULE.penalise(person_model([hard], fixed, candidates, about))
        assert found == (flaws or [TRUE, TRUE, 1])


def test_parity():
    candidates = [day(n) for n in (4, 5, 6, 8, 9, 11, 12)]
    assert_pattern_parity(SHORT, candidates, fixed=[day(7), day(10, kind=ELSEWHERE)])


def test_parity_among_work_elsewhere():
    evening = [row(f"2027-01-{d:02} 23:00", f"2027-01-{d:02} 23:30") for d in (5, 6, 9)]
    office = [day(n, kind=ELSEWHERE) for n in (4, 5, 6, 7, 8)]
    assert_pattern_parity(SHORT, [*evening, day(10)], fixed=office)


def test_parity_after_history():
    fixed, candidates = [day(8), day(9), day(10)], [day(n) for n in (11, 12, 13, 14, 15)]
    about = judged_from([*fixed, *candidates], "2027-01-11")
    assert_pattern_parity(SHORT, candidates, fixed=fixed, about=about)
