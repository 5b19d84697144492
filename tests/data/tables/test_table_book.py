"""Workbooks of tables, read back by another program."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from data.files.workbook.paper import TableSheet, table_book

MADE = datetime(2027, 1, 8, 12, tzinfo=UTC)


def read_back(*sheets):
    return load_workbook(io.BytesIO(table_book(sheets, "foot", "nl", MADE)))


def test_values_come_back_as_they_are():
    rows = [["Anna", date(2027, 1, 1), 3, 1.5, None]]
    head = ["Name", "Month", "Duties", "Hours", ""]
    sheet = read_back(TableSheet("One", "Title", head, rows, ["above"], ["note"])).active
    found = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert found[0][0] == "Title"
    assert found[1][0] == "above"
    assert found[3][:4] == ["Name", "Month", "Duties", "Hours"]
    assert found[4] == ["Anna", datetime(2027, 1, 1), 3, 1.5, None]  # noqa: DTZ001
    assert found[6][0] == "note"
    assert sheet.page_setup.paperSize == 9


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "'=1", "\t=1"])
def test_no_text_is_run(text):
    cells = read_back(TableSheet("One", text, [text], [[text]], [text], [text])).active
    found = [cell for row in cells.iter_rows() for cell in row if cell.value is not None]
    assert len(found) == 5
    assert all(cell.data_type == "s" for cell in found)


def test_an_empty_table_is_a_table():
    assert read_back(TableSheet("One", "Title", ["Name"], [])).active["A3"].value == "Name"
