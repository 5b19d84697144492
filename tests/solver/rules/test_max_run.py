"""MAX_RUN: not too many days in a row with work."""

from data.model.duty import DutyKind
from solver.rules.max_run import MaxRun
from tests.solver.rules.parity import assert_parity, on_call, row, violations

RULE = MaxRun()


def days(first: int, last: int, kind: DutyKind = DutyKind.WORK):
    return [
        row(f"2027-01-{d:02} 07:00", f"2027-01-{d:02} 15:00", kind=kind)
        for d in range(first, last + 1)
    ]


def test_six_days_pass_and_seven_do_not():
    assert not violations(RULE, days(4, 9))
    (found,) = violations(RULE, days(4, 10))
    assert (found.value, found.limit, found.unit) == (7, 6, "days")


def test_a_day_off_ends_a_run():
    assert not violations(RULE, [*days(4, 9), *days(11, 16)])


def test_office_days_elsewhere_are_part_of_a_run():
    office = days(4, 8, DutyKind.ELSEWHERE)
    assert not violations(RULE, [*office, *days(9, 9)])
    assert violations(RULE, [*office, *days(9, 10)])


def test_a_night_belongs_to_the_date_on_which_it_starts():
    nights = [row(f"2027-01-{d:02} 23:00", f"2027-01-{d + 1:02} 07:00") for d in range(4, 10)]
    assert not violations(RULE, nights)


def test_on_call_and_leave_are_no_work():
    leave = row("2027-01-10 00:00", "2027-01-11 00:00", 480, kind=DutyKind.ABSENCE)
    piket = on_call("2027-01-10 00:00", "2027-01-11 00:00")
    for other in (leave, piket):
        assert not violations(RULE, [*days(4, 9), other, *days(11, 11)])


def test_days_are_counted_by_date_when_the_clock_changes():
    rule = MaxRun(most=1)
    assert violations(rule, [row(f"2026-10-{d} 23:30", f"2026-10-{d} 23:59") for d in (24, 25)])
    nights = [
        row("2027-03-28 00:30", "2027-03-28 06:00"),
        row("2027-03-29 00:30", "2027-03-29 06:00"),
    ]
    assert violations(rule, nights)


def test_parity_with_office_and_history():
    assert_parity(
        MaxRun(most=4),
        [
            *days(9, 12),
            row("2027-01-08 23:00", "2027-01-09 07:00"),
            row("2027-01-10 23:00", "2027-01-11 07:00"),
            *days(16, 16),
        ],
        fixed=[*days(7, 7), *days(8, 8, DutyKind.ELSEWHERE), *days(13, 14, DutyKind.ELSEWHERE)],
    )


def test_parity_up_to_the_last_day():
    assert_parity(MaxRun(most=2), days(14, 17), fixed=days(12, 12))


def test_parity_of_the_whole_rule():
    assert_parity(RULE, [*days(8, 11), *days(14, 14)], fixed=[*days(5, 7), *days(12, 12)])
