"""OVERLAP: nobody is in two places at once."""

import pytest

from data.model.duty import DutyKind
from solver.rules.overlap import Overlap
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    on_call,
    person_context,
    person_model,
    row,
    violations,
)

WORK, ELSEWHERE = DutyKind.WORK, DutyKind.ELSEWHERE
ON_CALL, OPEN_CALL, ABSENCE = DutyKind.ON_CALL, DutyKind.OPEN_CALL, DutyKind.ABSENCE


def test_rows_that_touch_pass_and_a_shared_minute_does_not():
    first = row("2027-01-04 07:00", "2027-01-04 15:00")
    assert not violations(Overlap(), [first, row("2027-01-04 15:00", "2027-01-04 23:00")])
    (found,) = violations(Overlap(), [first, row("2027-01-04 14:59", "2027-01-04 22:59")])
    assert (found.value, found.limit) == (1, 0)


@pytest.mark.parametrize(
    ("first", "second", "collide"),
    [
        (WORK, WORK, True),
        (WORK, ELSEWHERE, True),
        (WORK, ON_CALL, True),
        (WORK, ABSENCE, True),
        (ELSEWHERE, ELSEWHERE, True),
        (ELSEWHERE, ABSENCE, True),
        (ELSEWHERE, ON_CALL, False),  # no consignatie meanwhile
        (ON_CALL, ON_CALL, True),
        (ON_CALL, ABSENCE, True),  # leave is no time on call
        (ABSENCE, ABSENCE, True),  # its hours would count twice
        (WORK, OPEN_CALL, False),  # no obligation
    ],
)
def test_what_may_meet(first, second, collide):
    rows = [
        row("2027-01-04 09:00", "2027-01-04 17:00", kind=first),
        row("2027-01-04 12:00", "2027-01-04 20:00", kind=second),
    ]
    assert bool(violations(Overlap(), rows)) == collide


def test_every_pair_of_three_is_told():
    rows = [row(f"2027-01-04 0{hour}:00", "2027-01-04 12:00") for hour in (7, 8, 9)]
    assert len(violations(Overlap(), rows)) == 3


def test_a_row_inside_a_long_one_is_found_behind_another():
    leave = row("2027-01-04 00:00", "2027-01-11 00:00", kind=ABSENCE)
    shift = row("2027-01-09 07:00", "2027-01-09 15:00")
    assert (
        len(violations(Overlap(), [leave, row("2027-01-12 07:00", "2027-01-12 15:00"), shift])) == 1
    )


def test_parity():
    assert_parity(
        Overlap(),
        [
            row("2027-01-04 07:00", "2027-01-04 15:00"),
            row("2027-01-04 14:00", "2027-01-04 22:00"),
            row("2027-01-04 22:00", "2027-01-05 06:00"),
            on_call("2027-01-04 17:00", "2027-01-06 17:00"),
            on_call("2027-01-05 17:00", "2027-01-07 17:00"),
            row("2027-01-06 07:00", "2027-01-06 15:00"),
            row("2027-01-07 17:00", "2027-01-07 23:00"),
            on_call("2027-01-08 17:00", "2027-01-09 17:00"),
        ],
        fixed=[
            row("2027-01-05 09:00", "2027-01-05 17:00", kind=ELSEWHERE),
            row("2027-01-06 09:00", "2027-01-06 17:30", kind=ELSEWHERE),
            row("2027-01-07 20:00", "2027-01-08 20:00", kind=ABSENCE),
        ],
        overlapping=True,
    )


def test_a_certain_overlap_does_not_make_the_rest_impossible():
    rows = [
        row("2027-01-04 07:00", "2027-01-04 15:00"),
        row("2027-01-04 14:00", "2027-01-04 22:00"),
    ]
    person = person_model_of(Overlap(), rows, [row("2027-01-05 07:00", "2027-01-05 15:00")])
    assert is_feasible(person, frozenset({0}), 1)


def test_nobody_is_added_to_a_certain_overlap():
    rows = [
        row("2027-01-04 07:00", "2027-01-04 15:00"),
        row("2027-01-04 14:00", "2027-01-04 22:00"),
    ]
    person = person_model_of(Overlap(), rows, [on_call("2027-01-04 14:00", "2027-01-05 14:00")])
    assert not is_feasible(person, frozenset({0}), 1)


def person_model_of(rule, fixed, candidates):
    return person_model([rule], fixed, candidates, person_context([*fixed, *candidates]))
