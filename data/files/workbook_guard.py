"""Looks a workbook over before it is parsed: is it one, small enough, and whole.

A workbook is a zip file of XML parts. Each part that matters is unpacked here, within limits and
with its checksum; only this copy is handed on, so no later reader unpacks anything by itself.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.files.sheet_scan import CellProblem, scan_sheet, scan_strings, sheet_parts
from data.tables.faults import plain, refuse
from data.tables.reading import InputLimits, megabytes

if TYPE_CHECKING:
    from pathlib import Path

_OLE = b"\xd0\xcf\x11\xe0"  # Excel 97-2003, and any workbook with a password
_ZIP = b"PK\x03\x04"
_SAVE_AGAIN = "Open it in Excel and save it as 'Excel Workbook (.xlsx)'"
_MOST_PARTS = 5_000
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NEEDED = ("xl/", "_rels/", "[Content_Types].xml")
_NOT_NEEDED = ("xl/media/", "xl/drawings/", "xl/charts/", "xl/theme/", "xl/printerSettings/")


@dataclass(frozen=True, slots=True)
class SafeWorkbook:
    """A workbook that is small enough to parse.

    Parameters
    ----------
    content
        The same workbook, packed anew.
    problems
        Sheet name -> cells that show no value.
    """

    content: bytes
    problems: dict[str, tuple[CellProblem, ...]]


def guard_workbook(path: Path, limits: InputLimits) -> SafeWorkbook:
    """Look a workbook over.

    Raises
    ------
    InputError
        It is no workbook, damaged, or beyond the limits.
    """
    _check_kind(path, limits)
    try:
        with zipfile.ZipFile(path) as packed:
            parts = _unpack(packed, path, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise _damaged(path) from error
    try:
        problems = _scan(parts, path, limits)
    except ValueError as error:
        raise _damaged(path) from error
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as copy:
        for name, content in parts.items():
            copy.writestr(zipfile.ZipInfo(name), content)
    return SafeWorkbook(memory.getvalue(), problems)


def _check_kind(path: Path, limits: InputLimits) -> None:
    if not path.is_file():
        raise refuse("this file does not exist", "Check its name", path)
    limits.check_size(path)
    with path.open("rb") as file:
        start = file.read(len(_ZIP))
    if start == _OLE:
        raise refuse(
            "this is an old Excel file, or one with a password",
            f"{_SAVE_AGAIN}, without a password",
            path,
        )
    if start != _ZIP:
        raise refuse("this is not an Excel workbook, whatever its name says", _SAVE_AGAIN, path)


def _unpack(packed: zipfile.ZipFile, path: Path, limits: InputLimits) -> dict[str, bytes]:
    """Every part that is needed. The sizes are first believed, then found true by the checksum."""
    infos = packed.infolist()
    size = sum(info.file_size for info in infos)
    if size > limits.unpacked_bytes or len(infos) > _MOST_PARTS:
        raise refuse(
            f"the workbook unpacks to {size / 1e6:.0f} MB in {len(infos)} parts; at most"
            f" {megabytes(limits.unpacked_bytes)} is read",
            "Delete empty rows far below each table, pictures, and other sheets, and save it again",
            path,
        )
    if "xl/workbook.xml" not in packed.namelist():
        raise refuse("this is not an Excel workbook (.xlsx)", _SAVE_AGAIN, path)
    if any(info.flag_bits & 1 or info.compress_type not in _PACKINGS for info in infos):
        raise refuse("the workbook has a password, or is packed in a rare way", _SAVE_AGAIN, path)
    return {
        info.filename: unpacked(packed, info)
        for info in infos
        if info.filename.startswith(_NEEDED) and not info.filename.startswith(_NOT_NEEDED)
    }


def unpacked(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A part of an archive, never more of it than its header says.

    `ZipFile.read` inflates up to 2 GB before it looks at that size.

    Raises
    ------
    zipfile.BadZipFile
        The header lies, or the part is damaged.
    """
    with packed.open(info) as part:
        content = part.read(info.file_size)
        if len(content) != info.file_size or part.read(1):
            raise zipfile.BadZipFile(f"{info.filename} is not as large as it says")
    return content


def _scan(
    parts: dict[str, bytes], path: Path, limits: InputLimits
) -> dict[str, tuple[CellProblem, ...]]:
    longest = max(
        (scan_strings(part) for name, part in parts.items() if "sharedstrings" in name.lower()),
        default=0,
    )
    problems, cells = {}, 0
    for name, part in sheet_parts(parts).items():
        sheet = scan_sheet(parts.get(part, b""), limits)
        limits.check_shape(sheet.rows, sheet.columns, f"sheet {plain(name)}", path)
        problems[name] = tuple(sheet.problems)
        cells += sheet.cells
    if cells * longest > 4 * limits.unpacked_bytes:
        raise refuse(
            f"the workbook holds {cells} cells, and a text of {longest} characters",
            "Delete the very long text, or the rows that are not needed",
            path,
        )
    return problems


def _damaged(path: Path) -> Exception:
    return refuse("the workbook is damaged", f"{_SAVE_AGAIN}, or take a copy that opens", path)
