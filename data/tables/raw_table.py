"""Tables as texts, with the place of every cell: the same for a CSV file, a sheet and memory."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from data.i18n.language import language
from data.i18n.sheet_words import CHOICE, COLUMN, column_word, language_of, name_meant, spelled
from data.model.errors import Fault, Place
from data.tables.addresses import tidied
from data.tables.column import Column, ColumnKind, Table
from data.tables.contract import TABLE_BY_NAME
from data.tables.faults import FaultLog, nearest_name, plain, shown, then
from data.tables.values import DAILY, WEEKDAYS

NOTE_MARK = "#"  #: a sheet, file, heading or row that begins with it is a note, and is not read
REQUIRED_MARK = "*"  #: a heading may end in it, as those that must be filled do in a template
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufffe\uffff]"
)

_DAYS = (*WEEKDAYS, DAILY)

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
    headings
        Name of each column that is there -> its heading as it was typed.
    rows
        Rows that hold something, by number.
    code
        The language of its headings.
    notes
        How many rows are notes, and were not read.
    """

    table: Table
    place: Place
    headings: Mapping[str, str]
    rows: tuple[RawRow, ...]
    code: str = "en"
    notes: int = 0

    @property
    def columns(self) -> frozenset[str]:
        """Names of the columns that are there."""
        return frozenset(self.headings)

    def heading(self, column: str) -> str:
        """A column as its reader knows it: as it was typed, or as they would have typed it."""
        if column in self.headings:
            return self.headings[column]
        return column if self.code == "en" else column_word(column, language(self.code))

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
    notes
        How many rows are notes, and were not read.
    """

    source: str
    tables: Mapping[str, RawTable]
    faults: tuple[Fault, ...] = ()
    notes: int = 0


def gather_tables(source: str, found: Mapping[str, RawTable], log: FaultLog) -> InputTables:
    """The tables of files; one that holds nothing but notes, as in a template, is not there.

    Parameters
    ----------
    found
        Tables by name, as they were read.
    log
        What was wrong; hears of files that hold nothing but notes.
    """
    tables = {name: raw for name, raw in found.items() if raw.rows or not raw.notes}
    notes = sum(raw.notes for raw in found.values())
    if found and not tables and not log.count:
        what = "nothing is filled in: there are only examples and notes"
        remedy = f"Fill rows below the examples, without {NOTE_MARK} in their first cell"
        log.add(what, remedy, Place(file=source))
    return InputTables(source, tables, log.faults, notes)


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
        tables[name] = raw_table(TABLE_BY_NAME[name], place, grid, log, has_notes=False)
    return InputTables(source, tables, log.faults)


def raw_table(
    table: Table, place: Place, grid: Iterable[GridRow], log: FaultLog, *, has_notes: bool = True
) -> RawTable:
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
    has_notes
        It was typed by people: a row whose first cell begins with `NOTE_MARK` is not read, and a
        telephone number becomes what it is worldwide.
    """
    rows = iter(grid)
    number, headings = next(rows, (0, ()))
    if number != 1:
        here = _at(place, 1, None)
        if not log.has(here):
            log.add("the first row is empty", "Put the names of the columns in row 1", here)
        return RawTable(table, place, {}, ())
    head = _read_head(table, place, headings, log)
    found = tuple(_raw_rows(head, rows, log, has_notes=has_notes))
    notes = head.notes
    return RawTable(table, place, head.headings, found, head.code, notes)


def is_former(text: str, place: Place, log: FaultLog) -> bool:
    """Whether a table is one of an earlier release; what to do about it goes to the log."""
    if spelled(text) != "call_answers":
        return False
    log.add(
        "this table is no longer read",
        "Delete it: what was imported before is in call_outs and call_out_people, where newer calls"
        " belong too (caco export shows the columns)",
        place,
    )
    return True


def clean(text: str) -> str:
    """A text without outer blanks, its accents and blanks in one spelling."""
    return unicodedata.normalize("NFC", text).replace("\N{NO-BREAK SPACE}", " ").strip()


