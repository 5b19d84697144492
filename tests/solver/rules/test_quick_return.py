"""QUICK_RETURN: no rest between two shifts under 11 hours."""

from dataclasses import replace

import pytest

from data.model.duty import DutyKind
from solver.rules.quick_return import QuickReturn
from tests.solver.rules.parity import minute, person_context, row, timeline
from tests.solver.rules.pattern_parity import assert_pattern_parity

RULE = QuickReturn()
ELSEWHERE = DutyKind.ELSEWHERE
HOURS = {"D": ("07:00", "15:00", 0), "L": ("15:00", "23:00", 0), "N": ("23:00", "07:00", 1)}


def shift(day: int, name: str, month: str = "2027-01", **more):
    start, end, days = HOURS[name]
    return row(f"{month}-{day:02} {start}", f"{month}-{day + days:02} {end}", **more)


def soft_violations(rows, **more):
    return list(RULE.soft_violations(timeline(rows, **more)))


def test_eight_hours_are_too_few_and_eleven_are_enough():
    late = shift(4, "L")
    (found,) = soft_violations([late, shift(5, "D")])
    assert (found.value, found.limit) == (8 * 60, 11 * 60)
    assert soft_violations([late, row("2027-01-05 09:59", "2027-01-05 17:00")])
    assert not soft_violations([late, row("2027-01-05 10:00", "2027-01-05 17:00")])


def test_less_than_eight_hours_part_no_shifts():
    assert not soft_violations([shift(4, "D"), row("2027-01-04 22:59", "2027-01-05 02:00")])
    assert soft_violations([shift(4, "D"), row("2027-01-04 23:00", "2027-01-05 02:00")])


def test_each_of_two_is_counted():
    assert len(soft_violations([shift(4, "D"), shift(4, "N"), shift(5, "L")])) == 2


def test_office_beside_a_shift_counts_and_office_alone_is_no_concern():
    office = row("2027-01-05 08:30", "2027-01-05 17:00", kind=ELSEWHERE)
    assert soft_violations([shift(4, "L"), office])
    assert not soft_violations([shift(4, "L", kind=ELSEWHERE), office])


def test_a_shift_of_history_counts_and_a_rest_within_history_does_not():
    rows = [shift(9, "L"), shift(10, "D"), shift(10, "N"), shift(11, "L")]
    about = person_context(rows)
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-11 00:00")))
    (found,) = soft_violations(rows, about=about)
    assert found.value == 8 * 60


@pytest.mark.parametrize(("month", "day", "start"), [("2026-10", 24, "09"), ("2027-03", 27, "11")])
def test_minutes_pass_when_the_clock_changes(month, day, start):
    late = shift(day, "L", month)
    assert not soft_violations(
        [late, row(f"{month}-{day + 1} {start}:00", f"{month}-{day + 1} 17:00")]
    )
    early = f"{int(start) - 1:02}:59"
    assert soft_violations([late, row(f"{month}-{day + 1} {early}", f"{month}-{day + 1} 17:00")])


def test_parity():
    names = [(4, "D"), (4, "N"), (5, "L"), (6, "D"), (7, "L"), (8, "D")]
    office = row("2027-01-09 06:30", "2027-01-09 15:00", kind=ELSEWHERE)
    assert_pattern_parity(RULE, [shift(*each) for each in names], fixed=[office, shift(8, "L")])


def test_parity_with_shifts_that_merge():
    times = [(7, 11), (12, 15), (15, 19), (23, 25), (28, 34), (34, 38)]
    start = minute("2027-01-05 00:00")
    candidates = [
        replace(shift(5, "D"), start=start + 60 * a, end=start + 60 * b, work=60 * (b - a))
        for a, b in times
    ]
    assert_pattern_parity(RULE, candidates, fixed=[shift(8, "D")])


def test_parity_after_history():
    fixed = [shift(9, "L"), shift(10, "D"), shift(10, "N")]
    candidates = [shift(11, "L"), shift(12, "D"), shift(12, "N"), shift(13, "L")]
    about = person_context([*fixed, *candidates])
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-11 00:00")))
    assert_pattern_parity(RULE, candidates, fixed=fixed, about=about)
