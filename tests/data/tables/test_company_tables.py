"""Who sits beside whom, as planners hand it in."""

from datetime import date

import pytest

from data.files.problem_json import dump_problem, parse_problem
from data.model.company import Pairing, PairingKind, PairingScope
from tests.data.tables.small_region import faults_of, small_problem


def with_pairings(*rows):
    def spoil(tables):
        tables["pairings"] = [dict(row) for row in rows]

    return spoil


APART = {"person": "an", "other": "bo", "kind": "apart", "from": "2027-01-04"}


def test_a_pairing_is_read_with_where_it_holds_and_without_why():
    first, second = small_problem().pairings
    assert first == Pairing(
        "an", "bo", PairingKind.APART, date(2027, 1, 4), date(2027, 1, 31), posts=("caco",)
    )
    assert (second.where, second.weight) == (PairingScope.ANY_POST, 5)
    assert b"Partners" not in dump_problem(small_problem())


@pytest.mark.parametrize(
    ("spoiled", "column", "what"),
    [
        ({"other": "an"}, "other", "this is the same person"),
        ({"other": "nobody"}, "other", "person 'nobody' is unknown"),
        ({"posts": "nowhere"}, "posts", "post 'nowhere' is unknown"),
        ({"weight": "101"}, "weight", "'101' is out of range"),
        ({"until": "2027-01-01"}, "until", "until (2027-01-01) lies before from (2027-01-04)"),
        ({"kind": "beside"}, "kind", None),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_cell(spoiled, column, what):
    (fault,) = faults_of(with_pairings(APART | spoiled))
    assert fault.place.column == column
    assert what is None or fault.what == what


def test_the_same_may_not_be_said_of_two_people_twice_on_one_day():
    turned = APART | {"person": "bo", "other": "an"}
    (fault,) = faults_of(with_pairings(APART, turned))
    assert fault.what == "row 2 says this of the same two people"
    later = turned | {"from": "2027-02-01"}
    assert not faults_of(with_pairings(APART | {"until": "2027-01-31"}, later))


def test_a_saved_problem_comes_back_with_its_pairings_and_an_older_one_without():
    problem = small_problem()
    assert parse_problem(dump_problem(problem)) == problem
    older = small_problem(with_pairings())
    assert b"pairings" not in dump_problem(older)
    assert parse_problem(dump_problem(older)).pairings == ()
