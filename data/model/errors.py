"""Every error this product raises on purpose.

    CacoError
    ├── InputError          input that a person can correct; carries all faults at once
    ├── BrokenResult        a roster that failed its own check; a defect of ours
    ├── StoreError          the database cannot do what is asked: out of reach, full, damaged
    ├── Conflict            somebody else changed the same thing first
    └── Refused             the request is clear, and not allowed as things stand

An infeasible or timed-out solve is no error but an outcome (see `data.model.result`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


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
    also
        The next rows with the very same fault, by number; the first few.
    unlisted
        How many more rows have it.
    """

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    also: tuple[int, ...] = ()
    unlisted: int = 0

    @property
    def rows(self) -> str:
        """The rows as ``2, 3, 4``; empty: none is known."""
        return ", ".join(str(row) for row in (self.row, *self.also) if row is not None)

    def __str__(self) -> str:
        more = f" and {self.unlisted} more" if self.unlisted else ""
        parts = [
            self.file,
            f"sheet {self.sheet}" if self.sheet else None,
            f"row{'s' if self.also else ''} {self.rows}{more}" if self.rows else None,
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
    violations
        What the checker found, one sentence each.
    saved_to
        Where the problem was saved for whoever mends this, if it was.
    """

    def __init__(self, violations: Sequence[str], saved_to: str | None = None) -> None:
        self.violations = tuple(violations)
        self.saved_to = saved_to
        super().__init__(self.violations, saved_to)

    def __str__(self) -> str:
        saved = f" The problem was saved to {self.saved_to}." if self.saved_to else ""
        return (
            "The solver's roster did not pass its own check, so no roster is given."
            f"{saved} First findings: " + "; ".join(self.violations[:3])
        )


class StoreError(CacoError):
    """The database cannot do what is asked; nothing was changed.

    Parameters
    ----------
    what
        What went wrong, with the name of the store.
    remedy
        What the reader can do about it.
    """

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(what, remedy)

    def __str__(self) -> str:
        return f"{self.what}. {self.remedy}"


class Conflict(CacoError):
    """Somebody else changed the same thing first; nothing of the second change was done.

    Parameters
    ----------
    subject
        What both wanted to change.
    by, at
        Who was first, and when (UTC).
    difference
        What that changed, a sentence each.
    """

    def __init__(self, subject: str, by: str, at: datetime, difference: Sequence[str] = ()) -> None:
        self.subject = subject
        self.by = by
        self.at = at
        self.difference = tuple(difference)
        super().__init__(subject, by, at, self.difference)

    def __str__(self) -> str:
        lines = [f"{self.subject} was changed by {self.by} at {self.at:%Y-%m-%d %H:%M} UTC"]
        return "\n".join([*lines, *self.difference])


class Refused(CacoError):
    """The request is clear, and not allowed as things stand.

    Parameters
    ----------
    reasons
        Why not, with what to do about each.
    """

    def __init__(self, reasons: Sequence[Fault]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(self.reasons)

    def __str__(self) -> str:
        return "\n".join(str(reason) for reason in self.reasons)
