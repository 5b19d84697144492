"""Files that a planner could really hand in, each named for the one thing that is wrong with it.

Each folder under ``data/defects`` replaces a file of the sound folder, or is a workbook alone.
"""

import shutil
from pathlib import Path

import pytest

from tests.data.tables.small_region import DATA, faults_in, folder_with, read

DEFECTS = DATA / "defects"

EXPECTED = {
    "column_missing": ("contracts.csv", 1, "hours_per_week", "Add it"),
    "column_misspelt": ("absences.csv", 1, "start", "Add it"),
    "name_twice": ("people.csv", 3, "name", "Make the names differ"),
    "code_twice": ("people.csv", 3, "id", "of their own"),
    "wrong_century": ("contracts.csv", 5, "from", "Correct the year"),
    "year_in_two_digits": ("contracts.csv", 3, "from", "four digits"),
    "end_before_start": ("absences.csv", 2, "end", "Correct one of the two"),
    "person_in_no_pool": ("people.csv", 4, "id", "Add a row to competences"),
    "unknown_function": ("posts.csv", 3, "function", "'caco', 'im'"),
    "hour_that_comes_twice": ("history.csv", 4, "start", "2026-10-25 02:30+01:00"),
    "hour_that_is_skipped": ("absences.csv", 3, "start", "offset from UTC"),
    "overlapping_contracts": ("contracts.csv", 3, "from", "until of row 2"),
    "hours_out_of_range": ("contracts.csv", 4, "hours_per_week", "Use 0 up to 60"),
    "negative_weight": ("wishes.csv", 2, "weight", "Use 1 up to 100"),
    "trainee_marked_as_expert": ("competences.csv", 5, "level", "trainee"),
    "comma_inside_a_name": ("people.csv", 5, "regions", "'fl', 'gv'"),
    "no_workbook": ("region.xlsx", None, None, "save it as"),
    "old_workbook": ("region.xlsx", None, None, "without a password"),
}


@pytest.mark.parametrize("defect", sorted(EXPECTED))
def test_a_defect_is_told_with_file_row_column_and_remedy(tmp_path, defect):
    file, row, column, remedy = EXPECTED[defect]
    faults = faults_in(lambda: read(with_defect(tmp_path, defect)))
    told = [f for f in faults if (f.place.row, f.place.column) == (row, column)]
    assert told, faults
    assert Path(told[0].place.file).name == file
    assert remedy in told[0].remedy


def with_defect(tmp_path: Path, defect: str) -> Path:
    """The sound folder with the files of the defect, or the workbook of the defect."""
    workbook = DEFECTS / defect / "region.xlsx"
    if workbook.exists():
        return workbook
    return Path(shutil.copytree(DEFECTS / defect, folder_with(tmp_path), dirs_exist_ok=True))


def test_every_defect_on_file_is_expected():
    assert {path.name for path in DEFECTS.iterdir()} == set(EXPECTED)
