"""ON_CALL_BESIDE_WORK: no shift right before or after on-call."""

from dataclasses import replace

import pytest

from data.model.duty import DutyKind
from solver.rules.on_call_beside_work import OnCallBesideWork
from tests.solver.rules.parity import minute, on_call, person_context, row, timeline
from tests.solver.rules.pattern_parity import assert_pattern_parity

RULE = OnCallBesideWork()
WEEK = on_call("2027-01-11 08:00", "2027-01-18 08:00")


def shift(start: str, end: str, **more):
    return row(f"2027-01-{start}", f"2027-01-{end}", **more)


def soft_violations(*rows, rule=RULE, **more):
    return list(rule.soft_violations(timeline(rows, **more)))


def test_twelve_hours_after_are_enough():
    (found,) = soft_violations(WEEK, shift("18 19:59", "19 04:00"))
    assert (found.value, found.limit) == (12 * 60 - 1, 12 * 60)
    assert not soft_violations(WEEK, shift("18 20:00", "19 04:00"))
    assert soft_violations(WEEK, shift("18 08:00", "18 16:00"))


def test_twelve_hours_before_are_enough():
    (found,) = soft_violations(WEEK, shift("10 13:00", "10 20:01"))
    assert (found.value, found.limit) == (12 * 60 - 1, 12 * 60)
    assert not soft_violations(WEEK, shift("10 12:00", "10 20:00"))
    assert soft_violations(WEEK, shift("11 00:00", "11 08:00"))


def test_each_side_is_one_flaw():
    rows = [shift("18 08:00", "18 10:00"), shift("18 19:00", "18 22:00")]
    assert len(soft_violations(WEEK, *rows)) == 1
    assert len(soft_violations(WEEK, *rows, shift("10 15:00", "10 23:00"))) == 2


def test_short_on_call_and_work_elsewhere_are_no_concern():
    evening = on_call("2027-01-11 17:00", "2027-01-12 08:00")
    after = shift("12 08:00", "12 16:00")
    assert not soft_violations(evening, after)
    assert soft_violations(evening, after, rule=OnCallBesideWork(least=15 * 60))
    assert not soft_violations(WEEK, shift("18 09:00", "18 17:00", kind=DutyKind.ELSEWHERE))


def test_history_counts_and_is_not_judged():
    earlier = on_call("2027-01-04 08:00", "2027-01-11 00:00")
    rows = [shift("03 15:00", "03 23:00"), earlier, shift("11 07:00", "11 15:00")]
    about = person_context(rows)
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-11 00:00")))
    (found,) = soft_violations(*rows, about=about)
    assert found.value == 7 * 60
    rows = [shift("10 15:00", "10 23:00"), on_call("2027-01-11 00:00", "2027-01-18 00:00")]
    assert len(soft_violations(*rows, about=about)) == 1


@pytest.mark.parametrize(("month", "day", "start"), [("2026-10", 24, "09"), ("2027-03", 27, "11")])
def test_hours_pass_when_the_clock_changes(month, day, start):
    week = on_call(f"{month}-{day - 7} 22:00", f"{month}-{day} 22:00")
    shifts = [row(f"{month}-{day + 1} {start}:00", f"{month}-{day + 1} 17:00")]
    assert not soft_violations(week, *shifts)
    earlier = f"{int(start) - 1:02}:59"
    assert soft_violations(week, row(f"{month}-{day + 1} {earlier}", f"{month}-{day + 1} 17:00"))


def test_parity():
    candidates = [
        shift("10 13:00", "10 21:00"),
        shift("10 21:00", "11 05:00"),
        WEEK,
        shift("18 08:00", "18 12:00"),
        shift("18 12:00", "18 16:00"),
        shift("18 15:00", "18 23:00"),
        on_call("2027-01-19 08:00", "2027-01-20 08:00"),
    ]
    assert_pattern_parity(RULE, candidates, fixed=[shift("20 19:00", "20 23:00")])


def test_parity_beside_fixed_on_call():
    candidates = [shift("10 13:00", "10 21:00"), shift("18 08:00", "18 12:00")]
    candidates += [shift("18 13:00", "18 16:00"), on_call("2027-01-19 00:00", "2027-01-20 08:00")]
    assert_pattern_parity(RULE, candidates, fixed=[WEEK, shift("18 19:00", "18 23:00")])


def test_parity_after_history():
    candidates = [shift("11 07:00", "11 15:00"), shift("11 17:00", "11 23:00")]
    candidates.append(on_call("2027-01-12 08:00", "2027-01-19 08:00"))
    fixed = [shift("03 15:00", "03 23:00"), on_call("2027-01-04 08:00", "2027-01-11 00:00")]
    about = person_context([*fixed, *candidates])
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-11 00:00")))
    assert_pattern_parity(RULE, candidates, fixed=fixed, about=about)
