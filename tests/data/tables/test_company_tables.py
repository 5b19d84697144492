"""Who sits beside whom, as planners hand it in."""

from datetime import date

import pytest

from data.files.problem_json import dump_problem, parse_problem
from data.model.company import (
    Pairing,
    PairingKind,
    PairingScope,
    SkillMix,
    Substitution,
    Traineeship,
)
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


TABLES = ("pairings", "traineeships", "substitutions", "skill_mixes")


def with_row(table, row):
    def spoil(tables):
        tables[table] = [dict(row)]

    return spoil


def test_traineeships_substitutions_and_skill_mixes_are_read():
    problem, day = small_problem(), date(2027, 1, 4)
    assert problem.traineeships[0] == Traineeship("di", "caco", 6, day, None, "an")
    assert problem.substitutions[0] == Substitution(
        "im", "caco", 20, "Regionaal crisisplan", "Hoofd", day, date(2027, 2, 28)
    )
    assert problem.skill_mixes[0] == SkillMix("both", "im", 1, ("caco", "im-fl"), day)


TRAINEE = {"person": "di", "function": "caco", "shifts": "3", "from": "2027-01-04"}
INSTEAD = {
    "function": "caco",
    "substitute": "im",
    "price": "5",
    "authority": "Besluit",
    "decided_by": "Hoofd",
    "from": "2027-01-04",
}
MIX = {"id": "m", "function": "im", "required": "1", "posts": "caco", "from": "2027-01-04"}


@pytest.mark.parametrize(
    ("table", "row", "column", "what"),
    [
        ("traineeships", TRAINEE | {"mentor": "di"}, "mentor", "this is the trainee"),
        ("traineeships", TRAINEE | {"shifts": "0"}, "shifts", "'0' is out of range"),
        ("substitutions", INSTEAD | {"substitute": "caco"}, "substitute", None),
        ("substitutions", INSTEAD | {"price": "0"}, "price", "'0' is out of range"),
        ("substitutions", INSTEAD | {"authority": ""}, "authority", "authority is empty"),
        ("skill_mixes", MIX | {"posts": "nowhere"}, "posts", "post 'nowhere' is unknown"),
        ("skill_mixes", MIX | {"required": "0"}, "required", "'0' is out of range"),
    ],
)
def test_what_makes_no_sense_in_these_is_refused_at_its_cell_too(table, row, column, what):
    (fault,) = faults_of(with_row(table, row))
    assert fault.place.column == column
    assert what is None or fault.what == what


def test_an_older_problem_has_none_of_them():
    def without(tables):
        for table in TABLES:
            tables.pop(table)

    dumped = dump_problem(small_problem(without))
    assert not any(f'"{table}"'.encode() in dumped for table in TABLES)
    assert not parse_problem(dumped).substitutions
