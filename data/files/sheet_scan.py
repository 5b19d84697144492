"""A quick look through the XML of a sheet: how far it reaches, and which cells show no value.

The workbook reader lays a sheet out as a full grid, so that one cell in the last row costs
memory for a million; and it gives an empty text for an error such as ``#REF!`` and for a formula
that was never calculated; and it reads rows that a filter hides. This module finds all of these,
and stops as soon as a limit is passed.
"""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.tables.reading import InputLimits

_MOST_PROBLEMS = 500
_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell without a value that can be read.

    Parameters
    ----------
    row
        1 is the first.
    column
        0 is the first.
    what, remedy
        As in `Fault`.
    """

    row: int
    column: int
    what: str
    remedy: str


@dataclass(slots=True)
class SheetShape:
    """Extent of the filled cells of a sheet.

    Parameters
    ----------
    rows, columns
        The last row and the last column with a filled cell; 0: none.
    cells
        Number of filled cells.
    problems
        Cells that show no value.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    problems: list[CellProblem] = field(default_factory=list)


class _TooFar(Exception):
    """The limits are passed: what follows is not looked at."""


def scan_sheet(content: bytes, limits: InputLimits) -> SheetShape:
    """Shape of a worksheet part.

    Raises
    ------
    ValueError
        It is no proper XML.
    """
    scan = _SheetScan(limits)
    parser = _parser(scan.start, scan.end)
    parser.CharacterDataHandler = scan.text
    with suppress(_TooFar):
        _parse(parser, content)
    return scan.shape


def scan_strings(content: bytes) -> int:
    """Length of the longest shared text, in bytes of XML."""
    return max((len(text) for text in re.split(rb"</(?:\w+:)?si>", content)), default=0)


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet name -> name of its part, for each worksheet of a workbook.

    Raises
    ------
    ValueError
        The list of sheets is no proper XML.
    """
    targets = {
        tag["Id"]: posixpath.normpath(posixpath.join("/xl", tag["Target"]))[1:]
        for name, tag in _tags(parts.get("xl/_rels/workbook.xml.rels", b""))
        if name == "Relationship" and {"Id", "Target"} <= tag.keys()
    }
    found = {}
    for name, tag in _tags(parts["xl/workbook.xml"]):
        if name == "sheet":
            relation = next((value for key, value in tag.items() if key.endswith(":id")), "")
            found[tag.get("name", "")] = targets.get(relation, "")
    return found


def _tags(content: bytes) -> list[tuple[str, dict[str, str]]]:
    tags: list[tuple[str, dict[str, str]]] = []
    if not content:
        return tags
    parser = _parser(lambda name, given: tags.append((_local(name), given)), lambda _: None)
    _parse(parser, content)
    return tags


class _SheetScan:
    """Follows rows and cells as the parser meets them; positions left out count on."""

    def __init__(self, limits: InputLimits) -> None:
        self.limits = limits
        self.shape = SheetShape()
        self.row = self.column = 0
        self.is_error = self.is_text = self.has_value = self.has_formula = False
        self.in_value = False
        self.is_hidden = self.has_told_hidden = False

    def start(self, name: str, given: dict[str, str]) -> None:
        match _local(name):
            case "row":
                self.row = int(given["r"]) if "r" in given else self.row + 1
                self.column = 0
                self.is_hidden = given.get("hidden", "0") not in ("0", "false")
            case "c":
                self._start_cell(given)
            case "v" | "is":
                self.in_value = True
                self._reach()
            case "f":
                self.has_formula = True
                self._reach()

    def _start_cell(self, given: dict[str, str]) -> None:
        self.column += 1
        if match := _CELL.fullmatch(given.get("r", "")):
            self.column = 0
            for letter in match[1]:
                self.column = 26 * self.column + ord(letter) - ord("A") + 1
            self.row = int(match[2])
        self.is_error = given.get("t") == "e"
        self.is_text = given.get("t") == "str"  # a formula's text, which may be empty
        self.has_value = self.has_formula = False

    def text(self, data: str) -> None:
        self.has_value = self.has_value or (self.in_value and not data.isspace())

    def _reach(self) -> None:
        shape, limits = self.shape, self.limits
        shape.cells += 1
        shape.rows = max(shape.rows, self.row)
        shape.columns = max(shape.columns, self.column)
        if shape.rows > limits.rows or shape.rows * shape.columns > limits.cells:
            raise _TooFar

    def end(self, name: str) -> None:
        self.in_value = False
        if _local(name) != "c" or len(self.shape.problems) >= _MOST_PROBLEMS:
            return
        if self.is_hidden and not self.has_told_hidden and self.has_value:
            self.has_told_hidden = True  # once a sheet: a filter hides hundreds
            self._problem(
                "this row is hidden, perhaps with others, and would be imported unseen",
                "Clear the filter or show all rows, and delete those that should not count",
            )
        if self.is_error:
            self._problem("the cell shows an error such as #REF! or #N/A", "Type its value")
        elif self.has_formula and not self.has_value and not self.is_text:
            self._problem(
                "the formula in this cell has not been calculated",
                "Open the workbook in Excel and save it, or type the value",
            )

    def _problem(self, what: str, remedy: str) -> None:
        self.shape.problems.append(CellProblem(self.row, self.column - 1, what, remedy))


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parser(start: object, end: object) -> expat.XMLParserType:
    """A parser that refuses document types: no workbook has one, and entities can explode."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start  # type: ignore[assignment]
    parser.EndElementHandler = end  # type: ignore[assignment]
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _parse(parser: expat.XMLParserType, content: bytes) -> None:
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError) as error:  # a LookupError is an unknown encoding
        raise ValueError(str(error)) from error


def _refuse_doctype(*_: object) -> None:
    raise ValueError("a workbook has no document type")
