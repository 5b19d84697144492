"""The matrix: which rows, in which order."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.competence_status import CompetenceState, CompetenceStatus, Lapse, Shortfall
from data.model.person import Person
from scheduler.competence.register import Overview, Upcoming
from web.people.matrix_views import MatrixFilter, Sort, by_month, duties_in, matrix_of

ON = date(2027, 1, 8)


def standing(person, function, state=CompetenceState.QUALIFIED, left=None):
    until = None if left is None else ON + timedelta(days=left)
    return CompetenceStatus(person, function, ON, state, until=until)


def known(*standings, people=("ann", "bob", "cas")):
    found = {
        code: Person(code, code.capitalize(), "GGD" if code == "bob" else "Politie", ("R1",))
        for code in people
    }
    functions = {"CACO": "CaCo", "IM": "Informatiemanager", "UNUSED": "Nobody"}
    return Overview(ON, found, functions, {"R1": "Regio"}, {}, {}, standings, ())


STANDINGS = (
    standing("ann", "CACO", left=300),
    standing("bob", "CACO", CompetenceState.LAPSED),
    standing("cas", "CACO", CompetenceState.ENDING, 20),
    standing("ann", "IM", CompetenceState.OVERRIDDEN, 5),
)


def names(matrix):
    return [row.person.id for row in matrix.rows]


def test_columns_are_the_functions_that_somebody_has():
    assert matrix_of(known(*STANDINGS), MatrixFilter()).functions == ("CACO", "IM")


def test_whoever_lapses_first_stands_first():
    assert names(matrix_of(known(*STANDINGS), MatrixFilter())) == ["ann", "cas", "bob"]


def test_by_name_they_stand_by_name():
    assert names(matrix_of(known(*STANDINGS), MatrixFilter(sort=Sort.NAME))) == [
        "ann",
        "bob",
        "cas",
    ]


def test_with_one_function_only_its_holders_and_its_state_count():
    found = matrix_of(known(*STANDINGS), MatrixFilter(function="CACO"))
    assert found.functions == ("CACO",)
    assert names(found) == ["cas", "bob", "ann"]
    assert names(matrix_of(known(*STANDINGS), MatrixFilter(function="IM"))) == ["ann"]


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        (MatrixFilter(name=" "), ["ann", "cas", "bob"]),
        (MatrixFilter(name="AN"), ["ann"]),
        (MatrixFilter(employer="GGD"), ["bob"]),
        (MatrixFilter(region="R2"), []),
        (MatrixFilter(state="lapsed"), ["bob"]),
        (MatrixFilter(state="overridden", function="CACO"), []),  # ann is, for another function
    ],
)
def test_filters_leave_out_who_does_not_fit(wanted, left):
    given_name = MatrixFilter.of({"name": wanted.name}).name  # as an address gives it
    asked = MatrixFilter(wanted.region, wanted.function, wanted.employer, wanted.state, given_name)
    found = matrix_of(known(*STANDINGS), asked)
    assert (names(found), found.everybody) == (left, 3)


def test_whoever_has_no_function_is_there_too_and_last():
    assert names(matrix_of(known(*STANDINGS, people=("zoe", "ann")), MatrixFilter())) == [
        "ann",
        "zoe",
    ]


@given(st.dictionaries(st.sampled_from(MatrixFilter.__slots__), st.text(max_size=120)))
def test_no_address_is_too_odd(given_texts):
    found = matrix_of(known(*STANDINGS), MatrixFilter.of(given_texts))
    assert set(names(found)) <= {"ann", "bob", "cas"}


def test_lapses_go_by_the_month_of_the_first_day_without_competence():
    def lapse(day, duties=()):
        return Upcoming(Lapse("ann", "CACO", day, None, Shortfall()), duties)

    found = by_month([lapse(date(2027, 1, 30)), lapse(date(2027, 1, 31), ("a", "b"))])
    assert [(month.first, len(month.lapses)) for month in found] == [
        (date(2027, 1, 1), 1),
        (date(2027, 2, 1), 1),
    ]
    assert duties_in(one for month in found for one in month.lapses) == 2
