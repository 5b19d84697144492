"""Typed cells to texts."""

# ruff: noqa: DTZ001 - a spreadsheet knows no time zone

from datetime import date, datetime, time, timedelta

import pytest

from data.files.read_workbook import cell_text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("007", "007"),
        (True, "yes"),
        (36.0, "36"),
        (36.5, "36.5"),
        (0.1 + 0.2, "0.3"),  # a spreadsheet keeps fifteen digits
        (date(2027, 1, 4), "2027-01-04"),
        (datetime(2027, 1, 4), "2027-01-04"),
        (datetime(2027, 1, 4, 17), "2027-01-04 17:00"),
        (datetime(2027, 1, 4, 16, 59, 59, 999_990), "2027-01-04 17:00"),  # a binary fraction
        (datetime(2027, 1, 4, 17, 0, 20), "2027-01-04 17:00:20"),
        (datetime(2027, 1, 4, 23, 59, 59, 999_999), "2027-01-05"),
        (time(7), "07:00"),
        (time(7, 0, 30), "07:00:30"),
        (timedelta(hours=26, minutes=5), "26:05"),
    ],
)
def test_a_cell_reads_as_a_planner_would_have_typed_it(cell, text):
    assert cell_text(cell) == text
