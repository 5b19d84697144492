"""LONE_DAY_OFF: no single day off between days of work."""

from data.model.duty import DutyKind
from data.model.person import Limits, Person
from solver.rules.lone_day_off import LoneDayOff
from tests.solver.rules.parity import row, timeline
from tests.solver.rules.pattern_parity import assert_pattern_parity

RULE = LoneDayOff()
FLEX = Person("p", "Person", limits=Limits(max_shifts_per_month=4))
ELSEWHERE = DutyKind.ELSEWHERE


def day(number: int, kind: DutyKind = DutyKind.WORK, month: str = "2027-01"):
    return row(f"{month}-{number:02} 07:00", f"{month}-{number:02} 15:00", kind=kind)


def soft_violations(rows, **more):
    return list(RULE.soft_violations(timeline(rows, **more)))


def test_one_day_off_is_a_flaw_and_two_or_none_are_not():
    assert len(soft_violations([day(5), day(7)])) == 1
    assert not soft_violations([day(5), day(8)])
    assert not soft_violations([day(5), day(6), day(7)])


def test_the_day_after_a_night_is_off_though_the_night_ends_on_it():
    assert soft_violations([row("2027-01-05 23:00", "2027-01-06 07:00"), day(7)])


def test_between_two_office_days_the_roster_has_no_part():
    assert not soft_violations([day(5, ELSEWHERE), day(7, ELSEWHERE)])
    assert soft_violations([day(5, ELSEWHERE), day(7)])
    assert soft_violations([day(5), day(7, ELSEWHERE)])


def test_a_day_of_leave_is_no_day_off():
    leave = row("2027-01-06 00:00", "2027-01-07 00:00", kind=DutyKind.ABSENCE)
    assert not soft_violations([day(5), leave, day(7)])


def test_in_a_flex_pool_it_does_not_hold():
    assert not soft_violations([day(5), day(7)], person=FLEX)


def test_dates_count_when_the_clock_changes():
    assert soft_violations(
        [day(24, month="2026-10"), day(26, month="2026-10"), day(30, month="2026-10")]
    )
    assert soft_violations([day(27, month="2027-03"), day(29, month="2027-03")])


def test_parity():
    candidates = [day(d) for d in (5, 6, 7, 9, 11, 13)]
    candidates.append(row("2027-01-07 23:00", "2027-01-08 07:00"))
    fixed = [day(4, ELSEWHERE), day(8, ELSEWHERE), day(15)]
    assert_pattern_parity(RULE, candidates, fixed=fixed)


def test_parity_with_leave():
    leave = row("2027-01-08 00:00", "2027-01-09 00:00", kind=DutyKind.ABSENCE)
    candidates = [day(d) for d in (5, 7, 9, 10, 12)]
    assert_pattern_parity(RULE, candidates, fixed=[leave])
