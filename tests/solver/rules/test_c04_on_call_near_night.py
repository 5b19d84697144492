"""C04: no on-call in the 11 hours before and the 14 hours after a night shift."""

from dataclasses import replace

from data.model.duty import DutyKind
from solver.rules.c04_on_call_near_night import AFTER, BEFORE, WITHIN, OnCallNearNight
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    on_call,
    person_context,
    person_model,
    row,
    violations,
)

RULE = OnCallNearNight()
NIGHT = row("2027-01-05 23:00", "2027-01-06 07:00")


def test_on_call_from_13_hours_after_a_night_is_too_soon_vector_11():
    (found,) = violations(RULE, [NIGHT, on_call("2027-01-06 20:00", "2027-01-08 17:00")])
    assert (found.value, found.limit, found.note) == (13 * 60, 14 * 60, AFTER)
    assert not violations(RULE, [NIGHT, on_call("2027-01-06 21:00", "2027-01-08 17:00")])


def test_on_call_ends_11_hours_before_a_night():
    assert not violations(RULE, [on_call("2027-01-04 17:00", "2027-01-05 12:00"), NIGHT])
    (found,) = violations(RULE, [on_call("2027-01-04 17:00", "2027-01-05 12:01"), NIGHT])
    assert (found.value, found.limit, found.note) == (11 * 60 - 1, 11 * 60, BEFORE)


def test_a_shift_with_an_hour_of_night_work_is_no_night_vector_1():
    late = row("2027-01-05 18:00", "2027-01-06 01:00", 390)
    assert not violations(RULE, [late, on_call("2027-01-06 01:00", "2027-01-07 17:00")])


def test_it_holds_whenever_the_night_ends():
    early = row("2027-01-05 18:00", "2027-01-06 01:01")
    assert violations(RULE, [early, on_call("2027-01-06 15:00", "2027-01-07 17:00")])


def test_a_gap_in_a_merged_night_is_closed_too_unless_read_mildly():
    rows = [
        row("2027-01-05 20:00", "2027-01-06 00:30"),
        on_call("2027-01-06 00:30", "2027-01-06 03:00"),
        row("2027-01-06 03:00", "2027-01-06 06:00"),
    ]
    (found,) = violations(RULE, rows)
    assert (found.value, found.limit, found.note) == (150, 0, WITHIN)
    assert not violations(replace(RULE, within=False), rows)


def test_on_call_during_work_elsewhere_is_no_consignatie():
    night = replace(NIGHT, kind=DutyKind.ELSEWHERE)
    assert not violations(RULE, [night, on_call("2027-01-05 23:00", "2027-01-06 07:00")])
    assert len(violations(RULE, [night, on_call("2027-01-05 22:59", "2027-01-06 07:01")])) == 2


def test_hours_are_those_that_pass_when_the_clock_changes():
    march = row("2027-03-27 12:00", "2027-03-27 23:00")
    night = row("2027-03-27 23:00", "2027-03-28 07:00")
    assert not violations(RULE, [night, on_call("2027-03-28 21:00", "2027-03-29 17:00")])
    assert march.end - march.start == 11 * 60
    october = row("2026-10-25 02:30", "2026-10-25 08:00")  # the second 02:30 is not meant
    assert violations(RULE, [on_call("2026-10-24 08:00", "2026-10-24 16:00"), october])
    assert not violations(RULE, [on_call("2026-10-24 08:00", "2026-10-24 15:30"), october])


def test_parity_of_nights_and_on_call():
    assert_parity(
        RULE,
        [
            row("2027-01-04 23:00", "2027-01-05 07:00"),
            row("2027-01-05 15:00", "2027-01-05 23:00"),
            row("2027-01-06 23:00", "2027-01-07 07:00"),
            row("2027-01-07 23:00", "2027-01-08 07:00"),
            on_call("2027-01-05 21:00", "2027-01-06 12:00"),
            on_call("2027-01-05 20:59", "2027-01-06 12:01"),
            on_call("2027-01-08 21:00", "2027-01-09 16:31"),
        ],
        fixed=[row("2027-01-10 03:30", "2027-01-10 07:00", kind=DutyKind.ELSEWHERE)],
    )


def test_parity_of_nights_merged_from_several_rows():
    candidates = [
        row("2027-01-05 18:00", "2027-01-06 00:30"),
        row("2027-01-06 03:00", "2027-01-06 04:00"),
        row("2027-01-06 04:30", "2027-01-06 06:00"),
        on_call("2027-01-06 00:30", "2027-01-06 02:30"),
        on_call("2027-01-06 04:00", "2027-01-06 04:30"),
        on_call("2027-01-06 18:00", "2027-01-07 18:00"),
        on_call("2027-01-06 20:00", "2027-01-07 18:00"),
    ]
    assert_parity(RULE, candidates)
    assert_parity(replace(RULE, within=False), candidates)


def test_a_certain_violation_does_not_make_a_longer_night_impossible():
    fixed = [NIGHT, on_call("2027-01-06 16:00", "2027-01-06 20:00")]
    candidates = [row("2027-01-06 09:00", "2027-01-06 10:00")]
    person = person_model([RULE], fixed, candidates, person_context([*fixed, *candidates]))
    assert is_feasible(person, frozenset(), 1)
