"""FORWARD_ROTATION: early, late, night, and not the other way round."""

import pytest

from data.model.duty import DutyKind
from solver.rules.forward_rotation import ForwardRotation
from tests.solver.rules.parity import row, timeline
from tests.solver.rules.pattern_parity import assert_pattern_parity

RULE = ForwardRotation()
HOURS = {"D": ("07:00", "15:00", 0), "L": ("15:00", "23:00", 0), "N": ("23:00", "07:00", 1)}


def shift(day: int, name: str, month: str = "2027-01"):
    start, end, days = HOURS[name]
    return row(f"{month}-{day:02} {start}", f"{month}-{day + days:02} {end}")


def soft_violations(rows):
    return list(RULE.soft_violations(timeline(rows)))


@pytest.mark.parametrize("pair", ["DD", "DL", "DN", "LL", "LN", "NN"])
def test_forward_or_the_same_is_healthy(pair):
    assert not soft_violations([shift(4, pair[0]), shift(5, pair[1])])


@pytest.mark.parametrize(("pair", "hours"), [("LD", 8), ("NL", 8), ("ND", 16)])
def test_backward_is_a_flaw(pair, hours):
    days = 1 if pair != "ND" else 2
    (found,) = soft_violations([shift(4, pair[0]), shift(4 + days, pair[1])])
    assert (found.value, found.limit) == (hours * 60, 120)


def test_after_48_hours_everything_is_fresh():
    night = shift(4, "N")
    assert soft_violations([night, row("2027-01-07 05:59", "2027-01-07 14:00")])
    assert not soft_violations([shift(4, "N"), row("2027-01-07 07:00", "2027-01-07 15:00")])
    long = row("2027-01-04 23:00", "2027-01-05 11:00")
    rule = ForwardRotation(nights=3)
    for start, found in (("10:59", 1), ("11:00", 0)):
        rows = [long, row(f"2027-01-07 {start}", "2027-01-07 19:00")]
        assert len(list(rule.soft_violations(timeline(rows)))) == found


def test_after_two_nights_of_sleep_too():
    assert not soft_violations([shift(4, "L"), shift(6, "D")])
    assert soft_violations([row("2027-01-04 16:00", "2027-01-05 00:01"), shift(6, "D")])
    assert not soft_violations([row("2027-01-04 16:00", "2027-01-05 00:00"), shift(6, "D")])
    assert soft_violations([shift(4, "L"), row("2027-01-06 05:59", "2027-01-06 14:00")])


def test_up_to_two_hours_earlier_is_tolerated():
    late = row("2027-01-04 15:00", "2027-01-04 23:00")
    assert not soft_violations([late, row("2027-01-05 13:00", "2027-01-05 21:00")])
    assert soft_violations([late, row("2027-01-05 12:59", "2027-01-05 21:00")])


def test_only_the_next_shift_counts():
    assert len(soft_violations([shift(4, "L"), shift(5, "D"), shift(6, "D")])) == 1


def test_office_after_a_late_is_backward_and_office_alone_is_no_concern():
    office = row("2027-01-05 08:30", "2027-01-05 17:00", kind=DutyKind.ELSEWHERE)
    evening = row("2027-01-04 18:00", "2027-01-04 22:00", kind=DutyKind.ELSEWHERE)
    assert soft_violations([shift(4, "L"), office])
    assert not soft_violations([evening, office])


def test_the_clock_counts_when_it_changes():
    for month, day in (("2026-10", 24), ("2027-03", 27)):
        rows = [row(f"{month}-{day} 09:00", f"{month}-{day} 17:00")]
        assert not soft_violations(
            [*rows, row(f"{month}-{day + 1} 07:00", f"{month}-{day + 1} 15:00")]
        )
        assert soft_violations([*rows, row(f"{month}-{day + 1} 06:59", f"{month}-{day + 1} 15:00")])


def test_parity():
    names = [(4, "L"), (5, "D"), (5, "N"), (6, "L"), (7, "D"), (8, "L"), (9, "D")]
    office = row("2027-01-11 08:30", "2027-01-11 17:00", kind=DutyKind.ELSEWHERE)
    assert_pattern_parity(RULE, [shift(*each) for each in names], fixed=[office])


def test_parity_with_certain_shifts_between():
    names = [(4, "L"), (5, "L"), (6, "D"), (7, "L"), (9, "D"), (9, "L")]
    assert_pattern_parity(RULE, [shift(*each) for each in names], fixed=[shift(8, "D")])


def test_parity_with_a_night_between_that_is_no_step_back():
    names = [(4, "N"), (5, "N"), (6, "L"), (6, "N"), (7, "L"), (8, "D")]
    assert_pattern_parity(RULE, [shift(*each) for each in names], fixed=[shift(12, "D")])
