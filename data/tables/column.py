"""What a table and its columns are: names, meaning, and what a cell may hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ColumnKind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    CODE = "code"  #: one line without semicolons, by which other rows refer to it
    DAY = "day"
    MOMENT = "moment"  #: a day with a clock time; of an absence also a day alone
    CLOCK = "clock"
    NUMBER = "number"
    WHOLE = "whole"  #: a number without decimals
    YES_NO = "yes_no"
    CHOICE = "choice"  #: one of some words
    CHOICES = "choices"  #: several of some words, with semicolons between them
    REFERENCE = "reference"  #: the code of a row of another table
    REFERENCES = "references"  #: several, with semicolons between them
    WEEKDAYS = "weekdays"  #: days of the week with semicolons, or all of them


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        Heading.
    required
        Every row must fill it (and the table must have it).
    meaning
        What it holds, with its unit, for the reader of ``docs/input.md``.
    kind
        What its cells hold.
    choices
        Of a `CHOICE` and `CHOICES`: the words that it may hold. Of a `CODE`: words that are meant
        most often, where others are allowed. Of a `REFERENCE`: codes that are there without a row.
    refers
        Of a `REFERENCE` and `REFERENCES`: the table whose codes are meant. Of a `CODE`: a table
        whose codes are meant most often, where another word is allowed. Empty: of none.
    """

    name: str
    required: bool
    meaning: str
    kind: ColumnKind = ColumnKind.TEXT
    choices: tuple[str, ...] = ()
    refers: str = ""

    @property
    def has_words(self) -> bool:
        """Whether its cells hold words of a fixed list, each of which has a Dutch one."""
        worded = (ColumnKind.CHOICE, ColumnKind.CHOICES, ColumnKind.CODE)
        return self.kind in worded and bool(self.choices)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet or CSV file.

    Parameters
    ----------
    name
        Name of the sheet; the CSV file is ``name.csv``.
    required
        Input without it cannot be solved.
    """

    name: str
    required: bool
    meaning: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of a name.

        Raises
        ------
        KeyError
            It has none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Cells:
    """What the cells of a column hold, before the column has its name."""

    kind: ColumnKind
    choices: tuple[str, ...] = ()
    refers: str = ""


def among(words: Iterable[str]) -> Cells:
    """One of some words, such as those of an enum."""
    return Cells(ColumnKind.CHOICE, tuple(str(word) for word in words))


def some(words: Iterable[str]) -> Cells:
    """Several of some words."""
    return Cells(ColumnKind.CHOICES, tuple(str(word) for word in words))


def such_as(*words: str) -> Cells:
    """A code: most often one of some words."""
    return Cells(ColumnKind.CODE, words)


def one(table: str, *also: str) -> Cells:
    """The code of a row of a table, or one of those that need no row."""
    return Cells(ColumnKind.REFERENCE, also, table)


def many(table: str) -> Cells:
    """Codes of rows of a table."""
    return Cells(ColumnKind.REFERENCES, refers=table)


def often(table: str) -> Cells:
    """A code: most often that of a row of a table."""
    return Cells(ColumnKind.CODE, refers=table)


def table(
    name: str, meaning: str, *columns: tuple[str, str] | tuple[str, str, ColumnKind | Cells],
    required: bool = False,
) -> Table:  # fmt: skip
    """A table; a column whose name ends in ``*`` is required, one without a kind is text.

    Parameters
    ----------
    columns
        Name, meaning, and what its cells hold.
    """
    return Table(name, required, meaning, tuple(_column(*column) for column in columns))


def _column(name: str, meaning: str, kind: ColumnKind | Cells = ColumnKind.TEXT) -> Column:
    cells = kind if isinstance(kind, Cells) else Cells(kind)
    required = name.endswith("*")
    return Column(name.rstrip("*"), required, meaning, cells.kind, cells.choices, cells.refers)
