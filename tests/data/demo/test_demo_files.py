"""The files of the demonstration region are those that the code writes, and they can be read."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import openpyxl
import pytest

import data.demo
from data.demo.region import WORKBOOK, demo_tables
from data.demo.scene import PERIOD_START, instant
from data.files.read_input import read_input
from scheduler.records.files import gather
from tests.support.demo_region.region import made_tables, write_own_files

FILES = Path(data.demo.__file__).parent / "files"
AGAIN = 'python -c "from tests.support.demo_region.region import write_own_files as w; w()"'


def test_the_csv_files_are_up_to_date(tmp_path):
    write_own_files(tmp_path)
    fresh = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    kept = {path.name: path.read_bytes() for path in FILES.glob("*.csv")}
    assert fresh == kept, f"write them anew: {AGAIN}"


def test_the_workbook_holds_the_same_as_the_tables():
    book = openpyxl.load_workbook(FILES / WORKBOOK, read_only=True)
    tables = made_tables()
    assert demo_tables() == tables
    assert set(book.sheetnames) == set(tables), f"write it anew: {AGAIN}"
    for name, rows in tables.items():
        heading, *lines = book[name].iter_rows(values_only=True)
        read = [
            {str(key): value for key, value in zip(heading, line, strict=True) if value is not None}
            for line in lines
        ]
        assert read == [{key: text for key, text in row.items() if text} for row in rows], name
    book.close()


def test_folder_and_workbook_are_the_same_problem():
    folder = read_input(FILES, PERIOD_START, 13)
    workbook = read_input(FILES / WORKBOOK, PERIOD_START, 13)
    assert folder == workbook


# On King's Day the control room has a second seat, and in April one post is closed for a week.
@pytest.mark.parametrize(("weeks", "shifts"), [(4, 120), (13, 390), (26, 780)])
def test_the_product_reads_them_for_any_number_of_weeks(weeks, shifts):
    assert len(gather(FILES, PERIOD_START, weeks).shifts) == shifts


def test_in_the_week_in_which_a_post_is_closed_it_has_no_shift():
    closed = instant(date(2027, 4, 16), time(17)), instant(date(2027, 4, 23), time(17))
    mine = [one for one in gather(FILES, PERIOD_START, 26).shifts if one.post == "IM-ICC"]
    assert not [one for one in mine if one.start < closed[1] and closed[0] < one.end]
    assert [one.name for one in mine if closed[0] in (one.end, one.start)] == ["P"]
    assert all(not one.is_by_demand for one in mine)
