"""A problem as JSON: exact, canonical, and guarded on the way in."""

import hashlib
import json
import pickle
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.files.problem_json import _parsed, dump_problem, load_problem, problem_hash
from data.files.read_input import read_input
from data.model.problem import RosterProblem
from tests.data.tables.small_region import faults_in, small_problem

MOMENTS = st.datetimes(timezones=st.just(UTC))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@pytest.fixture
def saved(tmp_path) -> Path:
    path = tmp_path / "problem.json"
    path.write_bytes(dump_problem(small_problem()))
    return path


def test_the_small_region_comes_back_exactly(saved):
    problem = read_input(saved, None, None)
    assert problem == small_problem()
    assert dump_problem(problem) == saved.read_bytes()
    assert pickle.loads(pickle.dumps(problem)) == problem


st.register_type_strategy(datetime, MOMENTS)
st.register_type_strategy(float, NUMBERS)
ANY_PROBLEM = st.from_type(RosterProblem)


@given(ANY_PROBLEM)
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_any_problem_comes_back_exactly(problem):
    content = dump_problem(problem)
    again = _parsed(json.loads(content)["problem"], Path("x"))
    assert again == problem
    assert dump_problem(again) == content


def test_the_hash_is_that_of_the_file(saved):
    assert problem_hash(small_problem()) == hashlib.sha256(saved.read_bytes()).hexdigest()


def test_another_problem_has_another_hash():
    assert problem_hash(small_problem(weeks=12)) != problem_hash(small_problem())


def test_a_number_that_json_cannot_say_is_not_written():
    def spoil(tables):
        tables["carry_over"].clear()

    problem = small_problem(spoil)
    object.__setattr__(problem, "carry_over", small_problem().carry_over)
    object.__setattr__(problem.carry_over[0], "amount", float("nan"))
    with pytest.raises(ValueError, match="JSON"):
        dump_problem(problem)


def edited(path: Path, change) -> Path:
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content["problem"])
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda p: p.update(start="2027-01-04T06:00:00"), "UTC"),
        (lambda p: p.update(start="2027-01-04T06:30:00Z"), "midnight"),
        (lambda p: p.update(time_zone="Mars/Base"), "Europe/Amsterdam"),
        (lambda p: p["people"][0].update(id="bo"), "'bo' stands there twice"),
        (lambda p: p["posts"][0].update(function="x"), "function 'x' is unknown"),
        (lambda p: p["posts"][0].update(required="1"), "posts.0.required"),
        (lambda p: p["posts"][0].update(kind="seat"), "posts.0.kind"),
        (lambda p: p["posts"][0].pop("name"), "posts.0.name"),
        (lambda p: p["posts"][0].update(colour="red"), "'problem.posts[0].colour' is unknown"),
        (lambda p: p.update(colour="red"), "'problem.colour' is unknown"),
        (lambda p: p["shifts"][0].update(end=p["shifts"][0]["start"]), "before it starts"),
        (lambda p: p["assignments"][0].update(person="di"), "may only shadow"),
        (lambda p: p["competences"].pop(0), "without the competence"),
        (lambda p: p.update(people=7), "people"),
    ],
)
def test_an_edited_problem_is_judged(saved, change, word):
    faults = faults_in(lambda: load_problem(edited(saved, change)))
    assert any(word in f"{fault.what} {fault.remedy}" for fault in faults), faults
    assert {fault.place.file for fault in faults} == {str(saved)}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"{}",
        b'{"format": "caco-problem", "version": 99, "problem": {}}',
        b'{"format": "caco-problem", "version": 1}',
        b'{"format": "caco-problem", "version": 1, "problem": {}}',
        b'{"format": "caco-problem", "version": 1, "problem": {"start": NaN}}',
        b"[" * 100_000,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_saved_problem_is_refused(tmp_path, content):
    path = tmp_path / "problem.json"
    path.write_bytes(content)
    faults = faults_in(lambda: load_problem(path))
    assert faults
    assert all(fault.place.file == str(path) for fault in faults)


def test_a_missing_file_is_refused(tmp_path):
    (fault,) = faults_in(lambda: load_problem(tmp_path / "problem.json"))
    assert "does not exist" in fault.what


def test_tables_need_a_period(tmp_path):
    from tests.data.tables.small_region import SOUND

    (fault,) = faults_in(lambda: read_input(SOUND, None, None))
    assert "period" in fault.what
