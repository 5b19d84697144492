"""Workbooks of plain tables: a report as rows that can be sorted, added up and printed on A4."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import xlsxwriter

from data.files.workbook.paper import (
    FAINT,
    HEADING,
    TITLE,
    Formats,
    Paper,
    date_shape,
    month_shape,
)

if TYPE_CHECKING:
    from data.files.workbook.paper import Look

A4 = 9  # Excel's number for it
CHARACTER, LEAST_WIDTH, MOST_WIDTH = 7, 60, 420  # pixels
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


@dataclass(frozen=True, slots=True)
class SheetMonth:
    """A month of a year, which sorts as its first day does."""

    first: date


#: What a cell may hold; a moment stands on the local clock.
Value = str | int | float | date | datetime | SheetMonth | None


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One table with what is said above and below it.

    Parameters
    ----------
    name
        Of the sheet; at most 31 characters, and not two the same in one book.
    title
        Above the table, and on each printed page.
    rows
        A value for each heading; None: nothing.
    above, notes
        Lines of text above the table and below it.
    """

    name: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    above: Sequence[str] = ()
    notes: Sequence[str] = ()


def table_book(sheets: Sequence[TableSheet], foot: str, code: str, made_at: datetime) -> bytes:
    """The workbook.

    Parameters
    ----------
    foot
        What tells one print from another.
    code
        Of the reader's language.
    """
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, _OPTIONS) as book:
        made = datetime(made_at.year, made_at.month, made_at.day)  # noqa: DTZ001 - Excel knows no zones
        book.set_properties({"title": sheets[0].title, "created": made})
        formats = Formats(book)
        for sheet in sheets:
            paper = Paper(book.add_worksheet(sheet.name), formats)
            paper.page(sheet.title, "", foot)
            paper.sheet.set_paper(A4)
            paper.fit_width()
            _write(paper, sheet, code)
    return memory.getvalue()


def _write(paper: Paper, sheet: TableSheet, code: str) -> None:
    paper.text(0, 0, sheet.title, TITLE)
    for row, line in enumerate(sheet.above, start=1):
        paper.text(row, 0, line)
    top = len(sheet.above) + 2
    for column, heading in enumerate(sheet.headings):
        side: Look = {"align": "right"} if _is_number(sheet, column) else {}
        paper.text(top, column, heading, HEADING, side)
    for row, values in enumerate(sheet.rows, start=top + 1):
        for column, value in enumerate(values):
            _cell(paper, row, column, value, code)
    end = top + len(sheet.rows)
    for row, line in enumerate(sheet.notes, start=end + 2):
        paper.text(row, 0, line, {"font_color": FAINT, "font_size": 9})
    paper.columns(0, [_width(sheet, column) for column in range(len(sheet.headings))])
    paper.sheet.freeze_panes(top + 1, 1)
    paper.sheet.repeat_rows(top)
    if sheet.rows:
        paper.sheet.autofilter(top, 0, end, len(sheet.headings) - 1)


def _cell(paper: Paper, row: int, column: int, value: Value, code: str) -> None:
    if isinstance(value, str):
        paper.text(row, column, value)
    elif isinstance(value, SheetMonth):
        paper.day(row, column, value.first, month_shape(code), {"align": "left"})
    elif isinstance(value, datetime):
        paper.moment(row, column, value, f"{date_shape(code)} yyyy hh:mm", {"align": "left"})
    elif isinstance(value, date):
        shape = date_shape(code) + " yyyy"
        paper.day(row, column, value, shape, {"align": "left"})
    elif value is not None:
        paper.number(row, column, value, "#,##0" if isinstance(value, int) else "#,##0.00")


def _is_number(sheet: TableSheet, column: int) -> bool:
    found = [row[column] for row in sheet.rows if row[column] is not None]
    return bool(found) and all(isinstance(value, int | float) for value in found)


def _width(sheet: TableSheet, column: int) -> int:
    texts = [sheet.headings[column], *(_text(row[column]) for row in sheet.rows)]
    longest = max(len(text) for text in texts)
    return min(max(CHARACTER * longest + 24, LEAST_WIDTH), MOST_WIDTH)


def _text(value: Value) -> str:
    """About as long as what Excel shows."""
    return f"{value.first:%b %Y}" if isinstance(value, SheetMonth) else str(value or "")
