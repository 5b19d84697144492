"""What the readers of single tables share: the tables, the log, the local clock, known ids."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.post import STANDARD_PATTERNS, PostKind
from data.tables.faults import FaultLog
from data.tables.raw_table import InputTables
from data.tables.table_rows import TableRow, known_ids, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    def open_call_posts(self) -> frozenset[str] | None:
        """Ids of the posts to which everybody is called."""
        table = self.tables.tables.get("posts")
        if table is None or not {"id", "kind"} <= set(table.columns):
            return None
        kinds = ((row.texts.get("id", ""), row.texts.get("kind", "")) for row in table.rows)
        return frozenset(post for post, kind in kinds if kind.casefold() == PostKind.OPEN_CALL)

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
    def patterns(self) -> frozenset[str] | None:
        """Ids of patterns, the standard ones included."""
        standard = frozenset(pattern.id for pattern in STANDARD_PATTERNS)
        if "patterns" not in self.tables.tables:
            return standard
        own = known_ids(self.tables, "patterns", "pattern")
        return None if own is None else own | standard
