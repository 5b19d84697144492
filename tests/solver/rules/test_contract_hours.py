"""CONTRACT_HOURS: not much more work in the period than the contract says."""

from dataclasses import replace
from datetime import date

from data.model.duty import DutyKind
from data.model.person import Contract, Person
from solver.rules.contract_hours import ContractHours
from solver.timeline.clock import HOUR
from tests.solver.rules.parity import (
    assert_parity,
    minute,
    person_context,
    person_model,
    row,
    timeline,
    violations,
)

RULE = ContractHours()


def person(*contracts: tuple[float, str, str | None]) -> Person:
    return Person(
        "p",
        "Person",
        contracts=tuple(
            Contract(hours, date.fromisoformat(start), date.fromisoformat(end) if end else None)
            for hours, start, end in contracts
        ),
    )


FULL = person((36, "2020-01-01", None))
WEEK = [row(f"2027-01-{d:02} 07:00", f"2027-01-{d:02} 19:00") for d in range(4, 8)]  # 48 hours


def test_a_shift_of_twelve_hours_more_passes_and_a_minute_more_does_not():
    assert not violations(RULE, WEEK, person=FULL)
    longer = row("2027-01-09 07:00", "2027-01-09 07:01")
    (found,) = violations(RULE, [*WEEK, longer], person=FULL)
    assert (found.value, found.limit) == (48 * HOUR + 1, 48 * HOUR)


def test_the_tolerance_grows_with_the_contract():
    about = person_context([row("2027-01-04 07:00", "2027-03-28 07:00")], person=FULL)  # 12 weeks
    assert RULE.limit(about) == 432 * HOUR + 2592
    assert replace(RULE, tolerance_percent=0).limit(about) == 444 * HOUR


def test_contract_hours_are_added_up_day_by_day():
    half_way = person((35, "2020-01-01", "2027-01-06"), (14, "2027-01-07", "2027-01-08"))
    about = person_context(WEEK, person=half_way)
    assert RULE.limit(about) == (3 * 5 + 2 * 2 + 12) * HOUR


def test_without_a_contract_there_is_no_limit():
    assert not violations(RULE, WEEK * 5, person=person())
    assert not violations(RULE, WEEK * 5, person=person((0, "2020-01-01", None)))
    assert not violations(RULE, WEEK * 5, person=person((36, "2020-01-01", "2026-12-31")))


def test_work_elsewhere_and_credited_absence_count_and_on_call_does_not():
    for kind, is_violation in ((DutyKind.ELSEWHERE, True), (DutyKind.ABSENCE, True)):
        other = row("2027-01-09 08:00", "2027-01-09 16:00", 480, kind=kind)
        assert bool(violations(RULE, [*WEEK, other], person=FULL)) == is_violation
    piket = row("2027-01-08 08:00", "2027-01-10 16:00", kind=DutyKind.ON_CALL)
    assert not violations(RULE, [*WEEK, piket], person=FULL)


def test_history_does_not_count_and_a_shift_belongs_to_the_period_in_which_it_starts():
    rows = [*WEEK, row("2027-01-17 23:00", "2027-01-18 07:00")]
    about = person_context(rows, person=FULL)
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-11 00:00")))
    assert not list(RULE.check(timeline(rows, about)))
    about = replace(about, span=replace(about.span, judged_start=minute("2027-01-04 00:00")))
    about = replace(about, period_end=minute("2027-01-11 00:00"))
    assert not list(RULE.check(timeline(rows, about)))


def test_the_other_rules_are_told_how_much_work_is_left():
    about = person_context(WEEK, person=FULL)
    fixed = [*WEEK[:2], row("2027-01-08 08:00", "2027-01-08 16:00", 450, kind=DutyKind.ABSENCE)]
    model = person_model([RULE], fixed, WEEK[2:], about)
    assert model.max_new_work == 24 * HOUR - 450
    assert person_model([RULE], WEEK * 2, [], about).max_new_work == 0


def test_parity():
    fixed = [
        WEEK[0],
        row("2027-01-11 08:00", "2027-01-11 16:00", 450, kind=DutyKind.ELSEWHERE),
        row("2027-01-12 00:00", "2027-01-14 00:00", 900, kind=DutyKind.ABSENCE),
    ]
    candidates = [*WEEK[1:], row("2027-01-08 07:00", "2027-01-08 16:30")]
    candidates += [
        row("2027-01-15 07:00", "2027-01-15 15:00"),
        row("2027-01-17 23:00", "2027-01-18 07:00"),
    ]
    candidates.append(row("2027-01-16 07:00", "2027-01-16 07:30"))
    about = person((20, "2020-01-01", None))
    assert_parity(RULE, candidates, fixed=fixed, person=about)
