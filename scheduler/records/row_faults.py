"""What is wrong with rows that somebody typed: told of these rows, or of others by their number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.model.errors import Fault, InputError, Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORM = "form"  #: what faults call these tables, until they are shown
NO_FORM = frozenset({"call_outs", "call_out_people"})  #: tables of which no form is


class RowFaults(InputError):
    """What is wrong with rows, or with others because of them.

    The place of a fault names the table, and as its row the place of the edit among those of that
    table, from 1; or, with the file `OTHERS`, the number of a row that is there already.

    Parameters
    ----------
    mentioned
        Table -> number in a sentence -> number of the row that is meant; 0: one that was typed.
    """

    OTHERS = "the store"

    def __init__(self, faults: Sequence[Fault], mentioned: Mapping[str, Mapping[int, int]]) -> None:
        super().__init__(faults)
        self.mentioned = mentioned

    @property
    def is_of_others(self) -> bool:
        """Whether nothing is wrong with the rows themselves: others stand in the way."""
        return all(fault.place.file == self.OTHERS for fault in self.faults)


def faults_of_rows(
    error: InputError, numbers: Mapping[str, Sequence[int]], typed: Mapping[str, int]
) -> RowFaults:
    """Faults of the rows that were typed, and of others by their number.

    Parameters
    ----------
    numbers
        Table -> number of each row, in the order in which they were looked at; 0: it was typed.
    typed
        Table -> how many of them were; they stand last.
    """
    mentioned = {
        name: {place: number for place, number in enumerate(rows, start=2)}
        for name, rows in numbers.items()
        if name not in NO_FORM
    }
    found = [_of_row(fault, mentioned, typed) for fault in error.faults]
    return RowFaults(found, mentioned)


def _of_row(
    fault: Fault, mentioned: Mapping[str, Mapping[int, int]], typed: Mapping[str, int]
) -> Fault:
    place = fault.place
    if place.file != FORM:
        return fault
    if place.sheet is None or place.row is None:
        return replace(fault, place=Place(sheet=place.sheet, column=place.column))
    known = mentioned.get(place.sheet, {})
    named = [place.row, *place.also]
    mine = [row for row in named if known.get(row) == 0]
    if mine:
        first = max(known) - typed.get(place.sheet, 0)  # the place of the last row that was there
        ordinals = [row - first for row in mine]
        place = Place(None, place.sheet, ordinals[0], place.column, tuple(ordinals[1:]))
        return replace(fault, place=place)
    others = [known[row] for row in named if row in known]
    place = Place(
        RowFaults.OTHERS,
        place.sheet,
        others[0] if others else None,
        place.column,
        tuple(others[1:]),
        place.unlisted,
    )
    return replace(fault, place=place)
