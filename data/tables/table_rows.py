"""Rows of a table with typed cells; whatever is wrong with one goes to the log.

A getter answers with a stand-in when its cell is bad, so that all cells of a row are looked at;
`Row.is_sound` then tells whether the row may be used.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from data.model.errors import Place
from data.tables import values
from data.tables.faults import FaultLog, nearest, shown
from data.tables.raw_table import NOTE_MARK
from data.tables.values import BadValue

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from zoneinfo import ZoneInfo

    from data.tables.raw_table import InputTables, RawRow, RawTable

T = TypeVar("T")
N = TypeVar("N", int, float)
E = TypeVar("E", bound=StrEnum)

_STAND_IN_DAY = date(2000, 1, 1)
_STAND_IN_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST_ID, _LONGEST_NAME, _LONGEST_SENTENCE = 64, 200, 500
_NO_CODE, _NO_NAME = re.compile(r"[;\t\r\n]"), re.compile(r"[\t\r\n]")


class TableRow:
    """One row of a table.

    Parameters
    ----------
    table, raw
        Where it stands.
    log
        Hears what is wrong.
    """

    def __init__(self, table: RawTable, raw: RawRow, log: FaultLog) -> None:
        self._table = table
        self._raw = raw
        self._log = log
        self.is_sound = True
        for column in table.table.columns:
            if column.required and not self.text(column.name):
                self.is_sound = False
                here = self.place(column.name)
                if column.name in table.headings and not log.has(here):
                    heading = table.heading(column.name)
                    log.add(f"{heading} is empty", f"Fill in: {column.meaning}", here)

    @property
    def number(self) -> int:
        """As a spreadsheet shows it."""
        return self._raw.number

    def place(self, column: str | None = None) -> Place:
        """Where a cell stands, by the heading that its reader knows."""
        whole = self._table.place
        heading = self._table.heading(column) if column else column
        return Place(whole.file, whole.sheet, self._raw.number, heading)

    def heading(self, column: str) -> str:
        """A column as its reader knows it."""
        return self._table.heading(column)

    def fault(self, column: str | None, what: str, remedy: str) -> None:
        """Note that a cell (None: the row as a whole) is wrong."""
        self.is_sound = False
        self._log.add(what, remedy, self.place(column))

    def text(self, column: str) -> str:
        """The text of a cell; empty when nothing is given."""
        return self._raw.texts.get(column, "")

    def get(self, column: str, parse: Callable[[str], T], default: T) -> T:
        """The value of a cell, or the default when it is empty or bad."""
        text = self.text(column)
        if not text:
            return default
        try:
            return parse(text)
        except BadValue as bad:
            self.fault(column, bad.what, bad.remedy)
            return default

    def id(self, column: str) -> str:
        """A code: one line, no semicolon; one that begins a row does not make it a note."""
        text = self.text(column)
        is_note = text.startswith(NOTE_MARK) and column == self._table.table.columns[0].name
        if len(text) > _LONGEST_ID or _NO_CODE.search(text) or is_note:
            remedy = (
                f"Use at most {_LONGEST_ID} characters, without semicolons or line breaks,"
                " and no # in front"
            )
            self.fault(column, f"{shown(text)} cannot be a code", remedy)
        return text

    def name(self, column: str) -> str:
        """A text on one line."""
        text = self.text(column)
        if len(text) > _LONGEST_NAME or _NO_NAME.search(text):
            remedy = f"Use at most {_LONGEST_NAME} characters, without line breaks"
            self.fault(column, f"{shown(text)} is too long, or more than one line", remedy)
        return text

    def sentence(self, column: str) -> str:
        """A text of a few sentences, on one line."""
        text = self.text(column)
        if len(text) > _LONGEST_SENTENCE or _NO_NAME.search(text):
            remedy = f"Use at most {_LONGEST_SENTENCE} characters, without line breaks"
            self.fault(column, f"{shown(text)} is too long, or more than one line", remedy)
        return text

    def day(self, column: str) -> date:
        """A date in a required column."""
        return self.get(column, values.to_date, _STAND_IN_DAY)

    def optional_day(self, column: str) -> date | None:
        """A date that may be left out."""
        return self.get(column, values.to_date, None)

    def first_and_last(self) -> tuple[date | None, date | None]:
        """The columns ``from`` and ``until``; None where not given."""
        first, last = self.optional_day("from"), self.optional_day("until")
        if first and last and last < first:
            what = f"until ({last}) lies before from ({first})"
            self.fault("until", what, "Correct one of the two dates")
        return first, last

    def dates(self) -> tuple[date, date | None]:
        """The columns ``from``, which is required, and ``until``."""
        first, last = self.first_and_last()
        return first or _STAND_IN_DAY, last

    def clock(self, column: str) -> time:
        """A clock time in a required column."""
        return self.get(column, values.to_clock, time())

    def moment(self, column: str, zone: ZoneInfo) -> datetime:
        """A UTC instant in a required column."""
        return self.optional_moment(column, zone) or _STAND_IN_MOMENT

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The columns ``start`` and ``end``, both required."""
        start, end = (self.optional_moment(column, zone) for column in ("start", "end"))
        if start and end and end <= start:
            self.fault_of_order()
        return start or _STAND_IN_MOMENT, end or _STAND_IN_MOMENT

    def fault_of_order(self) -> None:
        """Note that ``end`` is not after ``start``."""
        what = f"the end ({self.text('end')}) is not after the start ({self.text('start')})"
        self.fault("end", what, "Correct one of the two; a night ends on the next date")

    def optional_moment(self, column: str, zone: ZoneInfo) -> datetime | None:
        """A UTC instant that may be left out."""

        def parse(text: str) -> datetime:
            return values.to_moment(text, zone, date_is_midnight=self._table.is_workbook)

        return self.get(column, parse, None)

    def number_in(self, column: str, lowest: float, highest: float, default: float = 0.0) -> float:
        """A number between two bounds, both allowed."""
        number = self.optional_number(column, values.to_number, (lowest, highest))
        return default if number is None else number

    def whole_in(self, column: str, lowest: int, highest: int, default: int = 0) -> int:
        """A whole number between two bounds, both allowed."""
        number = self.optional_number(column, values.to_whole, (lowest, highest))
        return default if number is None else number

    def optional_whole(self, column: str, lowest: int, highest: int) -> int | None:
        """A whole number between two bounds, both allowed; None when it is not given."""
        return self.optional_number(column, values.to_whole, (lowest, highest))

    def optional_number_in(self, column: str, lowest: float, highest: float) -> float | None:
        """A number between two bounds, both allowed; None when it is not given."""
        return self.optional_number(column, values.to_number, (lowest, highest))

    def optional_number(
        self, column: str, parse: Callable[[str], N], bounds: tuple[float, float]
    ) -> N | None:
        """A number between two bounds, both allowed; None when it is not given."""
        number = self.get(column, parse, None)
        lowest, highest = bounds
        if number is None or lowest <= number <= highest:
            return number
        what = f"{shown(self.text(column))} is out of range"
        self.fault(column, what, f"Use {lowest:g} up to {highest:g}")
        return None

    def yes(self, column: str, *, default: bool) -> bool:
        """Yes or no."""
        return self.get(column, values.to_yes_no, default)

    def choice(self, column: str, words: type[E], default: E | None = None) -> E:
        """One of the words of an enum; the first of them when it is bad."""
        word = self.word(column, tuple(words))
        return words(word) if word else default or next(iter(words))

    def choices(self, column: str, words: type[E]) -> tuple[E, ...]:
        """Some of the words of an enum, in its order."""

        def parse(text: str) -> frozenset[str]:
            return frozenset(values.to_choice(part, tuple(words)) for part in values.to_list(text))

        given: frozenset[str] = self.get(column, parse, frozenset())
        return tuple(word for word in words if word in given)

    def optional_choice(self, column: str, words: type[E]) -> E | None:
        """One of the words of an enum; None when it is not given, or bad."""
        word = self.word(column, tuple(words))
        return None if word is None else words(word)

    def word(self, column: str, words: tuple[str, ...]) -> str | None:
        """One of some words; None when it is not given."""
        return self.get(column, lambda text: values.to_choice(text, words), None)

    def weekdays(self, column: str) -> tuple[int, ...]:
        """Days of the week, 0 is Monday."""
        return self.get(column, values.to_weekdays, ())

    def reference(self, column: str, known: Collection[str] | None, noun: str) -> str:
        """An id that another table defines; `known` is None when that table cannot be read."""
        return self._refer(column, self.text(column), known, noun)

    def references(self, column: str, known: Collection[str] | None, noun: str) -> tuple[str, ...]:
        """A list of ids that another table defines, each once."""
        parts: tuple[str, ...] = self.get(column, values.to_list, ())
        if len(set(parts)) < len(parts):
            self.fault(column, f"{shown(self.text(column))} names one twice", "Name each once")
        return tuple(self._refer(column, part, known, noun) for part in parts)

    def _refer(self, column: str, text: str, known: Collection[str] | None, noun: str) -> str:
        if text and known is not None and text not in known:
            self.fault(column, f"{noun} {shown(text)} is unknown", nearest(text, known))
        return text


