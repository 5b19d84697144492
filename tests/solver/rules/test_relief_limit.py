"""RELIEF_LIMIT: at most twelve hours, then eight hours of rest."""

from solver.rules.relief_limit import ReliefLimit
from tests.solver.rules.parity import assert_parity, row, violations


def test_twelve_hours_with_their_breaks_pass_and_a_minute_more_does_not():
    assert not violations(ReliefLimit(), [row("2027-01-04 19:00", "2027-01-05 07:00")])
    (found,) = violations(ReliefLimit(), [row("2027-01-04 19:00", "2027-01-05 07:01")])
    assert (found.value, found.limit) == (721, 720)


def test_less_than_eight_hours_between_two_duties_is_too_little():
    first = row("2027-01-04 07:00", "2027-01-04 15:00")
    assert not violations(ReliefLimit(), [first, row("2027-01-04 23:00", "2027-01-05 07:00")])
    assert violations(ReliefLimit(), [first, row("2027-01-04 22:59", "2027-01-05 07:00")])


def test_the_hour_that_the_clock_skips_is_no_time():
    assert not violations(ReliefLimit(), [row("2027-03-27 19:00", "2027-03-28 08:00")])
    assert violations(ReliefLimit(), [row("2027-10-30 19:00", "2027-10-31 07:00")])


def test_parity():
    assert_parity(
        ReliefLimit(),
        [
            row("2027-01-04 06:00", "2027-01-04 11:00"),
            row("2027-01-04 11:00", "2027-01-04 18:00"),
            row("2027-01-04 17:00", "2027-01-04 20:00"),
            row("2027-01-05 03:59", "2027-01-05 08:00"),
            row("2027-01-05 06:00", "2027-01-05 18:30"),
        ],
        fixed=[row("2027-01-03 20:00", "2027-01-03 23:30")],
    )
