"""R03: breaks, where the ruleset asks for them; R04 sets them aside."""

from solver.rules.r03_breaks import Breaks
from tests.solver.rules.hours import agreement
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    person_context,
    person_model,
    row,
    violations,
)

RULE = Breaks()


def day(work: int, until: str = "16:00"):
    return row("2027-01-04 08:00", f"2027-01-04 {until}", work)


def test_it_is_off_unless_the_ruleset_switches_it_on():
    assert not Breaks.on_by_default


def test_five_and_a_half_hours_need_none_and_a_minute_more_needs_thirty_minutes():
    assert not violations(RULE, [day(330, "13:30")])
    (found,) = violations(RULE, [day(331, "13:31")])
    assert (found.value, found.limit) == (0, 30)
    assert not violations(RULE, [day(450)])
    assert violations(RULE, [day(451)])


def test_above_ten_hours_it_is_45_minutes():
    assert not violations(RULE, [day(600, "18:30")])
    (found,) = violations(RULE, [day(601, "18:45")])
    assert (found.value, found.limit) == (44, 45)
    assert not violations(RULE, [day(601, "18:46")])


def test_parts_of_less_than_15_minutes_are_no_break():
    parts = [
        row("2027-01-04 08:00", "2027-01-04 11:00"),
        row("2027-01-04 11:14", "2027-01-04 13:30"),
        row("2027-01-04 13:45", "2027-01-04 16:00"),
    ]
    (found,) = violations(RULE, parts)
    assert found.value == 15


def test_time_between_two_rows_of_a_shift_is_break():
    assert not violations(RULE, [day(240, "12:00"), row("2027-01-04 12:30", "2027-01-04 16:30")])
    assert violations(RULE, [day(240, "12:00"), row("2027-01-04 12:29", "2027-01-04 16:30")])


def test_an_agreement_makes_it_15_minutes():
    assert not violations(RULE, [day(465)], ruleset=agreement("R03"))
    assert violations(RULE, [day(466)], ruleset=agreement("R03"))
    assert violations(RULE, [day(465)], ruleset=agreement("R03", "2027-01-05"))


def test_an_agreement_for_a_seat_without_colleagues_sets_it_aside():
    assert not violations(RULE, [day(480)], ruleset=agreement("R04"))


def test_the_night_of_the_march_clock_change_needs_no_break_of_its_own():
    assert not violations(RULE, [row("2027-03-27 23:00", "2027-03-28 05:30")])  # 5.5 real hours
    assert violations(RULE, [row("2026-10-24 23:00", "2026-10-25 04:30")])  # 6.5 real hours


CANDIDATES = [
    row("2027-01-04 08:00", "2027-01-04 13:00"),
    row("2027-01-04 13:20", "2027-01-04 14:00"),
    row("2027-01-04 14:40", "2027-01-04 20:00"),
    row("2027-01-04 19:30", "2027-01-05 01:30"),
    row("2027-01-05 03:00", "2027-01-05 05:00"),
    row("2027-01-05 15:00", "2027-01-05 23:00", 450),
    row("2027-01-05 23:10", "2027-01-06 03:00"),
]


def test_parity():
    assert_parity(RULE, CANDIDATES)


def test_parity_with_agreements():
    assert_parity(RULE, CANDIDATES, ruleset=agreement("R03", "2027-01-05"))
    assert_parity(RULE, CANDIDATES, ruleset=agreement("R04", "2027-01-05"))


def test_a_given_shift_that_a_candidate_could_lengthen_is_left_alone():
    given, after = day(420, "15:00"), row("2027-01-04 18:00", "2027-01-04 19:00")
    person = person_model([RULE], [given], [after], person_context([given, after]))
    assert is_feasible(person, frozenset(), 1)