def table_rows(tables: InputTables, name: str, log: FaultLog) -> Iterator[TableRow]:
    """The rows of a table, if it is there; a row that repeats another is refused."""
    table = tables.tables.get(name)
    if table is None:
        return
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    for raw in table.rows:
        row = TableRow(table, raw, log)
        key = tuple(sorted(raw.texts.items()))
        first = seen.setdefault(key, raw.number)
        if first != raw.number:
            row.fault(None, f"this row is the same as row {first}", "Remove one of the two")
        yield row


def known_ids(tables: InputTables, name: str, column: str = "id") -> frozenset[str] | None:
    """All ids that a table defines, also in rows with other faults; None: it cannot be read."""
    table = tables.tables.get(name)
    if table is None or column not in table.columns:
        return None
    return frozenset(row.texts[column] for row in table.rows if row.texts.get(column))


class Once:
    """Finds what is given twice in a column; small and capital letters are the same.

    Parameters
    ----------
    column
        The column.
    noun
        What it holds, for the message.
    remedy
        What to do about it.
    """

    def __init__(self, column: str, noun: str, remedy: str) -> None:
        self._column, self._noun, self._remedy = column, noun, remedy
        self._rows: dict[str, int] = {}

    def check(self, row: TableRow) -> None:
        """Note a fault when an earlier row has the same."""
        text = row.text(self._column)
        key = " ".join(text.casefold().split())
        first = self._rows.setdefault(key, row.number)
        if key and first != row.number:
            what = f"{self._noun} {shown(text)} stands in row {first} too"
            row.fault(self._column, what, self._remedy)
