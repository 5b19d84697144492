"""What the readers of tables share: the log, the local clock, known ids, and how much is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.post import STANDARD_PATTERNS, PostKind
from data.model.requirement import OF_EMPLOYER
from data.tables.faults import FaultLog, refuse
from data.tables.raw_table import InputTables
from data.tables.table_rows import TableRow, known_ids, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Reading:
    """One reading of an input.

    Parameters
    ----------
    tables
        What was read.
    zone
        The local clock.
    log
        Hears what is wrong.
    """

    tables: InputTables
    zone: ZoneInfo
    log: FaultLog

    def rows(self, table: str) -> Iterator[TableRow]:
        """The rows of a table."""
        return table_rows(self.tables, table, self.log)

    def is_sound(self, *names: str) -> bool:
        """Whether no fault was found in these tables: what follows from them can be trusted."""
        tables = (self.tables.tables.get(name) for name in names)
        return not any(table and self.log.has_any_in(table.place) for table in tables)

    @cached_property
    def regions(self) -> frozenset[str] | None:
        """Ids of regions; None where that table cannot be read, and so for the others."""
        return known_ids(self.tables, "regions")

    @cached_property
    def functions(self) -> frozenset[str] | None:
        """Ids of functions."""
        return known_ids(self.tables, "functions")

    @cached_property
    def posts(self) -> frozenset[str] | None:
        """Ids of posts."""
        return known_ids(self.tables, "posts")

    @cached_property
    def call_outs(self) -> frozenset[str] | None:
        """Ids of call-outs; none where there is no such table."""
        if "call_outs" not in self.tables.tables:
            return frozenset()
        return known_ids(self.tables, "call_outs")

    @cached_property
    def findings(self) -> frozenset[str] | None:
        """Ids of findings; none where there is no such table."""
        return self._optional_ids("findings")

    @cached_property
    def actions(self) -> frozenset[str] | None:
        """Ids of actions; none where there is no such table."""
        return self._optional_ids("actions")

    def _optional_ids(self, table: str) -> frozenset[str] | None:
        return known_ids(self.tables, table) if table in self.tables.tables else frozenset()

    @cached_property
    def open_call_posts(self) -> frozenset[str] | None:
        """Ids of the posts to which everybody is called."""
        table = self.tables.tables.get("posts")
        if table is None or not {"id", "kind"} <= set(table.columns):
            return None
        kinds = ((row.texts.get("id", ""), row.texts.get("kind", "")) for row in table.rows)
        return frozenset(post for post, kind in kinds if kind.casefold() == PostKind.OPEN_CALL)

    @cached_property
    def books(self) -> frozenset[str] | None:
        """Ids of books; none where there is no such table."""
        if "books" not in self.tables.tables:
            return frozenset()
        return known_ids(self.tables, "books")

    @cached_property
    def people(self) -> frozenset[str] | None:
        """Ids of people."""
        return known_ids(self.tables, "people")

    @cached_property
    def requirements(self) -> frozenset[str] | None:
        """Ids of requirements; none where there is no such table."""
        if "requirements" not in self.tables.tables:
            return frozenset()
        return known_ids(self.tables, "requirements")

    @cached_property
    def declarations(self) -> frozenset[str]:
        """Ids of the requirements that an employer declares."""
        table = self.tables.tables.get("requirements")
        rows = () if table is None else table.rows
        kinds = ((row.texts.get("id", ""), row.texts.get("kind", "")) for row in rows)
        return frozenset(one for one, kind in kinds if kind in OF_EMPLOYER)

    @cached_property
    def exercise_themes(self) -> frozenset[str] | None:
        """Ids of themes of exercises; none where there is no such table."""
        if "exercise_themes" not in self.tables.tables:
            return frozenset()
        return known_ids(self.tables, "exercise_themes")

    @cached_property
    def exercises(self) -> frozenset[str] | None:
        """Ids of exercises; none where there is no such table."""
        if "exercises" not in self.tables.tables:
            return frozenset()
        return known_ids(self.tables, "exercises")

    @cached_property
    def partner_names(self) -> Mapping[str, str] | None:
        """Names of partners by id; none where there is no such table."""
        table = self.tables.tables.get("partners")
        if table is None:
            return {}
        if "id" not in table.columns:
            return None
        texts = (row.texts for row in table.rows)
        return {row["id"]: row.get("name", "") for row in texts if row.get("id")}

    @cached_property
    def patterns(self) -> frozenset[str] | None:
        """Ids of patterns, the standard ones included."""
        standard = frozenset(pattern.id for pattern in STANDARD_PATTERNS)
        if "patterns" not in self.tables.tables:
            return standard
        own = known_ids(self.tables, "patterns", "pattern")
        return None if own is None else own | standard


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
