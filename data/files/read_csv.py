"""Reads a folder of CSV files as tables: UTF-8 or, with care, Windows-1252; comma or semicolon."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from data.i18n.sheet_words import COLUMN, TABLE, name_meant
from data.model.errors import InputError, Place
from data.tables.contract import TABLE_BY_NAME
from data.tables.faults import FaultLog, nearest_name, plain, refuse, then
from data.tables.raw_table import (
    REQUIRED_MARK,
    GridRow,
    InputTables,
    RawTable,
    clean,
    gather_tables,
    is_former,
    raw_table,
)
from data.tables.values import restore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data.tables.column import Table
    from data.tables.reading import InputLimits

_DELIMITERS = ",;\t"
_NOT_READ = ("#", "~", ".", "_")  # notes, and what office programs leave behind
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
_PLAUSIBLE_1252 = re.compile("[\x09\x0a\x0d\x20-\x7e\xa0-\xff€‘’“”–—…•Š-žŒœŸ]*")  # noqa: RUF001
_MIXED = re.compile("[ÂÃ][\x80-\xbf€‚-›ŠŒŽšœžŸ]")  # UTF-8 read as Windows-1252  # noqa: RUF001


def read_csv_folder(folder: Path, limits: InputLimits) -> InputTables:
    """The tables in the ``.csv`` files of a folder.

    Raises
    ------
    InputError
        There is no such folder, nothing in it can be a table, or a file is too large.
    """
    paths = _csv_files(folder)
    log, tables = FaultLog(), {}
    for path in paths:
        place = Place(file=str(path))
        if is_former(path.stem, place, log):
            continue
        name = name_meant(TABLE, path.stem, TABLE_BY_NAME)
        if name is None:
            remedy = nearest_name(TABLE, clean(path.stem), TABLE_BY_NAME)
            remedy = then(remedy, "A file whose name begins with # is not read")
            log.add("this file is not a table that is known", remedy, place)
        elif name in tables:
            log.add(f"there are two files for {plain(path.stem)}", "Remove one", place)
        else:
            try:
                tables[name] = read_csv_table(path, TABLE_BY_NAME[name], limits, log)
            except InputError as error:
                log.extend(error.faults)
    return gather_tables(str(folder), tables, log)


def read_csv_table(path: Path, table: Table, limits: InputLimits, log: FaultLog) -> RawTable:
    """One CSV file as a table.

    Raises
    ------
    InputError
        It is too large, or no text.
    """
    limits.check_size(path)
    text = _decode(path.read_bytes(), path)
    place = Place(file=str(path))
    return raw_table(table, place, _grid(text, table, path, limits, log), log)


def _csv_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise refuse("this folder does not exist", "Check its name", folder)
    paths = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() == ".csv" and path.is_file() and path.name[0] not in _NOT_READ
    )
    if not paths:
        raise refuse(
            "there is no .csv file in this folder", "Give the folder with people.csv in it", folder
        )
    return paths


def _decode(content: bytes, path: Path) -> str:
    """The text of a file; one without a BOM that is no UTF-8 may be Windows-1252."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = "\0"
    if not _PLAUSIBLE_1252.fullmatch(text) or _MIXED.search(text):
        raise refuse(
            "this file is not readable text", "Save it from Excel as 'CSV UTF-8 (.csv)'", path
        )
    return text


def _grid(
    text: str, table: Table, path: Path, limits: InputLimits, log: FaultLog
) -> Iterator[GridRow]:
    """The rows of a file that hold something."""
    separator = _SEPARATOR_LINE.match(text)
    text = text[separator.end() :] if separator else text
    delimiter = separator[1] if separator else _delimiter(text, table)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(rows, start=1):
            limits.check_shape(number, len(cells), "the table", path)
            if any(cell.strip() for cell in cells):
                yield number, [restore(cell) for cell in cells]
    except csv.Error as error:
        log.add(
            f"this row is not proper CSV ({plain(str(error))})",
            "Check the quotation marks: a text that begins with one must end with one",
            Place(file=str(path), row=number + 1),
        )


def _delimiter(text: str, table: Table) -> str:
    """The delimiter that makes most sense of the heading row."""
    heading = text.lstrip("\r\n").splitlines()[0] if text.strip("\r\n") else ""
    known = tuple(column.name for column in table.columns)

    def columns_found(delimiter: str) -> tuple[int, int]:
        texts = [text.strip().strip('"') for text in heading.split(delimiter)]
        names = [name_meant(COLUMN, text.removesuffix(REQUIRED_MARK), known) for text in texts]
        return len({name for name in names if name}), len(texts)

    return max(_DELIMITERS, key=columns_found)
