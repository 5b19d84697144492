"""What is wrong with something that was sent, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from data.model.sentence import in_words
from web.look.speech import say

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
    return [
        ToldFault(
            file=PurePath(fault.place.file or "").name,
            sheet=fault.place.sheet or "",
            row="" if fault.place.row is None else str(fault.place.row),
            column=fault.place.column or "",
            what=in_words(fault.what, say),
            remedy=in_words(fault.remedy, say),
        )
        for fault in faults
    ]
