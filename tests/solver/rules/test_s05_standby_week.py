"""S05: 90 hours of rest in the 7 x 24 hours from an on-site stand-by."""

from dataclasses import replace

import pytest

from solver.rules.s05_standby_week import StandbyWeek
from tests.solver.rules.caco import early, judged
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    person_context,
    person_model,
    row,
    timeline,
    violations,
)

RULE = StandbyWeek()


def standby(start: str, end: str):
    return replace(row(start, end), standby=True)


FIRST = standby("2027-01-04 08:00", "2027-01-05 08:00")
UNTIL = "2027-01-11 08:00"  # where the 7 x 24 hours from the first end


def test_90_hours_at_once_pass_and_a_minute_less_does_not():
    rest_of_90 = row("2027-01-09 02:00", UNTIL)
    assert not violations(RULE, [FIRST, rest_of_90])
    (found,) = violations(RULE, [FIRST, row("2027-01-09 01:59", UNTIL)])
    assert (found.value, found.limit) == (79 * 60, 90 * 60)


@pytest.mark.parametrize(
    ("rests", "found"),
    [
        ((35, 55), 90),  # 24 + 11, and five of 11
        ((34, 57), 90),  # three, and 24 and three
        ((34, 56), 79),  # 24, and five; or three, and 24 and two
        ((24, 66), 90),
        ((23, 77), 90),  # 77 holds 24 and four of 11, 23 holds two
        ((23, 67), 79),
        ((46, 46), 90),  # 24 and two, and four
        ((45, 46), 90),  # four, and 24 and two
        ((45, 45), 79),  # four, and 24 and one
        ((23, 23, 23, 23), 66),  # eight of 11, but none of 24
    ],
)
def test_a_long_rest_and_six_short_ones_may_join(rests, found):
    rows, moment = [FIRST], FIRST.end
    for hours in rests[:-1]:
        moment += hours * 60
        rows.append(replace(FIRST, start=moment, end=moment + 60, work=60, standby=False))
        moment += 60
    last = moment + rests[-1] * 60
    rows.append(replace(FIRST, start=last, end=FIRST.start + 168 * 60, work=60, standby=False))
    told = violations(RULE, rows)
    assert [b.value for b in told] == ([] if found == 90 else [found * 60])


def test_the_week_starts_with_a_stand_by_only():
    busy = row("2027-01-05 07:00", UNTIL)
    assert not violations(RULE, [early("2027-01-04"), busy])


def test_real_hours_count_over_the_march_clock_change():
    first = standby("2027-03-26 08:00", "2027-03-27 08:00")
    assert not violations(RULE, [first, row("2027-03-31 03:00", "2027-04-02 09:00")])
    assert violations(RULE, [first, row("2027-03-31 02:59", "2027-04-02 09:00")])


def test_real_hours_count_over_the_october_clock_change():
    first = standby("2026-10-23 08:00", "2026-10-24 08:00")
    assert not violations(RULE, [first, row("2026-10-28 01:00", "2026-10-30 07:00")])
    assert violations(RULE, [first, row("2026-10-28 00:59", "2026-10-30 07:00")])


def test_history_counts_where_its_week_reaches_into_the_period():
    rows = [FIRST, row("2027-01-09 01:00", UNTIL)]
    inside = judged(rows, "2027-01-11 00:00", "2027-01-18 00:00")
    assert list(RULE.check(timeline(rows, inside)))
    later = judged(rows, UNTIL, "2027-01-18 00:00")
    assert not list(RULE.check(timeline(rows, later)))


CANDIDATES = [
    standby("2027-01-04 08:00", "2027-01-05 08:00"),
    row("2027-01-06 07:00", "2027-01-06 19:00"),
    standby("2027-01-07 08:00", "2027-01-08 08:00"),
    row("2027-01-08 19:00", "2027-01-08 23:00"),
    standby("2027-01-09 08:00", "2027-01-10 08:00"),
    row("2027-01-10 20:00", "2027-01-11 04:00"),
    row("2027-01-12 08:00", "2027-01-12 16:00"),
    row("2027-01-14 09:00", "2027-01-14 17:00"),
]


def test_parity():
    assert_parity(RULE, CANDIDATES)


def test_parity_where_the_long_block_costs_one_more():
    rests = [
        standby("2027-01-03 10:00", "2027-01-04 10:00"),
        row("2027-01-05 19:00", "2027-01-05 21:00"),
    ]
    assert_parity(StandbyWeek(number=9), CANDIDATES[3:], rests)
    assert_parity(StandbyWeek(number=8), CANDIDATES[1:], rests[:1])


def test_what_the_certain_work_breaks_is_left_alone():
    fixed = [FIRST, row("2027-01-09 01:00", UNTIL)]
    more = [row("2027-01-13 08:00", "2027-01-13 16:00")]
    person = person_model([RULE], fixed, more, person_context([*fixed, *more]))
    assert is_feasible(person, frozenset({0}), 1)
