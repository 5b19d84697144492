"""S02: at most 52 on-site stand-bys in 26 weeks; 62 for the fire service."""

from solver.rules.s02_standby_count import StandbyCount
from solver.rules.s03_standby_average import StandbyAverage
from tests.solver.rules.caco import night
from tests.solver.rules.hours import agreement, days, shift
from tests.solver.rules.parity import assert_parity, violations

RULE = StandbyCount()


def standbys(first: str, count: int, every: int, hours: int = 24) -> list:
    return [shift(day, 8, hours, standby=True) for day in days(first, count, every)]


def test_52_pass_and_one_more_does_not():
    assert not violations(RULE, standbys("2027-01-04", 52, 3))
    (found,) = violations(RULE, standbys("2027-01-04", 53, 3))
    assert (found.value, found.limit, found.unit) == (53, 52, "stand-bys")


def test_a_stand_by_at_the_same_clock_time_26_weeks_later_is_the_next_window():
    rows = standbys("2026-10-01", 52, 3, hours=8)  # over the clock change of October
    assert not violations(RULE, [*rows, shift(days("2027-04-01", 1)[0], 8, 8, standby=True)])
    assert violations(RULE, [*rows, shift(days("2027-04-01", 1)[0], 7, 8, standby=True)])


def test_48_of_24_hours_in_26_weeks_pass_here_and_on_average_vector_18():
    rows = standbys("2027-01-04", 48, 3)
    assert rows[-1].end < shift(days("2027-07-05", 1)[0], 0, 1).start
    assert not violations(RULE, rows)
    assert not violations(StandbyAverage(), rows)


def test_the_fire_service_may_have_62_where_that_is_agreed():
    assert not violations(RULE, standbys("2027-01-04", 62, 2), ruleset=agreement("S08"))
    assert violations(RULE, standbys("2027-01-04", 63, 2), ruleset=agreement("S08"))
    assert violations(RULE, standbys("2027-01-04", 62, 2), ruleset=agreement("S08", "2027-02-01"))


def test_ordinary_shifts_do_not_count():
    assert not violations(RULE, [night(str(day)) for day in days("2027-01-04", 60, 2)])


SMALL = StandbyCount(max_standbys=2, fire_service_standbys=3, weeks=1)


def candidates() -> list:
    return [
        *standbys("2027-03-23", 4, 2, hours=20),
        night("2027-03-25"),
        *standbys("2027-03-31", 2, 3),
    ]


def test_parity_over_the_march_clock_change():
    assert_parity(SMALL, candidates(), [shift(days("2027-04-01", 1)[0], 9, 10, standby=True)])


def test_parity_where_an_agreement_begins_inside():
    assert_parity(SMALL, candidates(), ruleset=agreement("S08", "2027-03-24", "2027-04-01"))
