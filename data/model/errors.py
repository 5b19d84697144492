"""Every error this product raises on purpose.

    CacoError
    ├── InputError          input that a person can correct; carries all faults at once
    └── BrokenResult        a roster that failed its own check; a defect of ours

An infeasible or timed-out solve is no error but an outcome (see `data.model.result`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class CacoError(Exception):
    """Root of the tree."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the input a fault stands; every part may be unknown.

    Parameters
    ----------
    file
        Name of the file as the user gave it.
    sheet
        Name of the worksheet, for a workbook.
    row
        Row number as a spreadsheet shows it: 1 is the heading row.
    column
        Heading of the column.
    """

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        parts = [
            self.file,
            f"sheet {self.sheet}" if self.sheet else None,
            f"row {self.row}" if self.row is not None else None,
            f"column {self.column}" if self.column else None,
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the input.

    Parameters
    ----------
    what
        What is wrong, with the offending value.
    remedy
        What the reader can do about it.
    place
        Where it stands.
    """

    what: str
    remedy: str
    place: Place = Place()

    def __str__(self) -> str:
        where = str(self.place)
        return f"{where + ': ' if where else ''}{self.what}. {self.remedy}"


class InputError(CacoError):
    """Input that cannot be used; `faults` holds everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class BrokenResult(CacoError):
    """A roster that the solver made and the checker refused: a defect of this program.

    Parameters
    ----------
    breaches
        What the checker found, one sentence each.
    saved_to
        Where the problem was saved for whoever mends this, if it was.
    """

    def __init__(self, breaches: Sequence[str], saved_to: str | None = None) -> None:
        self.breaches = tuple(breaches)
        self.saved_to = saved_to
        super().__init__(self.breaches, saved_to)

    def __str__(self) -> str:
        saved = f" The problem was saved to {self.saved_to}." if self.saved_to else ""
        return (
            "The solver's roster did not pass its own check, so no roster is given."
            f"{saved} First findings: " + "; ".join(self.breaches[:3])
        )
