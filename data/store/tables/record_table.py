"""What tables of the records are made of.

A row is found by its natural key. What is no longer so is *ended*, not removed: the row stays, with
the moment from which it no longer counts.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, Text

from data.store.tables.columns import METADATA, UtcDateTime
from data.tables.values import WEEKDAYS as DAYS

#: How a text of the contract becomes a value, where the kind of column does not tell.
WORD = {"text": "word"}  #: a word in small letters
WEEKDAYS = {"text": "weekdays"}
FIRST_DAY = {"text": "first_day"}  #: a moment, or the date that begins with it
LAST_DAY = {"text": "last_day"}  #: a moment, or the date that ends with it


def kept(name: str, *columns: Column[object], key: tuple[str, ...]) -> Table:
    """A table of the records.

    Parameters
    ----------
    columns
        Those of the contract; an optional one may be empty.
    key
        Names of the columns that tell two rows apart.
    """
    return Table(
        name,
        METADATA,
        Column("row", Integer, primary_key=True),
        Column("key", Text, nullable=False, unique=True),
        *columns,
        Column("ended_at", UtcDateTime),
        Column("lock_version", Integer, nullable=False),
        info={"key": key},
    )


def person(*, is_given: bool = True) -> Column[object]:
    """The person whose row it is; their code may change when they are erased."""
    reference = ForeignKey("people.id", onupdate="CASCADE")
    return Column("person", Text, reference, nullable=not is_given, index=True)


def somebody_else(name: str, *, is_given: bool = True) -> Column[object]:
    """Another person whom a row is about; who need not be given may leave, and the row stays."""
    reference = ForeignKey("people.id", onupdate="CASCADE")
    return Column(name, Text, reference, nullable=not is_given, index=True)


def from_until(*, from_is_given: bool = True) -> tuple[Column[object], Column[object]]:
    """The first and the last day of what a row says."""
    return Column("from", Date, nullable=not from_is_given), Column("until", Date)


def start_end() -> tuple[Column[object], Column[object]]:
    """The stretch of time of what a row says, half open."""
    return Column("start", UtcDateTime, nullable=False), Column("end", UtcDateTime, nullable=False)


def each_day() -> list[Column[object]]:
    """A name for each day of the week, Monday first."""
    return [Column(day, Text) for day in DAYS]
