"""R19: at least 13 Sundays without work in every 52."""

from datetime import date, timedelta

from data.model.person import Person, Provision, ProvisionKind
from solver.rules.r19_free_sundays import FreeSundays
from tests.solver.rules.caco import early, late, night
from tests.solver.rules.hours import agreement, data_from, days, leave
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    on_call,
    person_context,
    person_model,
    row,
    timeline,
    violations,
)

RULE = FreeSundays()
SUNDAYS = days("2026-01-11", 52, every=7)
YEAR = ("2026-01-05 00:00", "2027-01-04 00:00")


def year(worked: int, *more, weekday: int = 6, **about) -> list:
    """What is found when so many of these days of 52 weeks are worked."""
    rows = [early(str(day - timedelta(days=6 - weekday))) for day in SUNDAYS[:worked]]
    rows += more
    return list(RULE.check(timeline(rows, data_from(rows, *YEAR, **about))))


def test_13_free_sundays_pass_and_12_do_not():
    assert not year(39)
    (found,) = year(40)
    assert (found.value, found.limit, found.unit) == (12, 13, "Sundays")
    assert found.start.isoformat() == "2026-01-10T23:00:00+00:00"


def test_fewer_than_52_sundays_of_data_are_not_judged():
    rows = [early(str(day)) for day in SUNDAYS[:51]]
    about = data_from(rows, "2026-01-05 00:00", "2026-12-28 00:00")
    assert not list(RULE.check(timeline(rows, about)))


def test_a_night_that_touches_sunday_makes_it_a_working_one():
    assert year(39, night(str(SUNDAYS[39] - timedelta(days=1))))
    assert year(39, night(str(SUNDAYS[39])))
    assert not year(39, late(str(SUNDAYS[39] - timedelta(days=1))))


def test_sunday_ends_at_midnight_in_both_nights_of_the_clock_change():
    free = [day for day in SUNDAYS if day not in (date(2026, 10, 25), date(2026, 3, 29))]
    rows = [early(str(day)) for day in free[:39]]
    about = data_from(rows, *YEAR)
    october = row("2026-10-25 23:59", "2026-10-26 06:00")
    march = row("2026-03-30 00:00", "2026-03-30 06:00")
    before = row("2026-03-28 16:00", "2026-03-29 00:00")
    assert list(RULE.check(timeline([*rows, october], about)))
    assert not list(RULE.check(timeline([*rows, march, before], about)))


def test_on_call_is_no_work_and_a_sunday_of_leave_is_free():
    quiet = [on_call(f"{SUNDAYS[39]} 00:00", f"{SUNDAYS[45]} 12:00")]
    away = leave(f"{SUNDAYS[46]} 00:00", f"{SUNDAYS[50]} 00:00", 100)
    assert not year(39, *quiet, away)


def test_an_agreement_waives_it():
    assert not year(45, ruleset=agreement("R19"))
    assert year(45, ruleset=agreement("R19", "2026-06-01"))


def keeps(weekday: int, *, consent: bool = False) -> Person:
    provision = Provision(
        ProvisionKind.HOLY_DAY, date(2020, 1, 1), weekday=weekday, consent=consent
    )
    return Person("p", "Person", provisions=(provision,))


def test_another_holy_day_takes_the_place_of_sunday():
    assert not year(52, person=keeps(5))
    assert year(40, weekday=5, person=keeps(5))
    assert not year(40, weekday=5)
    assert year(40, person=keeps(5, consent=True))


SMALL = FreeSundays(min_free=1, sundays=3)


def test_parity():
    candidates = [
        early("2027-01-10"),
        night("2027-01-16"),
        night("2027-01-17"),
        late("2027-01-23"),
        late("2027-01-24"),
        night("2027-01-31"),
        early("2027-02-07"),
    ]
    assert_parity(SMALL, candidates)
    assert_parity(
        SMALL, candidates, [early("2027-01-24"), on_call("2027-01-09 20:00", "2027-01-10 07:00")]
    )


def test_parity_with_another_holy_day():
    candidates = [early(f"2027-01-{d:02d}") for d in (8, 9, 10, 15, 16, 22, 29)]
    assert_parity(SMALL, candidates, person=keeps(4))


def test_what_the_certain_work_breaks_is_left_alone():
    fixed = [early("2027-01-10"), early("2027-01-17"), early("2027-01-24")]
    assert len(violations(SMALL, fixed)) == 1
    more = [late("2027-01-12")]
    person = person_model([SMALL], fixed, more, person_context([*fixed, *more]))
    assert is_feasible(person, frozenset({0}), 1)
