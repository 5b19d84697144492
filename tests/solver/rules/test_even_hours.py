"""EVEN_HOURS: no week far above the contract."""

from dataclasses import replace
from datetime import date, timedelta

from data.model.duty import DutyKind
from data.model.person import Contract, Limits, Person
from solver.rules.even_hours import EvenHours
from solver.timeline.clock import to_instant
from tests.solver.rules.hours import leave
from tests.solver.rules.parity import minute, on_call, person_context, row, timeline
from tests.solver.rules.pattern_parity import assert_pattern_parity

RULE = EvenHours()
ELSEWHERE = DutyKind.ELSEWHERE
MONDAY = date(2027, 1, 4)


def person(hours: float, **more) -> Person:
    return Person("p", "Person", contracts=(Contract(hours, date(2020, 1, 1)),), **more)


FULL, PART = person(36), person(8)


def shift(days: int, hours: int = 8, first: date = MONDAY, start: int = 7, **more):
    """A shift so many days after a Monday."""
    day = first + timedelta(days=days)
    return row(f"{day} {start:02}:00", f"{day} {start + hours:02}:00", **more)


def week(number: int, hours: list[int], **more):
    return [shift(7 * number + day, length, **more) for day, length in enumerate(hours)]


def flaws(rows, who=FULL, **more):
    return list(RULE.soft_violations(timeline(rows, person=who, **more)))


def test_eight_hours_above_the_contract_are_no_flaw_and_more_are():
    assert not flaws(week(0, [8, 8, 8, 8, 12]))
    (found,) = flaws(week(0, [8, 8, 8, 9, 12]))
    assert (found.value, found.limit) == (45 * 60, 44 * 60)


def test_four_weeks_of_forty_hours_are_enough():
    weeks = [row for number in range(3) for row in week(number, [10, 10, 10, 10])]
    assert not flaws([*weeks, *week(3, [10, 10, 10, 10])])
    (found,) = flaws([*weeks, *week(3, [10, 10, 10, 11])])
    assert (found.value, found.limit) == (161 * 60 / 4, 40 * 60)
    assert found.start == to_instant(minute("2027-01-25 00:00"))


def test_a_week_is_one_flaw_at_most():
    weeks = [row for number in range(4) for row in week(number, [9, 9, 9, 9, 9])]
    assert [found.value // 60 for found in flaws(weeks)] == [45, 45, 45, 45]


def test_leave_and_work_elsewhere_count_and_on_call_does_not():
    office = week(0, [8, 8, 8], kind=ELSEWHERE)
    away = leave("2027-01-07 00:00", "2027-01-08 00:00", 8)
    assert not flaws([*office, away, shift(5, 12), on_call("2027-01-09 22:00", "2027-01-11 07:00")])
    assert flaws([*office, away, shift(5, 13)])


def test_a_week_without_a_shift_of_the_roster_is_no_concern():
    office = week(0, [9, 9, 9, 9, 9], kind=ELSEWHERE)
    assert not flaws(office)
    assert flaws([*office, shift(5, 1)])


def test_without_contract_hours_and_in_a_flex_pool_it_does_not_hold():
    long = week(0, [9, 9, 9, 9, 9])
    assert not flaws(long, Person("p", "Person"))
    assert not flaws(long, person(36, limits=Limits(max_shifts_per_month=4)))


def test_history_counts_and_a_week_is_judged_by_its_sunday():
    rows = [row for number in range(2) for row in week(number, [9, 9, 9, 9, 9])]
    about = person_context(rows, person=FULL)
    for start, end, count in (
        ("2027-01-10", "2027-01-18", 2),
        ("2027-01-11", "2027-01-18", 1),
        ("2027-01-11", "2027-01-17", 0),
    ):
        first, last = minute(f"{start} 00:00"), minute(f"{end} 00:00")
        span = replace(about.span, judged_start=first, judged_end=last)
        assert len(flaws(rows, about=replace(about, span=span))) == count


def test_weeks_are_local_when_the_clock_changes():
    for monday in (date(2026, 10, 19), date(2027, 3, 22)):
        rows = [shift(6, first=monday, start=15), *week(0, [12, 12, 12], first=monday)]
        assert not flaws([*rows, shift(7, 5, first=monday, start=0)])
        assert flaws([*rows, shift(5, 1, first=monday)])


def test_parity():
    candidates = [shift(0), shift(1), shift(2), shift(5, 1), shift(7), shift(8, 10), shift(9)]
    assert_pattern_parity(RULE, candidates, fixed=[shift(13)], person=PART)


def test_parity_of_four_weeks():
    candidates = [shift(7 * number, hours) for number, hours in enumerate((12, 12, 15, 9, 14, 12))]
    assert_pattern_parity(RULE, candidates, fixed=[shift(1, 2)], person=PART)


def test_parity_beside_work_elsewhere():
    office = week(0, [9, 8], kind=ELSEWHERE)
    candidates = [shift(3), shift(4, 1), shift(8), shift(9, 9)]
    assert_pattern_parity(RULE, candidates, fixed=[*office, shift(10, 2)], person=PART)


def test_parity_where_a_week_ends_within_a_night():
    night = row("2027-01-10 23:00", "2027-01-11 07:00")
    candidates = [shift(0), shift(1, 7), night, shift(8), shift(9, 2)]
    assert_pattern_parity(RULE, candidates, fixed=[shift(13)], person=PART)
