"""Whatever happens to an input, reading it gives a problem or faults that name their file.

A small sound region is spoilt in one to six ways, at random but repeatably, as a folder of CSV
files, as a workbook and as a saved problem.
"""

# ruff: noqa: DTZ001 - a spreadsheet knows no time zone

from __future__ import annotations

import io
import random
import tempfile
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from data.files.problem_json import dump_problem
from data.model.errors import InputError
from data.model.problem import RosterProblem
from data.model.validation import validate
from data.tables.contract import TABLES
from tests.data.tables.small_region import read, small_problem, small_tables

Grids = dict[str, list[list[object]]]

ODD = (
    "", " ", "x", "an", "an;bo", ";", "0", "-1", "1e9", "nan", "inf", "=1+1", "-", "'", '"', ",",
    "2027-13-45", "2026-10-25 02:30", "2027-03-28 02:30", "1927-01-01", "0001-01-01", "9999-12-31",
    "2100-12-31", "2100-12-31 23:59", "2000-01-01T00:00+14:00", "2027-01-04T07:00Z", "24:00",
    "00:00", "07:00", "yes", "daily", "work", "on_call", "absence", "3x8", "week-fri", "R07",
    "99999999999999999999", "0,0000000001", "\N{ZERO WIDTH SPACE}", "\x00", "a\nb", "x" * 3000,
    "\N{PILE OF POO}", "e\u0301", "#", "Infinity", "None", "[]", "{}", "%s", "../../etc/passwd",
)  # fmt: skip
TYPED = (
    0, 1, -1, 36.5, 1e300, 46391, 46391.5, 0.29166, True, False, date(2027, 1, 4), time(7, 0),
    datetime(2027, 1, 4, 7), datetime(2026, 10, 25, 2, 30), timedelta(hours=30), date(1900, 1, 1),
)  # fmt: skip


def fresh() -> Grids:
    """The tables as grids with their headings."""
    columns = {table.name: [column.name for column in table.columns] for table in TABLES}
    return {
        name: [list(columns[name]), *([row.get(c, "") for c in columns[name]] for row in rows)]
        for name, rows in small_tables().items()
    }


def a_cell(rng: random.Random, grid: list[list[object]]) -> tuple[int, int]:
    row = rng.randrange(len(grid))
    return row, rng.randrange(len(grid[row])) if grid[row] else 0


def put(grid: list[list[object]], row: int, column: int, value: object) -> None:
    grid[row][column : column + 1] = [value]


def spoil(rng: random.Random, grids: Grids) -> None:
    """One thing that goes wrong with a table."""
    if not grids:
        return
    name = rng.choice(sorted(grids))
    grid = grids[name]
    if not grid or not grid[0]:
        return
    row, column = a_cell(rng, grid)
    match rng.randrange(14):
        case 0:
            del grids[name]
        case 1:
            for cells in grid:
                del cells[column : column + 1]
        case 2:
            grid[0][rng.randrange(len(grid[0]))] = rng.choice(ODD)
        case 3:
            for cells in grid:
                cells.append(cells[column] if column < len(cells) else "")
        case 4:
            del grid[row]
        case 5:
            grid.append(list(grid[row]))
        case 6:
            rng.shuffle(grid)
        case 7:
            rng.shuffle(grid[row])
        case 8:
            grid.insert(row, [])
        case 9:
            grids[rng.choice(("wishez", "Blad1", "#note", "PEOPLE", "x"))] = [list(r) for r in grid]
        case 10:
            other = rng.choice(sorted(grids))
            grids[name], grids[other] = grids[other], grids[name]
        case 11:
            grid[row].extend(["", rng.choice(ODD)])
        case _:
            put(grid, row, column, rng.choice(ODD + TYPED))


def as_text(value: object) -> str:
    text = str(value)
    return f'"{text}"' if any(mark in text for mark in ',;"\r\n') and '"' not in text else text


def write_folder(rng: random.Random, grids: Grids, folder: Path) -> Path:
    """The tables as CSV, with comma or semicolon, in some encoding."""
    delimiter = rng.choice(",,,;\t")
    encoding = rng.choice(("utf-8", "utf-8-sig", "cp1252", "utf-16"))
    for name, grid in grids.items():
        lines = (delimiter.join(as_text(value) for value in row) for row in grid)
        content = "\r\n".join(lines).encode(encoding, errors="replace")
        (folder / f"{name}.csv").write_bytes(content)
    return folder


