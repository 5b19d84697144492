"""Tables as texts, with the place of every cell: the same for a CSV file, a sheet and memory."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.model.errors import Fault, Place
from data.tables.column import Column, Table
from data.tables.contract import TABLE_BY_NAME
from data.tables.faults import FaultLog, nearest, plain, shown, then

NOTE_MARK = "#"  #: a sheet, file or heading that begins with it is a note, and is not read
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffe\uffff]"
)

GridRow = tuple[int, Sequence[str]]  #: number as a spreadsheet shows it, and its cells


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row that holds something.

    Parameters
    ----------
    number
        As a spreadsheet shows it: 1 is the heading row.
    texts
        Column name -> trimmed text; empty where nothing is given.
    """

    number: int
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as it was read.

    Parameters
    ----------
    table
        Its contract.
    place
        File and sheet.
    columns
        Names of the columns that are there.
    rows
        Rows that hold something, by number.
    """

    table: Table
    place: Place
    columns: frozenset[str]
    rows: tuple[RawRow, ...]

    @property
    def is_workbook(self) -> bool:
        """Whether it comes from a workbook."""
        return self.place.sheet is not None


@dataclass(frozen=True, slots=True)
class InputTables:
    """All tables of one input, and what was wrong with their shape.

    Parameters
    ----------
    source
        The workbook or folder, as the user named it.
    tables
        By name.
    faults
        What was found while reading; `build_problem` adds its own to these.
    """

    source: str
    tables: Mapping[str, RawTable]
    faults: tuple[Fault, ...] = ()


def tables_from_texts(
    texts: Mapping[str, Sequence[Mapping[str, str]]], source: str = "memory"
) -> InputTables:
    """Tables from memory: table name -> rows of column name -> text (see `write_tables`)."""
    log, tables = FaultLog(), {}
    for name, rows in texts.items():
        columns = [column.name for column in TABLE_BY_NAME[name].columns]
        cells = [[row.get(column, "") for column in columns] for row in rows]
        grid = enumerate([columns, *cells], start=1)
        place = Place(file=source, sheet=name)
        tables[name] = raw_table(TABLE_BY_NAME[name], place, grid, log)
    return InputTables(source, tables, log.faults)


def raw_table(table: Table, place: Place, grid: Iterable[GridRow], log: FaultLog) -> RawTable:
    """Read a grid of texts as a table; the first row of the sheet is the heading.

    Parameters
    ----------
    table
        The contract.
    place
        File and sheet.
    grid
        Rows that may hold something, by number.
    log
        Hears of unknown, missing and double columns, and of cells beside the table.
    """
    rows = iter(grid)
    number, headings = next(rows, (0, ()))
    if number != 1:
        here = _at(place, 1, None)
        if not log.has(here):
            log.add("the first row is empty", "Put the names of the columns in row 1", here)
        return RawTable(table, place, frozenset(), ())
    columns = _columns(table, place, headings, log)
    found = tuple(_raw_rows(columns, place, rows, log))
    return RawTable(table, place, frozenset(name for name in columns if name), found)


def is_former(name: str, place: Place, log: FaultLog) -> bool:
    """Whether a table is one of an earlier release; what to do about it goes to the log."""
    if name != "call_answers":
        return False
    log.add(
        "this table is no longer read",
        "Delete it: what was imported before is in call_outs and call_out_people, where newer calls"
        " belong too (caco export shows the columns)",
        place,
    )
    return True


def known_name(text: str) -> str:
    """A heading or sheet name as the contract spells it: ``Hours per week`` is one."""
    return re.sub(r"[\s_-]+", "_", clean(text).casefold())


def clean(text: str) -> str:
    """A text without outer blanks, its accents and blanks in one spelling."""
    return unicodedata.normalize("NFC", text).replace("\N{NO-BREAK SPACE}", " ").strip()


def _columns(
    table: Table, place: Place, headings: Sequence[str], log: FaultLog
) -> list[str | None]:
    """The column at each position; "" has no heading, None is not read."""
    known = {column.name: column for column in table.columns}
    columns: list[str | None] = []
    for heading in headings:
        name = known_name(heading)
        if not name or name.startswith(NOTE_MARK):
            columns.append(None if name else "")
        elif name not in known:
            columns.append(None)
            remedy = then(nearest(name, known), f"A heading that begins with {NOTE_MARK} is a note")
            log.add("this column is unknown", remedy, _at(place, 1, plain(clean(heading))))
        elif name in columns:
            columns.append(None)
            log.add("this column stands there twice", "Remove one", _at(place, 1, name))
        else:
            columns.append(name)
    _refuse_missing(known.values(), columns, place, log)
    return columns


def _refuse_missing(
    known: Iterable[Column], columns: Sequence[str | None], place: Place, log: FaultLog
) -> None:
    for column in known:
        if column.required and column.name not in columns:
            log.add(
                f"the column {column.name} is missing",
                f"Add it: {column.meaning}",
                _at(place, 1, column.name),
            )


def meant_by(text: str) -> str:
    """What a text was before its UTF-8 was taken for Windows-1252; empty: that did not happen.

    ``ChloÃ«`` is UTF-8 of ``Chloë`` byte by byte, which no word of any language here is by chance.
    """
    if text.isascii():
        return ""
    try:
        meant = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""
    return meant if len(meant) < len(text) else ""


def _raw_rows(
    columns: Sequence[str | None], place: Place, grid: Iterator[GridRow], log: FaultLog
) -> Iterator[RawRow]:
    for number, cells in grid:
        texts: dict[str, str] = {}
        for position, cell in enumerate(cells):
            text = clean(cell)
            column = columns[position] if position < len(columns) else ""
            if not text or column is None:
                continue
            if not column:
                log.add(
                    f"{shown(text)} is in a column without a heading",
                    "Give the column its heading, or put quotes around a text with commas",
                    _at(place, number, _letters(position)),
                )
            elif _INVISIBLE.search(text):
                log.add(
                    f"{shown(text)} holds an invisible character",
                    "Type the cell again",
                    _at(place, number, column),
                )
            elif meant := meant_by(text):
                log.add(
                    f"{shown(text)} was read in another encoding than it was written in",
                    f"Save the file as UTF-8, or type it again: {shown(meant)}",
                    _at(place, number, column),
                )
            else:
                texts[column] = text
        if any(texts.values()):
            yield RawRow(number, texts)


def _at(place: Place, row: int, column: str | None) -> Place:
    return Place(place.file, place.sheet, row, column)


def _letters(position: int) -> str:
    """A column as a spreadsheet names it: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, letter = divmod(position - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