@dataclass
class _Head:
    """The first row of a table.

    Parameters
    ----------
    columns
        The column at each position; "" has no heading, None is not read.
    headings
        Name of a column -> its heading as it was typed.
    notes
        Counts the rows below it that are notes.
    """

    place: Place
    columns: Sequence[Column | str | None]
    headings: Mapping[str, str]
    code: str
    notes: int = field(default=0)


def _read_head(table: Table, place: Place, texts: Sequence[str], log: FaultLog) -> _Head:
    names = tuple(column.name for column in table.columns)
    columns: list[Column | str | None] = []
    headings: dict[str, str] = {}
    for text in texts:
        heading = clean(text).removesuffix(REQUIRED_MARK).rstrip()
        name = name_meant(COLUMN, heading, names)
        at = _at(place, 1, plain(heading))
        if not heading or heading.startswith(NOTE_MARK):
            columns.append(None if heading else "")
        elif name is None:
            columns.append(None)
            remedy = nearest_name(COLUMN, heading, names)
            remedy = then(remedy, f"A heading that begins with {NOTE_MARK} is a note")
            log.add("this column is unknown", remedy, at)
        elif name in headings:
            columns.append(None)
            log.add("this column stands there twice", "Remove one", at)
        else:
            columns.append(table.column(name))
            headings[name] = plain(heading)
    head = _Head(place, columns, headings, language_of(COLUMN, headings.values(), names))
    _refuse_missing(table, head, log)
    return head


def _refuse_missing(table: Table, head: _Head, log: FaultLog) -> None:
    for column in table.columns:
        if column.required and column.name not in head.headings:
            name = column.name
            if head.code != "en":
                name = column_word(name, language(head.code))
            log.add(
                f"the column {name} is missing",
                f"Add it: {column.meaning}",
                _at(head.place, 1, name),
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
    head: _Head, grid: Iterator[GridRow], log: FaultLog, *, has_notes: bool
) -> Iterator[RawRow]:
    for number, cells in grid:
        if has_notes and cells and clean(cells[0]).startswith(NOTE_MARK):
            head.notes += 1
            continue
        texts: dict[str, str] = {}
        for position, cell in enumerate(cells):
            text = clean(cell)
            column = head.columns[position] if position < len(head.columns) else ""
            if not text or column is None:
                continue
            if isinstance(column, str):
                log.add(
                    f"{shown(text)} is in a column without a heading",
                    "Give the column its heading, or put quotes around a text with commas",
                    _at(head.place, number, _letters(position)),
                )
            elif _INVISIBLE.search(text):
                log.add(
                    f"{shown(text)} holds an invisible character",
                    "Type the cell again",
                    _at(head.place, number, head.headings[column.name]),
                )
            elif meant := meant_by(text):
                log.add(
                    f"{shown(text)} was read in another encoding than it was written in",
                    f"Save the file as UTF-8, or type it again: {shown(meant)}",
                    _at(head.place, number, head.headings[column.name]),
                )
            else:
                texts[column.name] = as_named(column, text)
        if has_notes and texts.keys() >= {"channel", "address"}:
            texts["address"] = tidied(texts["channel"].casefold(), texts["address"])
        if any(texts.values()):
            yield RawRow(number, texts)


def as_named(column: Column, text: str) -> str:
    """A text with the words of a list as the contract names them; another stays as it is."""
    if column.kind is ColumnKind.CHOICES:
        parts = (part.strip() for part in text.split(";"))
        return ";".join(name_meant(CHOICE, part, column.choices) or part for part in parts)
    if column.has_words:
        return name_meant(CHOICE, text, column.choices) or text
    if column.kind is ColumnKind.YES_NO:
        return name_meant(CHOICE, text, ("yes", "no")) or text
    if column.kind is ColumnKind.WEEKDAYS:
        return ";".join(name_meant(CHOICE, part, _DAYS) or part for part in text.split(";"))
    return text


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
