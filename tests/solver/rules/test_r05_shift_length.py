"""R05: at most 12 hours of work in a shift."""

from solver.rules.r05_shift_length import ShiftLength
from tests.solver.rules.parity import assert_parity, row, violations


def test_twelve_hours_pass_and_a_minute_more_does_not():
    assert not violations(ShiftLength(), [row("2027-01-04 07:00", "2027-01-04 19:00")])
    (found,) = violations(ShiftLength(), [row("2027-01-04 07:00", "2027-01-04 19:01")])
    assert (found.value, found.limit) == (721, 720)


def test_blocks_less_than_eight_hours_apart_are_one_shift_vector_3():
    both = [
        row("2027-01-04 07:00", "2027-01-04 13:00"),
        row("2027-01-04 20:00", "2027-01-04 23:00"),
    ]
    assert not violations(ShiftLength(), both)
    longer = [both[0], row("2027-01-04 16:00", "2027-01-04 22:30")]
    assert violations(ShiftLength(), longer)


def test_parity():
    assert_parity(
        ShiftLength(),
        [
            row("2027-01-04 06:00", "2027-01-04 11:00"),
            row("2027-01-04 11:00", "2027-01-04 16:00"),
            row("2027-01-04 17:00", "2027-01-04 20:00"),
            row("2027-01-04 23:00", "2027-01-05 04:00"),
            row("2027-01-05 06:00", "2027-01-05 18:30"),
        ],
        fixed=[row("2027-01-03 20:00", "2027-01-03 23:30")],
    )
