"""How much input is read: larger files are refused before they are parsed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.tables.faults import refuse

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class InputLimits:
    """Bounds on what is read. The defaults hold a year of several regions many times over.

    Parameters
    ----------
    file_bytes
        Size of a file on disk.
    unpacked_bytes
        Size of everything inside a workbook, which is a zip file.
    rows, columns
        Of one table, the heading included.
    cells
        Rows times columns of one table.
    """

    file_bytes: int = 50 * MEGABYTE
    unpacked_bytes: int = 150 * MEGABYTE
    rows: int = 100_000
    columns: int = 200
    cells: int = 3_000_000

    def check_size(self, path: Path) -> None:
        """Refuse a file that is too large on disk.

        Raises
        ------
        InputError
            It is.
        """
        size = path.stat().st_size
        if size > self.file_bytes:
            most = megabytes(self.file_bytes)
            raise refuse(
                f"the file is {size / MEGABYTE:.0f} MB; at most {most} is read",
                "Keep only the tables of this period in it",
                path,
            )

    def check_shape(self, rows: int, columns: int, where: str, file: object) -> None:
        """Refuse a table that is too long or too wide.

        Raises
        ------
        InputError
            It is.
        """
        if rows > self.rows:
            raise refuse(
                f"{where} reaches down to row {rows}; at most {self.rows} rows are read",
                "Delete what stands far below the table (Ctrl+End goes there)",
                file,
            )
        if columns > self.columns or rows * columns > self.cells:
            raise refuse(
                f"{where} is {rows} rows by {columns} columns; at most {self.columns} columns"
                f" and {self.cells} cells are read",
                "Delete what stands far to the right of the table (Ctrl+End goes there)",
                file,
            )


def megabytes(size: int) -> str:
    """A size in words."""
    return f"{size / MEGABYTE:g} MB"
