"""The one door for input: a workbook, a folder of CSV files, or a saved problem."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from data.files.read_csv import read_csv_folder
from data.tables.build_problem import build_problem
from data.tables.faults import refuse
from data.tables.period import TIME_ZONE
from data.tables.raw_table import NOTE_MARK
from data.tables.reading import InputLimits
from data.tables.rule_tables import RuleBook

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from data.model.problem import RosterProblem
    from data.tables.raw_table import InputTables

WORKBOOKS = (".xlsx", ".xlsm")


def read_input(
    path: Path,
    first: date | None,
    weeks: int | None,
    *,
    time_zone: str = TIME_ZONE,
    rule_book: RuleBook = RuleBook(),  # noqa: B008 - frozen
    limits: InputLimits = InputLimits(),  # noqa: B008 - frozen
    today: date | None = None,
) -> RosterProblem:
    """The problem that a path holds.

    Parameters
    ----------
    path
        A workbook, a folder of CSV files, or a ``problem.json``.
    first, weeks
        The period. A saved problem has its own; for the others both must be given.
    time_zone
        The local clock, for tables.
    rule_book
        Which rules exist, for tables.
    limits
        How much is read.
    today
        See `build_problem`; for tables.

    Raises
    ------
    InputError
        With everything that is wrong with the input.
    """
    try:
        if path.suffix.lower() == ".json" and not path.is_dir():
            from data.files.problem_json import load_problem

            return load_problem(path, limits)
        tables = read_tables(path, limits)
    except OSError as error:
        raise refuse(f"this cannot be read ({error.strerror})", "Check its rights", path) from error
    if first is None or weeks is None:
        raise refuse("the period is not given", "Say from which date, and for how many weeks", path)
    return build_problem(tables, first, weeks, time_zone, rule_book, today)


def read_tables(path: Path, limits: InputLimits = InputLimits()) -> InputTables:  # noqa: B008
    """The tables of a workbook or a folder of CSV files, still as texts.

    Raises
    ------
    InputError
        It is neither, damaged, or too large.
    """
    if path.is_dir():
        return read_csv_folder(path, limits)
    if not path.exists():
        raise refuse("this file or folder does not exist", "Check its name", path)
    if path.suffix.lower() == ".csv":
        raise refuse("this is one CSV file", "Give the folder that all of them are in", path)
    if path.suffix.lower() not in WORKBOOKS:
        raise refuse(
            f"{path.name} is not an input",
            "Give a workbook (.xlsx), a folder of CSV files, or a problem.json",
            path,
        )
    from data.files.read_workbook import read_workbook  # a folder of CSV files needs no Excel

    return read_workbook(path, limits)


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

    from data.files.read_workbook import is_damage

    try:
        book = CalamineWorkbook.from_path(path)
        if NOTE not in book.sheet_names:
            return []
        sheet = book.get_sheet_by_name(NOTE).to_python()
    except BaseException as error:
        if not is_damage(error):  # its tables are read from a copy with sound lengths, this is not
            raise
        return []
    return [[str(cell) for cell in row] for row in sheet[:9]]
