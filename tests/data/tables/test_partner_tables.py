"""Partners and reviews as planners hand them in."""

from datetime import date

import pytest

from data.model.partner import (
    Organisation,
    PartnerKind,
    employers_without_partner,
    partner_of,
)
from data.model.review import Review, ReviewSubject, reviews_due
from tests.data.tables.small_region import faults_of, small_problem

PARTNER = {"id": "politie", "name": "Politie", "mail": "inzet@politie.example"}
REVIEW = {"subject": "pattern", "code": "week-fri", "due": "2026-12-01"}


def put(table, *rows):
    def spoil(tables):
        tables[table] = [dict(row) for row in rows]
        for exercise in tables["exercises"]:
            exercise.pop("partner", None)  # one of those that were replaced

    return spoil


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"mail": "nowhere"}, "mail"),
        ({"kind": "friend"}, "kind"),
        ({"discipline": "army"}, "discipline"),
        ({"regions": "fl;xx"}, "regions"),
    ],
)
def test_what_makes_no_sense_of_a_partner_is_refused_at_its_cell(row, column):
    (fault,) = faults_of(put("partners", PARTNER | row))
    assert fault.place.column == column


def test_two_partners_have_two_names():
    (fault,) = faults_of(put("partners", PARTNER, PARTNER | {"id": "police", "name": "politie"}))
    assert (fault.place.row, fault.place.column) == (3, "name")


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ({"done_on": "2026-10-01", "reviewer": "Els"}, ["outcome"]),
        ({"done_on": "2026-10-01", "outcome": "It stays"}, ["reviewer"]),
        ({"done_on": "2027-01-05", "reviewer": "Els", "outcome": "It stays"}, ["done_on"]),
        ({"subject": "weather"}, ["subject"]),
    ],
)
def test_a_review_that_was_done_says_by_whom_and_what_came_of_it(row, columns):
    found = faults_of(put("reviews", REVIEW | row), today=date(2027, 1, 4))
    assert [fault.place.column for fault in found] == columns


def test_an_employer_is_a_partner_by_name_or_by_id_in_any_case():
    police = Organisation("pol", "Politie Midden")
    assert partner_of("POL", [police]) == partner_of("politie  midden", [police]) == police
    assert partner_of("Politie", [police]) is None
    assert partner_of("", [police]) is None


def test_employers_that_are_no_partner_are_counted():
    people = small_problem(lambda _tables: None).people
    known = [Organisation("vr", "VR Flevoland", PartnerKind.EMPLOYER)]
    assert employers_without_partner(people, known) == {"Politie": 1, "VR Gooi": 1}


def test_reviews_are_due_from_a_month_before_until_they_are_done():
    soon = Review(ReviewSubject.RULE, "R04", date(2027, 2, 4))
    late = Review(ReviewSubject.PATTERN, "3x8", date(2026, 12, 1))
    far = Review(ReviewSubject.RULE, "R05", date(2027, 2, 5))
    done = Review(ReviewSubject.RULE, "R06", date(2026, 12, 1), "Els", date(2026, 11, 1), "Stays")
    today = date(2027, 1, 4)
    assert reviews_due([soon, late, far, done], today) == (late, soon)
    assert [one.is_overdue(today) for one in (soon, late, done)] == [False, True, False]
