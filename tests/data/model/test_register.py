"""Who is competent on which day: requirements, evidence and overrides."""

from datetime import date, timedelta

from hypothesis import given

from data.model.person import Competence, CompetenceLevel
from data.model.register import effective_competences
from tests.data.model import day_by_day
from tests.data.model.registers import (
    FUNCTIONS,
    LAST,
    PEOPLE,
    START,
    YEARLY,
    appointed,
    decided,
    refresher,
    register,
    registers,
    shown,
)

TRAINEE = CompetenceLevel.TRAINEE


def competent(*rows, asks=YEARLY):
    """First and last day of each effective competence."""
    return [
        (str(each.start), each.until and str(each.until))
        for each in register(*rows, asks=asks).effective_competences
    ]


@given(registers())
def test_effective_competences_are_those_of_a_walk_day_by_day(given_register):
    found = effective_competences(
        given_register.competences,
        given_register.requirements,
        given_register.evidence,
        given_register.overrides,
    )
    for person in PEOPLE:
        for function in FUNCTIONS:
            for day in day_by_day.days_between(START - timedelta(days=1), LAST):
                expected = day_by_day.level(given_register, person, function, day)
                assert day_by_day.level_by(found, person, function, day) == expected


def test_where_nothing_is_asked_the_competences_speak_alone():
    rows = appointed("2020-01-01", "2026-12-31"), appointed("2026-06-01")
    other = refresher(functions=("im",))
    assert register(*rows, asks=[other]).effective_competences == rows
    assert register(*rows, asks=[]).effective_competences == rows


def test_a_lapse_takes_effect_on_the_day_after_the_last_valid_day():
    assert competent(appointed(), shown("2026-03-15")) == [("2026-03-15", "2027-03-14")]


def test_a_renewal_in_time_makes_one_competence():
    rows = appointed(), shown("2025-03-15"), shown("2026-03-15")
    assert competent(*rows) == [("2025-03-15", "2027-03-14")]
    late = appointed(), shown("2025-03-15"), shown("2026-03-16")
    assert competent(*late) == [("2025-03-15", "2026-03-14"), ("2026-03-16", "2027-03-15")]


def test_who_never_showed_anything_is_not_competent():
    assert competent(appointed()) == []


def test_evidence_without_a_competence_makes_nobody_competent():
    assert competent(shown("2026-03-15")) == []
    assert competent(appointed("2027-01-01"), shown("2026-03-15")) == [("2027-01-01", "2027-03-14")]


def test_a_trainee_needs_no_evidence_and_evidence_does_not_promote_them():
    rows = appointed("2026-01-01", "2026-12-31", TRAINEE), shown("2026-03-15")
    (found,) = register(*rows).effective_competences
    assert found == rows[0]


def test_two_exercises_in_twelve_months_are_two_that_are_valid_at_once():
    asks = [refresher(times=2)]
    rows = appointed(), shown("2026-01-10"), shown("2026-06-01"), shown("2027-02-01")
    assert competent(*rows, asks=asks) == [
        ("2026-06-01", "2027-01-09"),
        ("2027-02-01", "2027-05-31"),
    ]


def test_a_course_may_count_for_its_refresher():
    course = refresher(id_="course", months=None)
    asks = [course, refresher(accepts=("course",))]
    rows = appointed(), shown("2026-01-10", "course")
    assert competent(*rows, asks=asks) == [("2026-01-10", "2027-01-09")]
    assert competent(*rows, asks=[course, refresher()]) == []


def test_evidence_of_another_requirement_or_person_does_not_count():
    assert competent(appointed(), shown("2026-01-10", "course")) == []
    other = Competence("bo", "caco", date(2020, 1, 1))
    assert competent(other, shown("2026-01-10")) == []


def test_the_words_of_a_document_shorten_the_months_and_never_lengthen_them():
    short = shown("2026-01-10", until=date(2026, 6, 30))
    long = shown("2026-01-10", until=date(2030, 6, 30))
    assert competent(appointed(), short) == [("2026-01-10", "2026-06-30")]
    assert competent(appointed(), long) == [("2026-01-10", "2027-01-09")]


def test_a_declaration_may_begin_to_count_later_than_it_was_made():
    later = shown("2026-01-10", start=date(2026, 4, 1))
    assert competent(appointed(), later) == [("2026-04-01", "2027-03-31")]


def test_policy_may_change_and_evidence_counts_by_the_numbers_of_the_day():
    asks = [
        refresher(12, until=date(2026, 12, 31)),
        refresher(36, start=date(2027, 1, 1)),
    ]
    rows = appointed(), shown("2025-06-01")
    assert competent(*rows, asks=asks) == [
        ("2025-06-01", "2026-05-31"),
        ("2027-01-01", "2028-05-31"),
    ]


def test_before_it_is_asked_a_requirement_stops_nobody():
    asks = [refresher(start=date(2027, 1, 1))]
    assert competent(appointed(), asks=asks) == [("2020-01-01", "2026-12-31")]


def test_an_override_stands_in_for_evidence_and_not_for_a_competence():
    rows = appointed(until="2026-06-30"), decided("2026-06-01", "2026-12-31")
    assert competent(*rows) == [("2026-06-01", "2026-06-30")]


def test_an_override_that_follows_a_lapse_at_once_leaves_no_day_out():
    rows = appointed(), shown("2026-03-15"), decided("2027-03-15", "2027-04-30")
    assert competent(*rows) == [("2026-03-15", "2027-04-30")]
