"""The public benchmark's files, on an instance of our own."""

import pytest
from typer.testing import CliRunner

from data.model.duty import Assignment
from data.model.errors import InputError
from scheduler.benchmark.curtois_qu import read_instance, write_grid
from scheduler.benchmark.instances import run_instances
from scheduler.cli.app import app
from solver.options import SolveOptions
from solver.search.weighted import solve_weighted

TINY = """SECTION_HORIZON
7

SECTION_SHIFTS
D,480,
N,480,D

SECTION_STAFF
A,D=7|N=7,2400,960,5,1,1,1
B,D=7|N=0,2400,960,5,1,1,1

SECTION_DAYS_OFF
A,0

SECTION_SHIFT_ON_REQUESTS
B,2,D,3

SECTION_SHIFT_OFF_REQUESTS
A,1,N,2

SECTION_COVER
0,D,1,100,1
1,N,1,100,1
2,D,1,100,1
"""


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "Instance1.txt"
    file.write_text(TINY)
    return file


def test_an_instance_becomes_a_problem_like_any_other(path):
    problem = read_instance(path)
    assert len(problem.people) == 2
    assert problem.ruleset.families == ("general",)
    assert {(w.kind.value, w.weight) for w in problem.wishes} == {("want", 3), ("avoid", 2)}


def test_its_optimum_is_found_and_proven(path):
    problem = read_instance(path)
    answer = solve_weighted(problem, SolveOptions(seconds=10, workers=2))
    # A works the night of day 1 against a wish: nobody else may work nights
    assert answer.objective == answer.bound == 2


def test_a_grid_has_a_row_a_person_and_a_cell_a_day(path):
    problem = read_instance(path)
    shift = next(s for s in problem.shifts if s.name == "D")
    lines = write_grid(problem, [Assignment("A", shift.id)]).rstrip("\n").split("\n")
    assert len(lines) == 2
    assert lines[0].split("\t")[0] == "D"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SECTION_HORIZON\n7", "SECTION_HORIZON\nseven"),  # a word for a number
        ("A,0", "Z,0"),  # nobody of that name
        ("B,2,D,3", "B,99,D,3"),  # a day beyond the horizon
    ],
)
def test_a_bad_line_is_told_with_its_file(path, old, new):
    path.write_text(TINY.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        read_instance(path)
    assert all(fault.place.file for fault in caught.value.faults)


def test_nought_may_be_written_with_a_sign_and_less_than_nought_not(path):
    path.write_text(TINY.replace("A,D=7|N=7,2400,960,5,1,1,1", "A,D=7|N=7,2400,-0,5,1,1,1"))
    assert read_instance(path).people[0].limits.min_minutes == 0
    path.write_text(TINY.replace("A,D=7|N=7,2400,960,5,1,1,1", "A,D=7|N=7,2400,-1,5,1,1,1"))
    with pytest.raises(InputError, match="from 0 to"):
        read_instance(path)


def test_a_file_that_cannot_be_read_does_not_stop_the_folder_and_each_is_told_when_done(path):
    (path.parent / "Instance0.txt").write_text(TINY.replace("A,0", "Z,0", 1))
    (path.parent / "Instance2.txt").write_text(TINY)
    rows = run_instances(path.parent, SolveOptions(seconds=5, workers=1), None)
    bad = next(rows)
    assert (bad.instance, bad.objective, len(bad.faults)) == ("Instance0", None, 1)
    assert [(row.instance, row.objective) for row in rows] == [("Instance1", 2), ("Instance2", 2)]
    said = CliRunner().invoke(app, ["bench", str(path.parent), "--time-limit", "5"])
    assert isinstance(said.exception, InputError)
    assert [line.split()[:2] for line in said.output.splitlines()[1:]] == [
        ["Instance0", "cannot"],
        ["Instance1", "2"],
        ["Instance2", "2"],
    ]
