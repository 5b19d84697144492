"""Writes the tables of `data.tables.contract` as a folder of CSV files and as one workbook.

Both hold the same rows and read back as they were given. A text that a spreadsheet would take for
a formula (``=cmd()``) stays a text: in CSV behind an apostrophe, which reading takes off again;
in a workbook as a text cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data.i18n.sheet_words import choice_word, column_word, table_word
from data.tables.column import ColumnKind
from data.tables.contract import TABLE_BY_NAME, TABLES
from data.tables.values import defuse, looks_like_formula

if TYPE_CHECKING:
    from pathlib import Path

    from data.i18n.language import Language
    from data.tables.column import Column, Table

Rows = Sequence[Mapping[str, str]]
TableTexts = Mapping[str, Rows]

_WIDTHS = (8, 44)  # narrowest and widest column, in characters
_LONGEST_CELL = 32_767  # Excel's own limit
_NO_CLOCK = datetime(2000, 1, 1)  # noqa: DTZ001 - the same input gives the same bytes


def write_tables(
    tables: TableTexts, folder: Path, workbook: Path, speech: Language | None = None
) -> None:
    """Write the tables to a folder of CSV files and to one workbook.

    Parameters
    ----------
    tables
        Table name -> rows; a row is column name -> text. Columns that a row leaves out are empty.
    folder
        Gets ``<table>.csv`` for each table given; made if it does not exist.
    workbook
        Path of the ``.xlsx``.
    speech
        The language of sheets, headings and words; None: as the contract names them.

    Raises
    ------
    ValueError
        A table or column that `TABLES` does not know, or a text longer than a cell can hold.
    """
    write_csv_folder(tables, folder, speech)
    write_workbook(tables, workbook, speech=speech)


def write_csv_folder(tables: TableTexts, folder: Path, speech: Language | None = None) -> None:
    """Write each table to ``<folder>/<table>.csv``: UTF-8 with BOM, so that Excel sees it."""
    texts = {
        _said(table_word, table.name, speech): _csv_text(table, rows, speech)
        for table, rows in _checked(tables)
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        _replace(folder / f"{name}.csv", text.encode("utf-8-sig"))


def write_workbook(
    tables: TableTexts,
    path: Path,
    note: tuple[str, Sequence[Sequence[str]]] | None = None,
    speech: Language | None = None,
) -> None:
    """Write each table to a sheet of one workbook, with the heading row bold and frozen.

    Parameters
    ----------
    note
        Name and rows of a last sheet that is no table.
    speech
        The language of sheets, headings and words; None: as the contract names them.
    """
    import xlsxwriter

    memory = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(memory, options) as book:
        book.set_properties({"created": _NO_CLOCK})
        formats = {
            "heading": book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDEBF7"}),
            "text": book.add_format({"num_format": "@"}),
            "formula": book.add_format({"num_format": "@", "quote_prefix": True}),
        }
        for table, rows in _checked(tables):
            name = _said(table_word, table.name, speech)
            _write_sheet(book.add_worksheet(name), table, rows, formats, speech)
        if note:
            sheet = book.add_worksheet(note[0])
            for number, cells in enumerate(note[1]):
                for column, text in enumerate(cells):
                    sheet.write_string(number, column, text)
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, memory.getvalue())


def _checked(tables: TableTexts) -> list[tuple[Table, Rows]]:
    """The given tables in the order of `TABLES`."""
    _refuse_unknown(tables, TABLE_BY_NAME, "table")
    for name, rows in tables.items():
        columns = {column.name for column in TABLE_BY_NAME[name].columns}
        for row in rows:
            _refuse_unknown(row, columns, f"column of {name}")
            if any(len(text) > _LONGEST_CELL for text in row.values()):
                raise ValueError(f"a text in {name} is longer than {_LONGEST_CELL} characters")
    return [(table, tables[table.name]) for table in TABLES if table.name in tables]


def _refuse_unknown(given: Iterable[str], known: Iterable[str], what: str) -> None:
    if unknown := sorted(set(given) - set(known)):
        raise ValueError(f"unknown {what}: {', '.join(unknown)}")


def _csv_text(table: Table, rows: Rows, speech: Language | None) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_said(column_word, column.name, speech) for column in table.columns])
    for row in rows:
        cells = (cell_word(column, row.get(column.name, ""), speech) for column in table.columns)
        writer.writerow([defuse(cell) for cell in cells])
    return out.getvalue()


def _write_sheet(
    sheet: Any,  # noqa: ANN401
    table: Table,
    rows: Rows,
    formats: Mapping[str, Any],
    speech: Language | None,
) -> None:
    for index, column in enumerate(table.columns):
        heading = _said(column_word, column.name, speech)
        texts = [cell_word(column, row.get(column.name, ""), speech) for row in rows]
        sheet.write_string(0, index, heading, formats["heading"])
        sheet.set_column(index, index, width_of(heading, texts), formats["text"])
        for number, text in enumerate(texts, start=1):
            if text:
                shape = "formula" if looks_like_formula(text) else "text"
                sheet.write_string(number, index, text, formats[shape])
    sheet.freeze_panes(1, 0)
    last_row, last_column = max(len(rows), 1), len(table.columns) - 1
    sheet.autofilter(0, 0, last_row, last_column)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})


def width_of(heading: str, texts: Sequence[str]) -> int:
    """The width of a column, in characters."""
    longest = max((len(text) for text in texts), default=0)
    narrowest, widest = _WIDTHS
    return min(max(narrowest, longest + 2, len(heading) + 4), widest)


def cell_word(column: Column, text: str, speech: Language | None) -> str:
    """The text of a cell in the language of its reader; reading it gives the text again."""
    if speech is None or not text:
        return text
    if column.has_words and text in column.choices:
        return choice_word(text, speech)
    if column.kind in (ColumnKind.WEEKDAYS, ColumnKind.CHOICES):
        return ";".join(choice_word(day, speech) for day in text.split(";"))
    if column.kind is ColumnKind.YES_NO and text in ("yes", "no"):
        return choice_word(text, speech)
    return text


def _said(word: Callable[[str, Language], str], name: str, speech: Language | None) -> str:
    """A name in the language of the reader; None: as the contract has it."""
    return name if speech is None else word(name, speech)


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(content)
    beside.replace(path)
