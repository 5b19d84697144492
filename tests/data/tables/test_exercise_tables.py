"""Exercises as planners hand them in, and what follows for competences and time."""

from datetime import UTC, date, datetime

import pytest

from data.model.duty import Duty, DutyKind
from data.model.exercise import WORD
from data.model.person import Competence
from tests.data.tables.small_region import faults_of, small_problem

EXERCISE = {
    "id": "table",
    "name": "Table exercise",
    "kind": "exercise",
    "start": "2026-12-07 09:00",
    "end": "2026-12-07 12:30",
    "regions": "fl",
    "requirement": "caco-exercise",
}
NEXT = EXERCISE | {"id": "next", "start": "2027-01-25 09:00", "end": "2027-01-25 12:30"}
AN = {"exercise": "table", "person": "an"}


def put(exercises, attendance=(), **more):
    def spoil(tables):
        tables["exercises"] = [dict(row) for row in exercises]
        tables["attendance"] = [dict(row) for row in attendance]
        for name, row in more.items():
            tables[name].append(row)

    return spoil


def competences_of_an(exercises, attendance):
    """Of somebody who showed the exercise once; two are asked from 1 October 2026."""

    def spoil(tables):
        tables["evidence"] = [
            row
            for row in tables["evidence"]
            if (row["person"], row["requirement"], row["date"])
            != ("an", "caco-exercise", "2026-09-14")
        ]
        tables["requirements"][1]["accepts"], tables["pins"] = "", []
        put(exercises, attendance)(tables)

    return small_problem(spoil).competences_of("an", "caco")


def test_who_was_present_is_competent_by_it_from_that_day():
    before = competences_of_an([EXERCISE], [])
    after = competences_of_an([EXERCISE], [AN | {"state": "present"}])
    assert before[-1].until == date(2026, 9, 30)
    assert after[-1] == Competence("an", "caco", date(2026, 12, 7), date(2028, 3, 1))


@pytest.mark.parametrize("state", ["invited", "coming", "declined", "absent"])
def test_who_was_not_present_has_shown_nothing(state):
    assert competences_of_an([EXERCISE], [AN | {"state": state}]) == competences_of_an(
        [EXERCISE], []
    )


def test_what_counts_for_no_requirement_and_who_holds_no_such_function_shows_nothing():
    plain = {name: text for name, text in EXERCISE.items() if name != "requirement"}
    assert competences_of_an([plain], [AN | {"state": "present"}]) == competences_of_an([plain], [])
    present = put([EXERCISE | {"requirement": "im-refresher"}], [AN | {"state": "present"}])
    assert faults_of(present) == ()


def test_a_declaration_of_the_same_day_goes_before_what_was_shown_at_an_exercise():
    row = {"person": "an", "requirement": "caco-exercise", "date": "2026-12-07"}
    twice = put([EXERCISE], [AN | {"state": "present"}], evidence=row | {"declared_by": "Els Eik"})
    assert faults_of(twice) == ()


@pytest.mark.parametrize(("state", "busy"), [("invited", 1), ("coming", 1), ("declined", 0)])
def test_an_exercise_is_work_for_who_is_invited_and_did_not_decline(state, busy):
    row = {"exercise": "next", "person": "an", "state": state}
    found = [one for one in small_problem(put([NEXT], [row])).elsewhere if one.post == WORD]
    start, end = datetime(2027, 1, 25, 8, tzinfo=UTC), datetime(2027, 1, 25, 11, 30, tzinfo=UTC)
    assert found == busy * [Duty("an", WORD, DutyKind.ELSEWHERE, start, end, 210)]


def test_what_is_called_off_fills_nobodys_time():
    row = {"exercise": "next", "person": "an", "state": "coming"}
    found = small_problem(put([NEXT | {"called_off": "yes"}], [row])).elsewhere
    assert all(one.post != WORD for one in found)


@pytest.mark.parametrize(
    ("exercise", "attendance", "table", "column"),
    [
        ({"end": "2026-12-07 08:00"}, {}, "exercises", "end"),
        ({"kind": "party"}, {}, "exercises", "kind"),
        ({"regions": "ut"}, {}, "exercises", "regions"),
        ({"functions": "pilot"}, {}, "exercises", "functions"),
        ({"theme": "flood"}, {}, "exercises", "theme"),
        ({"partner": "brewery"}, {}, "exercises", "partner"),
        ({"requirement": "flying"}, {}, "exercises", "requirement"),
        ({"parts": "control_room;kitchen"}, {}, "exercises", "parts"),
        ({"goals_met": "well"}, {}, "exercises", "goals_met"),
        ({}, {"exercise": "other"}, "attendance", "exercise"),
        ({}, {"person": "nobody"}, "attendance", "person"),
        ({}, {"state": "late"}, "attendance", "state"),
        ({"called_off": "yes"}, {"state": "present"}, "attendance", "state"),
        ({"start": "2027-03-01 09:00", "end": "2027-03-01 12:00"}, {}, "attendance", "state"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_cell(exercise, attendance, table, column):
    row = AN | {"state": "present"} | attendance
    found = faults_of(put([EXERCISE | exercise], [row]), today=date(2027, 1, 4))
    assert (table, column) in [(fault.place.sheet, fault.place.column) for fault in found]


def test_who_writes_the_name_of_a_partner_is_told_its_code():
    def with_partner(partner):
        def spoil(tables):
            tables["partners"] = [{"id": "pol", "name": "Politie"}]
            put([EXERCISE | {"partner": partner}])(tables)

        return spoil

    (fault,) = faults_of(with_partner("politie "))
    assert fault.place.column == "partner"
    assert "pol" in fault.remedy
    assert faults_of(with_partner("pol")) == ()


def test_who_is_away_then_is_not_there():
    during = NEXT | {"start": "2027-01-12 09:00", "end": "2027-01-12 12:00"}  # on leave
    row = {"exercise": "next", "person": "an", "state": "invited"}
    assert all(one.post != WORD for one in small_problem(put([during], [row])).elsewhere)


def test_a_declaration_of_an_employer_is_not_shown_at_an_exercise():
    (fault,) = faults_of(put([EXERCISE | {"requirement": "declared"}]))
    assert fault.place.column == "requirement"


def test_somebody_is_named_once_at_an_exercise():
    rows = [AN | {"state": "invited"}, AN | {"state": "coming"}]
    (fault,) = faults_of(put([EXERCISE], rows))
    assert fault.what == "row 2 has this person at the same exercise"
