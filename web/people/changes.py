"""What an import changes, table by table, as a page shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from data.model.record_change import RowChange, RowChangeKind

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_SHOWN = 100  #: rows of a table; of the others the number is told


@dataclass(frozen=True, slots=True)
class TableChanges:
    """The changes in one table.

    Parameters
    ----------
    shown
        The first of them, what ends and what changes before what is new.
    """

    name: str
    added: int
    changed: int
    ended: int
    shown: tuple[RowChange, ...]

    @property
    def left_out(self) -> int:
        """How many are not shown."""
        return self.added + self.changed + self.ended - len(self.shown)


_ORDER = (RowChangeKind.ENDED, RowChangeKind.CHANGED, RowChangeKind.ADDED)


def by_table(changes: Iterable[RowChange]) -> tuple[TableChanges, ...]:
    """Changes by table, in the order in which they come."""
    return tuple(
        _table(name, list(found)) for name, found in groupby(changes, key=lambda one: one.table)
    )


def _table(name: str, found: list[RowChange]) -> TableChanges:
    counts = Counter(one.kind for one in found)
    ordered = sorted(found, key=lambda one: _ORDER.index(one.kind))
    return TableChanges(
        name,
        counts[RowChangeKind.ADDED],
        counts[RowChangeKind.CHANGED],
        counts[RowChangeKind.ENDED],
        tuple(ordered[:MOST_SHOWN]),
    )
