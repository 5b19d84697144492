"""S01: an on-site stand-by lasts at most 24 hours, and only where it is agreed."""

from dataclasses import replace

from solver.rules.s01_standby_length import NOT_AGREED, StandbyLength
from tests.solver.rules.caco import early
from tests.solver.rules.hours import agreement
from tests.solver.rules.parity import assert_parity, row, violations

RULE = StandbyLength()
AGREED = agreement("S")


def standby(start: str, end: str):
    return replace(row(start, end), standby=True)


def test_24_hours_pass_and_a_minute_more_does_not():
    assert not violations(RULE, [standby("2027-01-04 08:00", "2027-01-05 08:00")], ruleset=AGREED)
    (found,) = violations(RULE, [standby("2027-01-04 08:00", "2027-01-05 08:01")], ruleset=AGREED)
    assert (found.value, found.limit) == (1441, 1440)


def test_breaks_do_not_shorten_it():
    long = replace(standby("2027-01-04 08:00", "2027-01-05 09:00"), work=20 * 60)
    assert violations(RULE, [long], ruleset=AGREED)


def test_without_an_agreement_there_is_no_stand_by():
    day = [standby("2027-01-04 08:00", "2027-01-05 08:00")]
    (found,) = violations(RULE, day)
    assert (found.limit, found.note) == (0, NOT_AGREED)
    assert violations(RULE, day, ruleset=agreement("S", "2027-01-05"))
    assert violations(RULE, day, ruleset=agreement("S", "2027-01-01", "2027-01-04"))


def test_ordinary_work_is_no_concern_of_it():
    assert not violations(RULE, [row("2027-01-04 08:00", "2027-01-05 18:00")])


def test_real_hours_count_in_both_nights_of_the_clock_change():
    october = [standby("2026-10-24 08:00", "2026-10-25 08:00")]  # 25 hours
    march = [standby("2027-03-27 08:00", "2027-03-28 09:00")]  # 24 hours
    assert violations(RULE, october, ruleset=AGREED)
    assert not violations(RULE, march, ruleset=AGREED)


CANDIDATES = [
    standby("2027-01-04 08:00", "2027-01-05 08:00"),
    standby("2027-01-05 12:00", "2027-01-05 20:00"),
    standby("2027-01-07 08:00", "2027-01-08 08:30"),
    early("2027-01-08"),
    standby("2027-01-09 08:00", "2027-01-09 20:00"),
    early("2027-01-11"),
]


def test_parity():
    assert_parity(RULE, CANDIDATES, ruleset=AGREED)


def test_parity_where_the_agreement_begins_inside():
    assert_parity(RULE, CANDIDATES, ruleset=agreement("S", "2027-01-05"))
