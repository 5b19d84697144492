"""Which state of the records a file was exported from: a note that travels with it.

Whoever imports the file again is told what others changed meanwhile, instead of undoing it.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from data.exchange.raw_table import NOTE_MARK

if TYPE_CHECKING:
    from pathlib import Path

NOTE = f"{NOTE_MARK}caco"  #: name of the sheet, or of the file before ``.csv``; not read as a table
_FIELD = "edition"
_HINT = "Leave this here: it lets caco import tell what others changed since the export."


def edition_rows(edition: int) -> list[list[str]]:
    """The rows of the note."""
    return [[_FIELD, str(edition)], [_HINT]]


def edition_csv(edition: int) -> bytes:
    """The note as a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(edition_rows(edition))
    return out.getvalue().encode("utf-8-sig")


def read_edition(path: Path) -> int | None:
    """The edition of a sound workbook or folder; None: it carries none that can be read."""
    rows = _csv_rows(path) if path.is_dir() else _sheet_rows(path)
    for row in rows:
        if len(row) > 1 and row[0].strip() == _FIELD and row[1].strip().isascii():
            number = row[1].strip().removesuffix(".0")
            return int(number) if number.isdigit() and len(number) < 12 else None
    return None


def _csv_rows(folder: Path) -> list[list[str]]:
    file = folder / f"{NOTE}.csv"
    if not file.is_file():
        return []
    text = file.read_bytes()[:4096].decode("utf-8-sig", errors="replace")
    return [row for line in text.splitlines() for row in csv.reader([line.replace(";", ",")])]


def _sheet_rows(path: Path) -> list[list[str]]:
    from python_calamine import CalamineWorkbook  # a folder of CSV files needs no Excel

    book = CalamineWorkbook.from_path(path)
    if NOTE not in book.sheet_names:
        return []
    return [[str(cell) for cell in row] for row in book.get_sheet_by_name(NOTE).to_python()[:9]]
