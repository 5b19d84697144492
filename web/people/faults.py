"""What is wrong with something that was sent, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from data.exchange.fault_words import in_words
from web.look.speech import speech

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.errors import Fault


@dataclass(frozen=True, slots=True)
class ToldFault:
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


def in_reader_words(faults: Iterable[Fault]) -> list[ToldFault]:
    """Faults for the screen."""
    return [_told(in_words(fault, speech())) for fault in faults]


def _told(fault: Fault) -> ToldFault:
    place = fault.place
    return ToldFault(
        file=PurePath(place.file or "").name,
        sheet=place.sheet or "",
        row="" if place.row is None else str(place.row),
        column=place.column or "",
        what=fault.what,
        remedy=fault.remedy,
    )
