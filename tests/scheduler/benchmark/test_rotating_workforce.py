"""Files of the rotating workforce benchmark, on instances of our own."""

import json

import pytest
from typer.testing import CliRunner

from data.model.errors import InputError
from scheduler.benchmark.rotating_workforce import read_cyclic_problem, write_cycle
from scheduler.cli.app import app
from solver.base_roster.cyclic_problem import OFF, RunLength

FIVE_TEAMS = """% five teams
week_length = 7;
nb_workers = 10;
min_daysoff = 4;
max_daysoff = 4;
min_work = 6;
max_work = 6;
nb_shifts = 3;
temp_req = [| 2, 2, 2, 2, 2, 2, 2
            | 2, 2, 2, 2, 2, 2, 2
            | 2, 2, 2, 2, 2, 2, 2 |];
shift_name = ["D", "A", "N"];
shift_start = [360, 840, 1320];
shift_block_min = [2, 2, 2];
shift_block_max = [2, 2, 2];
nb_forbidden = 4;
forbidden_before = [3, 3, 2, 3];
forbidden_after = [1, 2, 1, 3];
forbidden_daysoff = [false, false, false, true];
"""


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "Example7.dzn"
    file.write_text(FIVE_TEAMS)
    return file


def test_an_instance_is_read_as_it_stands(path):
    problem = read_cyclic_problem(path)
    assert (problem.weeks, problem.shifts) == (10, ("D", "A", "N"))
    assert problem.required == ((2,) * 7,) * 3
    assert (problem.work, problem.days_off) == (RunLength(6, 6), RunLength(4, 4))
    assert problem.same_shift == (RunLength(2, 2),) * 3
    assert problem.barred == {(2, 0), (2, 1), (1, 0)}
    assert problem.barred_after_day_off == {(2, 2)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nb_workers = 10;", ""),  # left out
        ("nb_workers = 10;", "nb_workers = ten;"),  # a word for a number
        ("min_work = 6;", "min_work = 0;"),  # too low
        ("[2, 2, 2]", "[2, 2]"),  # a value too few
        ("forbidden_after = [1", "forbidden_after = [9"),  # no such shift
        ("| 2, 2, 2, 2, 2, 2, 2 |]", "| 2, 2, 2, 2, 2, 2 |]"),  # a day too few
    ],
)
def test_a_bad_value_is_told_once_with_its_file_and_name(path, old, new):
    path.write_text(FIVE_TEAMS.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        read_cyclic_problem(path)
    (fault,) = caught.value.faults
    assert fault.place.file
    assert fault.place.column in FIVE_TEAMS


def test_a_cycle_is_written_with_a_line_a_week(path):
    problem = read_cyclic_problem(path)
    days = (0, 0, 1, 1, 2, 2, OFF) * 10
    lines = write_cycle(problem, days).splitlines()
    assert len(lines) == 10
    assert lines[0] == "D D A A N N -"


def test_a_folder_is_answered_with_cycles_and_with_proofs(path, tmp_path):
    (tmp_path / "Example8.dzn").write_text(FIVE_TEAMS.replace("2, 2, 2\n", "2, 2, 9\n", 1))
    out = tmp_path / "out"
    command = ["bench", str(tmp_path), "--time-limit", "20", "--out", str(out), "--json"]
    said = CliRunner().invoke(app, command)
    rows = {row["instance"]: row for row in json.loads(said.stdout)}
    assert rows["Example7"]["objective"] == 0
    assert rows["Example8"]["is_impossible"]
    words = "".join((out / "Example7.sol").read_text().split())
    assert "DDAANN----" in words + words
    assert [one.name for one in out.iterdir()] == ["Example7.sol"]
    shown = CliRunner().invoke(app, ["bench", str(tmp_path), "--time-limit", "20"])
    assert "none exists" in shown.output
