"""R4_5: at most 10 hours of work in a shift during pregnancy."""

from datetime import date

from data.model.person import Person, Provision, ProvisionKind
from solver.rules.r4_5_pregnancy import PregnancyShiftLength
from tests.solver.rules.parity import assert_parity, row, violations

RULE = PregnancyShiftLength()
PREGNANT = Person(
    "p",
    "Person",
    provisions=(Provision(ProvisionKind.PREGNANCY, date(2027, 1, 5), date(2027, 1, 8)),),
)


def test_ten_hours_pass_and_a_minute_more_does_not():
    assert not violations(RULE, [row("2027-01-05 07:00", "2027-01-05 17:00")], person=PREGNANT)
    (found,) = violations(RULE, [row("2027-01-05 07:00", "2027-01-05 17:01")], person=PREGNANT)
    assert (found.value, found.limit) == (601, 600)


def test_before_and_after_and_for_others_it_does_not_hold():
    for day in ("2027-01-04", "2027-01-09"):
        assert not violations(RULE, [row(f"{day} 07:00", f"{day} 19:00")], person=PREGNANT)
    assert not violations(RULE, [row("2027-01-05 07:00", "2027-01-05 19:00")])


def test_a_shift_that_touches_the_pregnancy_is_in_it():
    for rows in (
        [row("2027-01-04 14:00", "2027-01-05 00:30")],
        [row("2027-01-08 14:00", "2027-01-09 00:30")],
    ):
        assert violations(RULE, rows, person=PREGNANT)


def test_she_may_agree_to_more():
    agreed = Provision(ProvisionKind.PREGNANCY, date(2027, 1, 5), date(2027, 1, 8), consent=True)
    person = Person("p", "Person", provisions=(agreed,))
    assert not violations(RULE, [row("2027-01-05 07:00", "2027-01-05 19:00")], person=person)


def test_parity():
    free = [
        row("2027-01-04 07:00", "2027-01-04 18:00"),
        row("2027-01-06 07:00", "2027-01-06 15:00"),
        row("2027-01-06 16:00", "2027-01-06 18:01"),
        row("2027-01-08 07:00", "2027-01-08 17:00"),
    ]
    assert_parity(RULE, free, person=PREGNANT)


def test_parity_over_midnight():
    free = [
        row("2027-01-04 14:00", "2027-01-04 23:00"),
        row("2027-01-04 23:00", "2027-01-05 00:30"),
        row("2027-01-08 15:00", "2027-01-09 01:01"),
    ]
    assert_parity(RULE, free, person=PREGNANT)
