"""C02: 14 blocks of 24 hours without on-call in every 28 times 24 hours."""

from dataclasses import replace

from data.model.duty import DutyKind
from solver.rules.c02_days_without_on_call import DaysWithoutOnCall
from solver.rules.free_blocks_rule import CLOCK_CHANGE
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    on_call,
    person_context,
    person_model,
    row,
    violations,
)

RULE = DaysWithoutOnCall()


def piket_week(friday: str, next_friday: str):
    return on_call(f"{friday} 17:00", f"{next_friday} 17:00")


W1, W2 = piket_week("2027-01-08", "2027-01-15"), piket_week("2027-01-15", "2027-01-22")
W3, W4 = piket_week("2027-01-22", "2027-01-29"), piket_week("2027-01-29", "2027-02-05")
W5, W6 = piket_week("2027-02-05", "2027-02-12"), piket_week("2027-02-12", "2027-02-19")


def office(day: str):
    return row(f"{day} 08:30", f"{day} 17:30", 480, kind=DutyKind.ELSEWHERE)


def test_every_other_week_passes_vector_9():
    assert not violations(RULE, [W1, W3])
    assert not violations(RULE, [W1, W3, W5])


def test_three_weeks_in_28_days_do_not_vector_10():
    (found,) = violations(RULE, [W1, W2, W4])
    assert (found.value, found.limit, found.unit) == (7, 14, "blocks")


def test_a_minute_more_on_call_costs_a_block():
    longer = on_call("2027-01-22 17:00", "2027-01-29 17:01")
    (found,) = violations(RULE, [W1, longer])
    assert found.value == 13


def test_two_weeks_in_a_row_then_two_free_pass():
    assert not violations(RULE, [W1, W2, W5, W6])
    assert violations(RULE, [W1, W2, W4])


def test_weeknights_leave_no_block_of_24_hours():
    nights = [on_call(f"2027-01-{d:02} 17:00", f"2027-01-{d + 1:02} 08:00") for d in range(4, 19)]
    (found,) = violations(RULE, nights)
    assert found.value < 14
    assert not violations(RULE, nights[:-1])


def test_windows_start_and_end_also_where_office_hours_interrupt_piket():
    rows = [W1, *(office(f"2027-01-{day}") for day in (11, 12, 13, 14, 15)), W3]
    assert not violations(RULE, rows)
    assert violations(RULE, [*rows, on_call("2027-02-05 08:00", "2027-02-05 20:00")])


def test_week_on_week_off_fails_in_march_unless_the_clock_is_followed():
    rows = [piket_week("2027-03-19", "2027-03-26"), piket_week("2027-04-02", "2027-04-09")]
    (found,) = violations(RULE, rows)  # the free week between them has 167 hours
    assert (found.value, found.note) == (13, CLOCK_CHANGE)
    assert not violations(replace(RULE, by_clock=True), rows)


def test_week_on_week_off_fails_in_october_unless_the_clock_is_followed():
    rows = [piket_week("2026-10-09", "2026-10-16"), piket_week("2026-10-23", "2026-10-30")]
    rows += [piket_week("2026-11-06", "2026-11-13")]
    assert violations(RULE, rows)
    assert not violations(replace(RULE, by_clock=True), rows)


def test_of_overlapping_windows_only_the_worst_is_told():
    assert len(violations(RULE, [W1, W2, W3, W4])) == 1


def test_parity_over_weeks_with_history():
    assert_parity(RULE, [W2, W3, W4, W5, W6], fixed=[W1])


def test_parity_of_two_posts_that_change_on_other_days():
    days = [on_call(f"2027-01-{day} 08:00", f"2027-01-{day + 6} 08:00") for day in (11, 18, 25)]
    assert_parity(RULE, [W2, W3, W4, *days], fixed=[W1])


def test_parity_over_the_clock_change_in_march():
    weeks = [piket_week(f"2027-{a}", f"2027-{b}") for a, b in [
        ("03-05", "03-12"), ("03-12", "03-19"), ("03-19", "03-26"),
        ("03-26", "04-02"), ("04-02", "04-09"), ("04-09", "04-16"),
    ]]  # fmt: skip
    assert_parity(RULE, weeks)
    assert_parity(replace(RULE, by_clock=True), weeks)


def test_parity_over_the_clock_change_in_october_with_office_hours():
    weeks = [piket_week(f"2026-{a}", f"2026-{b}") for a, b in [
        ("10-09", "10-16"), ("10-16", "10-23"), ("10-23", "10-30"),
        ("10-30", "11-06"), ("11-06", "11-13"),
    ]]  # fmt: skip
    days = ["10-09", "10-12", "10-16", "10-23", "10-26", "10-30", "11-04", "11-06"]
    assert_parity(RULE, weeks, fixed=[office(f"2026-{day}") for day in days])


def test_parity_of_a_small_limit_over_single_nights():
    rule = replace(RULE, blocks=3, window=7 * 24 * 60)
    nights = [on_call(f"2027-01-{d:02} 17:00", f"2027-01-{d + 1:02} 08:00") for d in range(11, 18)]
    assert_parity(rule, nights, fixed=[on_call("2027-01-08 17:00", "2027-01-09 08:00")])


def test_what_history_breaks_is_not_made_worse():
    history = [W1, W2, W3]
    candidates = [W4, piket_week("2027-02-19", "2027-02-26")]
    person = person_model([RULE], history, candidates, person_context([*history, *candidates]))
    assert is_feasible(person, frozenset({1}), 2)
    assert not is_feasible(person, frozenset({0}), 2)
