"""WEEKEND_LOAD: not too many weekends with a duty."""

from dataclasses import replace

from data.model.duty import DutyKind
from solver.rules.weekend_load import WeekendLoad
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    minute,
    on_call,
    person_context,
    person_model,
    row,
    timeline,
    violations,
)

RULE = WeekendLoad()
SATURDAYS = ["2027-01-09", "2027-01-16", "2027-01-23", "2027-01-30", "2027-02-06"]


def day(date: str, kind: DutyKind = DutyKind.WORK):
    return row(f"{date} 07:00", f"{date} 15:00", kind=kind)


def test_three_weekends_in_four_pass_and_four_do_not():
    assert not violations(RULE, [day(date) for date in SATURDAYS[:3]])
    (found,) = violations(RULE, [day(date) for date in SATURDAYS[:4]])
    assert (found.value, found.limit, found.unit) == (4, 3, "weekends")


def test_a_free_weekend_in_each_four_passes_all_year():
    assert not violations(RULE, [day(date) for date in [*SATURDAYS[:3], SATURDAYS[4]]])


def test_a_weekend_runs_from_saturday_midnight_to_sunday_midnight():
    rows = [day(date) for date in SATURDAYS[:3]]
    assert not violations(RULE, [*rows, row("2027-01-29 16:00", "2027-01-30 00:00")])
    assert violations(RULE, [*rows, row("2027-01-29 16:00", "2027-01-30 00:01")])
    assert not violations(RULE, [*rows, row("2027-02-01 00:00", "2027-02-01 08:00")])
    assert violations(RULE, [*rows, row("2027-01-31 23:59", "2027-02-01 08:00")])


def test_a_week_of_piket_is_one_weekend():
    rows = [day(date) for date in SATURDAYS[:2]]
    assert not violations(RULE, [*rows, on_call("2027-01-22 17:00", "2027-01-29 17:00")])
    assert violations(RULE, [*rows, on_call("2027-01-22 17:00", "2027-01-30 17:00")])


def test_both_days_of_a_weekend_count_once_and_leave_does_not_count():
    sundays = [day("2027-01-10"), day("2027-01-17"), day("2027-01-24")]
    rows = [*(day(date) for date in SATURDAYS[:3]), *sundays]
    assert not violations(RULE, rows)
    assert not violations(RULE, [*rows, day("2027-01-30", DutyKind.ABSENCE)])
    assert violations(RULE, [*rows, day("2027-01-30", DutyKind.ELSEWHERE)])


def test_the_weekends_of_both_clock_changes_end_at_sunday_midnight():
    rule = WeekendLoad(most=0, weeks=1)
    for monday, sunday in (("2026-10-26", "2026-10-25"), ("2027-03-29", "2027-03-28")):
        assert not violations(rule, [row(f"{monday} 00:00", f"{monday} 08:00")])
        assert violations(rule, [row(f"{sunday} 23:59", f"{monday} 08:00")])


def test_parity_with_history():
    candidates = [
        *(day(date) for date in SATURDAYS[1:]),
        row("2027-01-22 23:00", "2027-01-23 00:30"),
        day("2027-01-17"),
        on_call("2027-01-29 17:00", "2027-02-05 17:00"),
    ]
    assert_parity(RULE, candidates[:-1], fixed=[day(SATURDAYS[0])])
    assert_parity(RULE, candidates[4:], fixed=[day(date) for date in SATURDAYS[:2]])


def test_parity_of_data_shorter_than_the_window():
    rule = WeekendLoad(most=1, weeks=8)
    assert_parity(rule, [day(date) for date in SATURDAYS])


def test_work_that_is_fixed_after_the_period_takes_its_weekend_too():
    fixed = [*(day(date) for date in SATURDAYS[:2]), day(SATURDAYS[3], DutyKind.ELSEWHERE)]
    candidates = [day(SATURDAYS[2])]
    about = person_context([*fixed, *candidates])
    about = replace(about, period_end=minute("2027-01-25 00:00"))
    person = person_model([RULE], fixed, candidates, about)
    assert list(RULE.check(timeline([*fixed, *candidates], about)))
    assert not is_feasible(person, frozenset({0}), 1)
    assert is_feasible(person, frozenset(), 1)


def test_what_is_certain_is_not_made_worse():
    fixed = [day(date) for date in SATURDAYS[:4]]
    candidates = [day(SATURDAYS[4]), day("2027-01-17")]
    person = person_model([RULE], fixed, candidates, person_context([*fixed, *candidates]))
    assert is_feasible(person, frozenset({1}), 2)
    assert not is_feasible(person, frozenset({0}), 2)