def write_book(_: random.Random, grids: Grids, folder: Path) -> Path:
    """The tables as a workbook with typed cells."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True, "strings_to_formulas": True}) as book:
        formats = [book.add_format({"num_format": code}) for code in ("d-m-yyyy", "[h]:mm")]
        for name, grid in grids.items():
            if name.upper() in {sheet.name.upper() for sheet in book.worksheets()}:
                continue
            sheet = book.add_worksheet(name)
            for number, row in enumerate(grid):
                for column, value in enumerate(row):
                    style = formats[isinstance(value, (time, timedelta))]
                    sheet.write(number, column, value, style)
    path = folder / "region.xlsx"
    path.write_bytes(memory.getvalue())
    return path


def write_saved(rng: random.Random, grids: Grids, folder: Path) -> Path:
    """The sound problem as JSON; its bytes are spoilt later."""
    del rng, grids
    path = folder / "problem.json"
    path.write_bytes(SAVED)
    return path


SAVED = dump_problem(small_problem(weeks=1))


def spoil_bytes(rng: random.Random, path: Path) -> None:
    """One thing that goes wrong with a file."""
    content = bytearray(path.read_bytes())
    spot = rng.randrange(len(content) + 1)
    match rng.randrange(6):
        case 0:
            content = content[:spot]
        case 1:
            content[spot:spot] = rng.randbytes(rng.randrange(1, 40))
        case 2:
            content = bytearray(rng.randbytes(rng.randrange(400)))
        case 3:
            content = bytearray()
        case 4:
            for place in range(spot, min(spot + 8, len(content))):
                content[place] = rng.randrange(256)
        case _:
            start = rng.randrange(len(content) + 1)
            del content[start : start + rng.randrange(1, 200)]
    path.write_bytes(content)


def spoil_part(rng: random.Random, path: Path) -> None:
    """One thing that goes wrong with the XML inside a workbook; the zip stays sound."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = rng.choice(sorted(parts))
    content = bytearray(parts[name])
    tag = content.find(b"<", rng.randrange(len(content)))
    match rng.randrange(4):
        case 0:
            content[tag:tag] = rng.choice((b"<c r='XFD9'>", b"<x/>", b"&amp;", b"&x;", b"</c>"))
        case 1:
            content[tag : content.find(b">", tag) + 1] = b""
        case 2:
            for digit in range(tag, min(tag + 60, len(content))):
                if content[digit : digit + 1].isdigit():
                    content[digit] = rng.choice(b"0123456789-")
        case _:
            del parts[name]
            name = "xl/other.xml"
    parts[name] = bytes(content)
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


WRITERS = (write_folder, write_folder, write_book, write_book, write_saved)


def read_or_refuse(seed: int) -> str:
    """Spoil an input and read it: what came of it."""
    rng = random.Random(seed)
    grids = fresh()
    writer = rng.choice(WRITERS)
    if writer is not write_saved:
        for _ in range(rng.randrange(0, 6)):
            spoil(rng, grids)
    with tempfile.TemporaryDirectory() as folder:
        path = writer(rng, grids, Path(folder))
        if rng.random() < (1 if writer is write_saved else 0.4):
            files = sorted(path.iterdir()) if path.is_dir() else [path]
            if path.suffix == ".xlsx" and rng.random() < 0.7:
                spoil_part(rng, path)
            elif files:
                spoil_bytes(rng, rng.choice(files))
        try:
            problem = read(path)
        except InputError as error:
            for fault in error.faults:
                assert fault.place.file, fault
                assert str(folder) in fault.place.file
                assert fault.what
                assert fault.remedy
                assert str(fault).isprintable()
            return "refused"
    assert isinstance(problem, RosterProblem)
    assert validate(problem) == []
    return "read"


@pytest.mark.second
@given(st.integers(0, 2**32))
@settings(max_examples=150)
def test_a_mangled_input_is_read_or_refused(seed):
    read_or_refuse(seed)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_thousand_mangled_inputs_are_read_or_refused():
    outcomes = [read_or_refuse(seed) for seed in range(2000)]
    assert outcomes.count("read") > 100  # the mangling leaves some inputs sound
    assert outcomes.count("refused") > 1000
