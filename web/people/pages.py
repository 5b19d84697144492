"""The pages under ``/people``, and what is wrong with a file in the words of the reader."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from flask import Blueprint

from data.i18n.fault_words import in_words
from data.i18n.sheet_words import column_word, table_word
from web.locale import current_language
from web.people import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.model.errors import Fault, Place

pages = Blueprint("people", __name__, url_prefix="/people")


@pages.context_processor
def known_words() -> dict[str, object]:
    language = current_language()
    return {
        "words": words,
        "table_word": lambda table: table_word(table, language),
        "column_word": lambda column: column_word(column, language),
    }


_QUOTED = re.compile(r"'([^']+)'")


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault, as a row of a table.

    Parameters
    ----------
    file, sheet, row, column
        Where; empty: not known.
    """

    file: str
    sheet: str
    row: str
    column: str
    what: str
    remedy: str


def in_reader_words(
    faults: Iterable[Fault], names: Mapping[str, str] | None = None
) -> list[FaultRow]:
    """Faults for the screen.

    Parameters
    ----------
    names
        By code: somebody who chose a name from a list does not know its code.
    """
    return [_told(in_words(fault, current_language()), names or {}) for fault in faults]


def _rows(place: Place) -> str:
    """The numbers alone: the word stands in the heading."""
    if not place.unlisted:
        return place.rows
    said = current_language().gettext("{numbers} and {count} more")
    return said.format(numbers=place.rows, count=place.unlisted)


def _told(fault: Fault, names: Mapping[str, str]) -> FaultRow:
    place, what = fault.place, fault.what
    for code in _QUOTED.findall(what):
        what = what.replace(f"'{code}'", names.get(code, f"'{code}'"))
    return FaultRow(
        file=PurePath(place.file or "").name,
        sheet=place.sheet or "",
        row=_rows(place),
        column=place.column or "",
        what=what,
        remedy=fault.remedy,
    )
