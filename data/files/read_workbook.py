"""Reads the sheets of a workbook as tables."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from data.files.workbook_guard import SafeWorkbook, guard_workbook
from data.i18n.sheet_words import TABLE, name_meant
from data.model.errors import Place
from data.tables.contract import TABLE_BY_NAME
from data.tables.faults import FaultLog, nearest_name, plain, refuse, then
from data.tables.raw_table import (
    NOTE_MARK,
    REQUIRED_MARK,
    GridRow,
    InputTables,
    clean,
    gather_tables,
    is_former,
    raw_table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from data.files.sheet_scan import CellProblem
    from data.tables.reading import InputLimits

Cell = str | bool | int | float | date | datetime | time | timedelta | None


def cell_text(value: Cell) -> str:
    """The text of a cell.

    A date is ``2027-01-04``, a moment ``2027-01-04 07:00`` (at midnight the date alone, for the
    file does not tell the two apart), a clock time ``07:00``, a number as short as it can be.
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
        case datetime():
            return _moment(value)
        case date():
            return value.isoformat()
        case time():
            return _clock(3600 * value.hour + 60 * value.minute + value.second)
        case _:
            return _clock(round(value.total_seconds()))


def _moment(value: datetime) -> str:
    """Rounded to the second: a spreadsheet keeps a time as a binary fraction of a day."""
    exact = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    clock = 3600 * exact.hour + 60 * exact.minute + exact.second
    return f"{exact.date()} {_clock(clock)}" if clock else exact.date().isoformat()


def _clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    text = f"{hours:02}:{rest // 60:02}"
    return f"{text}:{rest % 60:02}" if rest % 60 else text


def read_workbook(path: Path, limits: InputLimits) -> InputTables:
    """The tables in the sheets of a workbook; empty sheets are passed over.

    Raises
    ------
    InputError
        It is no workbook, damaged, too large, or holds nothing.
    """
    workbook = guard_workbook(path, limits)
    log, tables = FaultLog(), {}
    sheets = _sheets(workbook, path)
    if not any(grid for _, grid in sheets):
        raise refuse("the workbook is empty", "Fill the sheets regions, posts, people ...", path)
    for sheet, grid in sheets:
        if not grid:
            continue
        place = Place(file=str(path), sheet=plain(sheet))
        if is_former(sheet, place, log):
            continue
        name = name_meant(TABLE, sheet, TABLE_BY_NAME)
        if name is None:
            remedy = then(
                nearest_name(TABLE, clean(sheet), TABLE_BY_NAME),
                f"A sheet whose name begins with {NOTE_MARK} is a note",
            )
            log.add("this sheet is unknown", remedy, place)
        elif name in tables:
            log.add(f"there are two sheets for {place.sheet}", "Remove one", place)
        else:
            tables[name] = raw_table(TABLE_BY_NAME[name], place, grid, log)
            _add_problems(workbook.problems.get(sheet, ()), grid[0][1], place, log)
    return gather_tables(str(path), tables, log)


def _sheets(workbook: SafeWorkbook, path: Path) -> list[tuple[str, list[GridRow]]]:
    """Name and filled rows of each worksheet that is no note."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.content))
        return [
            (sheet.name, _filled(book.get_sheet_by_name(sheet.name)))
            for sheet in book.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet and not sheet.name.startswith(NOTE_MARK)
        ]
    except BaseException as error:
        if not is_damage(error):
            raise
        raise refuse(
            "the workbook is damaged", "Open it in Excel and save it again", path
        ) from error


def is_damage(error: BaseException) -> bool:
    """Whether an error is the reader's word for a workbook that it cannot read.

    A panic of the reader is no `Exception`: it comes straight under `BaseException`.
    """
    known = isinstance(error, CalamineError | OSError | ValueError)
    return known or type(error).__name__ == "PanicException"


def _filled(sheet: CalamineSheet) -> list[GridRow]:
    rows = sheet.to_python(skip_empty_area=False)
    texts = ((number, [cell_text(cell) for cell in row]) for number, row in enumerate(rows, 1))
    return [(number, row) for number, row in texts if any(cell.strip() for cell in row)]


def _add_problems(
    problems: tuple[CellProblem, ...], headings: Sequence[str], place: Place, log: FaultLog
) -> None:
    for problem in problems:
        named = problem.column < len(headings) and not headings[problem.column].startswith("#")
        if named:
            column = plain(clean(headings[problem.column]).removesuffix(REQUIRED_MARK).rstrip())
            log.add(
                problem.what,
                problem.remedy,
                Place(place.file, place.sheet, problem.row, column or None),
            )
