"""MONTHLY_MAXIMUM: on-site shifts of a flex pool member in a calendar month."""

from data.model.duty import DutyKind
from data.model.person import Limits, Person
from solver.rules.monthly_maximum import MonthlyMaximum
from tests.solver.rules.parity import assert_parity, on_call, row, violations

RULE = MonthlyMaximum()
FLEX = Person("p", "Person", limits=Limits(max_shifts_per_month=2))


def day(date: str, kind: DutyKind = DutyKind.WORK):
    return row(f"{date} 07:00", f"{date} 15:00", kind=kind)


def test_two_in_a_month_pass_and_three_do_not():
    rows = [day("2027-01-04"), day("2027-01-20")]
    assert not violations(RULE, rows, person=FLEX)
    (found,) = violations(RULE, [*rows, day("2027-01-31")], person=FLEX)
    assert (found.value, found.limit, found.unit) == (3, 2, "shifts")


def test_a_new_month_starts_at_local_midnight():
    rows = [day("2027-01-04"), day("2027-01-20")]
    assert not violations(RULE, [*rows, row("2027-02-01 00:00", "2027-02-01 08:00")], person=FLEX)
    assert violations(RULE, [*rows, row("2027-01-31 23:59", "2027-02-01 08:00")], person=FLEX)


def test_december_ends_with_the_year():
    rows = [day("2026-12-29"), day("2026-12-30"), day("2027-01-01")]
    assert not violations(RULE, rows, person=FLEX)
    assert violations(RULE, [*rows, day("2026-12-31")], person=FLEX)


def test_months_of_both_clock_changes():
    for month, start in (("2026-10", "2026-10-31 23:59"), ("2027-03", "2027-03-31 23:59")):
        rows = [day(f"{month}-01"), day(f"{month}-02")]
        assert violations(RULE, [*rows, row(start, f"{start[:-5]}23:59")], person=FLEX)


def test_on_call_and_work_elsewhere_do_not_count():
    rows = [day(f"2027-01-{d:02}", DutyKind.ELSEWHERE) for d in range(4, 9)]
    rows += [on_call("2027-01-08 17:00", "2027-01-15 17:00")]
    assert not violations(RULE, rows, person=FLEX)


def test_without_the_agreement_there_is_no_limit():
    assert not violations(RULE, [day(f"2027-01-{d:02}") for d in range(4, 30)])


def test_parity_with_history_in_the_same_month():
    candidates = [day(f"2027-01-{d}") for d in (20, 22, 31)]
    candidates += [
        row("2027-01-31 23:00", "2027-02-01 07:00"),
        day("2027-02-01"),
        day("2027-02-26"),
    ]
    assert_parity(RULE, candidates, fixed=[day("2027-01-04")], person=FLEX)


def test_parity_over_the_turn_of_the_year():
    dates = ["2026-12-28", "2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02", "2027-01-03"]
    assert_parity(RULE, [day(date) for date in dates], person=FLEX)
