"""NIGHT: no night shifts for whoever is exempt from them."""

from datetime import date

import pytest

from data.model.person import Person, Provision, ProvisionKind
from solver.rules.night_exemption import NightExemption
from tests.solver.rules.caco import late, night
from tests.solver.rules.parity import assert_parity, row, violations

RULE = NightExemption()


def person(kind: ProvisionKind, *, consent: bool = False) -> Person:
    provision = Provision(kind, date(2027, 1, 5), date(2027, 1, 8), consent=consent)
    return Person("p", "Person", provisions=(provision,))


EXEMPT = person(ProvisionKind.NIGHT_EXEMPTION)


@pytest.mark.parametrize("kind", [ProvisionKind.NIGHT_EXEMPTION, ProvisionKind.PREGNANCY])
def test_a_night_without_consent_is_a_violation_vector_20(kind):
    (found,) = violations(RULE, [night("2027-01-05")], person=person(kind))
    assert (found.rule, found.value, found.limit) == ("NIGHT", 1, 0)
    assert not violations(RULE, [night("2027-01-05")], person=person(kind, consent=True))


def test_other_shifts_and_other_provisions_are_free_of_it():
    assert not violations(RULE, [late("2027-01-05")], person=EXEMPT)
    assert not violations(RULE, [night("2027-01-05")], person=person(ProvisionKind.HOLY_DAY))


def test_sixty_minutes_after_midnight_make_no_night_shift_vectors_1_and_2():
    assert not violations(RULE, [row("2027-01-05 18:00", "2027-01-06 01:00")], person=EXEMPT)
    assert violations(RULE, [row("2027-01-05 18:00", "2027-01-06 01:01")], person=EXEMPT)


def test_a_night_that_touches_the_exemption_is_in_it():
    assert violations(RULE, [night("2027-01-04")], person=EXEMPT)
    assert violations(RULE, [night("2027-01-08")], person=EXEMPT)
    assert not violations(RULE, [night("2027-01-03")], person=EXEMPT)
    assert not violations(RULE, [night("2027-01-09")], person=EXEMPT)


def test_parity():
    free = [night("2027-01-03"), night("2027-01-04"), late("2027-01-05"), night("2027-01-08")]
    free += [
        row("2027-01-07 00:00", "2027-01-07 00:40"),
        row("2027-01-07 00:40", "2027-01-07 01:30"),
    ]
    assert_parity(RULE, free, person=EXEMPT)


def test_parity_where_two_rows_make_a_night():
    free = [late("2027-01-06"), row("2027-01-06 23:00", "2027-01-07 01:01"), night("2027-01-08")]
    assert_parity(RULE, free, fixed=[night("2027-01-09")], person=EXEMPT)
