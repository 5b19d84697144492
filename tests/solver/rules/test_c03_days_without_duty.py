"""C03: 2 blocks of 48 hours without work and on-call in every 28 times 24 hours."""

from dataclasses import replace

from data.model.duty import DutyKind
from solver.rules.c03_days_without_duty import DaysWithoutDuty
from solver.rules.free_blocks_rule import CLOCK_CHANGE
from solver.timeline.clock import DAY
from tests.solver.rules.parity import assert_parity, on_call, row, violations

RULE = DaysWithoutDuty()
SHORT = DaysWithoutDuty(window=9 * DAY, block=2 * DAY, blocks=1)


def days(first: int, last: int, month: str = "2027-01", start: str = "07:00", end: str = "15:00"):
    return [row(f"{month}-{d:02} {start}", f"{month}-{d:02} {end}") for d in range(first, last + 1)]


def test_two_free_weekends_in_four_weeks_pass_and_one_does_not():
    piket = on_call("2027-01-04 16:00", "2027-01-05 06:00")
    month = [*days(4, 8), *days(11, 22), *days(25, 31)]  # free: 9-10, 23-24
    assert not violations(RULE, [piket, *month])
    (found,) = violations(RULE, [piket, *month, *days(23, 23)])
    assert (found.value, found.limit, found.unit) == (1, 2, "blocks")


def test_a_block_of_47_hours_and_59_minutes_is_none():
    piket = on_call("2027-01-02 15:00", "2027-01-03 06:00")
    month = [*days(4, 8), *days(11, 22), *days(25, 31)]
    assert not violations(RULE, [piket, *month])
    tight = row("2027-01-08 15:00", "2027-01-09 07:00")  # until 48 hours before the next
    assert not violations(RULE, [piket, *month, tight])
    assert violations(RULE, [piket, *month, replace(tight, end=tight.end + 1)])


def test_four_free_days_in_a_row_are_two_blocks():
    piket = on_call("2027-01-02 15:00", "2027-01-03 06:00")
    assert not violations(RULE, [piket, *days(4, 8), *days(13, 31)])
    assert violations(RULE, [piket, *days(4, 8), *days(12, 31)])


def test_nobody_without_on_call_is_concerned():
    assert not violations(RULE, days(4, 31))


def test_on_call_anywhere_in_the_data_counts_unless_read_mildly():
    rows = [*days(1, 31), on_call("2027-03-19 17:00", "2027-03-20 17:00")]
    assert violations(RULE, rows)
    assert not violations(replace(RULE, near_on_call=True), rows)


def test_leave_is_free_and_work_elsewhere_is_not():
    piket = on_call("2027-01-02 15:00", "2027-01-03 06:00")
    month = [*days(4, 8), *days(13, 31)]
    leave = row("2027-01-09 00:00", "2027-01-13 00:00", 960, kind=DutyKind.ABSENCE)
    office = row("2027-01-11 08:30", "2027-01-11 17:00", 480, kind=DutyKind.ELSEWHERE)
    assert not violations(RULE, [piket, *month, leave])
    assert violations(RULE, [piket, *month, office])


def test_a_weekend_is_an_hour_short_in_march_unless_the_clock_is_followed():
    piket = on_call("2027-03-15 15:00", "2027-03-16 06:00")
    month = [*days(1, 19, "2027-03"), *days(22, 26, "2027-03"), *days(29, 31, "2027-03")]
    month += [row("2027-03-26 15:00", "2027-03-27 07:00")]  # 48 hours on the clock to Monday
    (found,) = violations(RULE, [piket, *month])
    assert found.note == CLOCK_CHANGE
    assert not violations(replace(RULE, by_clock=True), [piket, *month])


def test_a_weekend_is_an_hour_longer_in_october():
    piket = on_call("2026-10-12 15:00", "2026-10-13 06:00")
    month = [*days(1, 16, "2026-10"), *days(19, 23, "2026-10"), *days(26, 31, "2026-10")]
    month += [row("2026-10-23 15:00", "2026-10-24 08:00")]  # 47 hours on the clock to Monday
    assert not violations(RULE, [piket, *month])
    assert violations(replace(RULE, by_clock=True), [piket, *month])


def test_parity_of_shifts_and_on_call():
    assert_parity(
        SHORT,
        [
            *(row(f"2027-01-{d:02} 07:00", f"2027-01-{d:02} 15:00") for d in (5, 7, 8, 10)),
            row("2027-01-08 23:00", "2027-01-09 07:00"),
            row("2027-01-12 07:00", "2027-01-12 15:00"),
            on_call("2027-01-08 17:00", "2027-01-10 05:00"),
            on_call("2027-01-13 17:00", "2027-01-14 08:00"),
        ],
        fixed=days(4, 4),
    )


def test_parity_with_office_hours_and_history_on_call():
    office = [
        row(f"2027-01-{d:02} 08:30", f"2027-01-{d:02} 17:30", 480, kind=DutyKind.ELSEWHERE)
        for d in (4, 5, 6, 7, 8, 11, 12, 14, 15, 18, 19)
    ]
    candidates = [
        on_call("2027-01-08 17:00", "2027-01-11 08:30"),
        on_call("2027-01-15 17:00", "2027-01-18 08:30"),
        row("2027-01-09 07:00", "2027-01-09 15:00"),
        row("2027-01-13 07:00", "2027-01-13 15:00"),
        row("2027-01-16 15:00", "2027-01-16 23:00"),
    ]
    history = on_call("2026-12-28 17:00", "2026-12-29 08:00")
    for rule in (SHORT, replace(SHORT, near_on_call=True)):
        assert_parity(rule, candidates, fixed=office)
        assert_parity(rule, candidates, fixed=[history, *office])


def test_parity_of_the_whole_rule_over_the_clock_change():
    fixed = [*days(1, 19, "2027-03"), *days(22, 25, "2027-03"), *days(30, 31, "2027-03")]
    candidates = [
        on_call("2027-03-15 15:00", "2027-03-16 06:00"),
        row("2027-03-20 07:00", "2027-03-20 15:00"),
        row("2027-03-26 15:00", "2027-03-27 07:00"),
        row("2027-03-27 15:00", "2027-03-27 23:00"),
        row("2027-03-29 07:00", "2027-03-29 15:00"),
        on_call("2027-03-29 17:00", "2027-03-30 06:00"),
    ]
    assert_parity(RULE, candidates, fixed=fixed)
    assert_parity(replace(RULE, by_clock=True), candidates, fixed=fixed)
