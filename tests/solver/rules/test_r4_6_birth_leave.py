"""R4_6: no work around a birth."""

from datetime import date

from data.model.person import Person, Provision, ProvisionKind
from solver.rules.r4_6_birth_leave import BirthLeave
from tests.solver.rules.caco import early, late, night
from tests.solver.rules.parity import assert_parity, on_call, violations

RULE = BirthLeave()


def mother(*, consent: bool = False) -> Person:
    leave = Provision(
        ProvisionKind.BIRTH_LEAVE, date(2027, 1, 5), date(2027, 1, 8), consent=consent
    )
    return Person("p", "Person", provisions=(leave,))


def test_any_work_and_any_on_call_is_a_violation_whoever_agreed():
    for rows in ([early("2027-01-05")], [on_call("2027-01-04 17:00", "2027-01-05 08:00")]):
        assert violations(RULE, rows, person=mother())
        assert violations(RULE, rows, person=mother(consent=True))


def test_the_days_before_and_after_are_free_of_it():
    assert not violations(RULE, [late("2027-01-04"), early("2027-01-09")], person=mother())
    assert violations(RULE, [night("2027-01-04")], person=mother())
    assert violations(RULE, [night("2027-01-08")], person=mother())
    assert not violations(RULE, [early("2027-01-05")])


def test_parity():
    free = [late("2027-01-04"), night("2027-01-04"), early("2027-01-06"), early("2027-01-09")]
    free += [on_call("2027-01-07 17:00", "2027-01-08 08:00")]
    assert_parity(RULE, free, person=mother())


def test_parity_beside_work_that_is_certain():
    free = [night("2027-01-08"), on_call("2027-01-04 00:00", "2027-01-05 00:00")]
    assert_parity(RULE, free, fixed=[early("2027-01-04")], person=mother())
