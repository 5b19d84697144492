"""Errors say what is wrong, where, and what to do."""

import pickle

import pytest

from data.model.errors import BrokenResult, CacoError, Fault, InputError, Place


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(), ""),
        (Place("region.xlsx", "people", 3, "id"), "region.xlsx, sheet people, row 3, column id"),
        (Place("people.csv", row=0), "people.csv, row 0"),
    ],
)
def test_a_place_names_what_is_known(place, text):
    assert str(place) == text


def test_a_fault_says_where_what_and_how_to_mend_it():
    assert str(Fault("no name", "Fill it in")) == "no name. Fill it in"
    fault = Fault("no name", "Fill it in", Place("people.csv", row=2))
    assert str(fault) == "people.csv, row 2: no name. Fill it in"


def test_an_input_error_holds_every_fault():
    error = InputError([Fault("one", "Mend it"), Fault("two", "Mend it too")])
    assert [fault.what for fault in error.faults] == ["one", "two"]
    assert str(error) == "one. Mend it\ntwo. Mend it too"


def test_a_broken_result_tells_the_first_findings_and_where_the_problem_is():
    error = BrokenResult(["a", "b", "c", "d"], "out/problem.json")
    assert "saved to out/problem.json" in str(error)
    assert "a; b; c" in str(error)
    assert "d" not in str(error).split("findings")[1].replace("findings", "")
    assert "saved" not in str(BrokenResult(["a"]))


@pytest.mark.parametrize("error", [InputError([Fault("a", "b")]), BrokenResult(["a"], "x")])
def test_an_error_travels_between_processes(error):
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy)) == (type(error), str(error))
    assert isinstance(copy, CacoError)
