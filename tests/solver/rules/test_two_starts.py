"""TWO_STARTS: no second shift begins on a date."""

from dataclasses import replace

from data.model.duty import DutyKind
from solver.rules.two_starts import TwoStarts
from tests.solver.rules.parity import minute, person_context, row, timeline
from tests.solver.rules.pattern_parity import assert_pattern_parity

RULE = TwoStarts()
ELSEWHERE = DutyKind.ELSEWHERE


def hours(day: int, start: int, end: int, month: str = "2027-01", **more):
    last = f"{month}-{day + end // 24:02} {end % 24:02}:00"
    return row(f"{month}-{day:02} {start:02}:00", last, **more)


def soft_violations(rows, **more):
    return list(RULE.soft_violations(timeline(rows, **more)))


def test_a_day_shift_and_a_night_of_the_same_date_are_a_flaw():
    (found,) = soft_violations([hours(5, 7, 15), hours(5, 23, 31)])
    assert (found.value, found.limit, found.unit) == (2, 1, "shifts")


def test_the_end_of_a_night_is_no_start():
    assert not soft_violations([hours(4, 23, 31), hours(5, 16, 23)])


def test_three_starts_are_two_flaws():
    rows = [hours(5, 0, 2), hours(5, 11, 12), hours(5, 21, 24)]
    assert [found.value for found in soft_violations(rows)] == [3, 3]


def test_parts_of_one_shift_start_once():
    assert not soft_violations([hours(5, 7, 11), hours(5, 13, 17)])


def test_work_elsewhere_is_a_start_but_not_judged_itself():
    office = hours(5, 8, 15, kind=ELSEWHERE)
    assert len(soft_violations([office, hours(5, 23, 31)])) == 1
    assert not soft_violations([office, hours(5, 23, 31, kind=ELSEWHERE)])
    two = [hours(5, 0, 2, kind=ELSEWHERE), hours(5, 11, 12), hours(5, 21, 24)]
    assert len(soft_violations(two)) == 2


def test_history_is_not_judged():
    rows = [hours(5, 7, 15), hours(5, 23, 31), hours(11, 7, 15), hours(11, 23, 31)]
    about = person_context(rows)
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-11 00:00")))
    assert len(soft_violations(rows, about=about)) == 1


def test_dates_count_when_the_clock_changes():
    for month, day in (("2026-10", 25), ("2027-03", 28)):
        assert soft_violations([hours(day, 0, 2, month), hours(day, 22, 24, month)])
        assert not soft_violations([hours(day, 0, 2, month), hours(day + 1, 0, 2, month)])


def test_parity():
    candidates = [hours(5, 0, 2), hours(5, 7, 11), hours(5, 12, 15), hours(5, 20, 22)]
    candidates += [hours(5, 23, 31), hours(6, 23, 24)]
    assert_pattern_parity(RULE, candidates, fixed=[hours(6, 11, 13), hours(12, 0, 1)])


def test_parity_beside_fixed_shifts():
    candidates = [hours(5, 0, 2), hours(5, 23, 31), hours(7, 0, 2), hours(7, 15, 20)]
    candidates += [hours(8, 0, 2), hours(8, 22, 24)]
    fixed = [hours(5, 11, 13), hours(7, 23, 24, kind=ELSEWHERE), hours(8, 11, 12, kind=ELSEWHERE)]
    assert_pattern_parity(RULE, candidates, fixed=fixed)


def test_parity_with_work_elsewhere_that_a_shift_may_join():
    candidates = [hours(5, 15, 17), hours(5, 23, 31), hours(6, 6, 8)]
    fixed = [hours(5, 7, 12, kind=ELSEWHERE), hours(6, 13, 17, kind=ELSEWHERE)]
    assert_pattern_parity(RULE, candidates, fixed=fixed)
