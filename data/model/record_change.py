"""What an import changes in the records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class RowChangeKind(StrEnum):
    """What happens to a row."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"  #: no longer so; the row is kept, and no longer counts


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that is not as it was.

    Parameters
    ----------
    table
        Name of the table of the input contract.
    key
        What tells the row apart in it, for the reader.
    kind
        What happens.
    before, after
        Column -> text; only what differs for `ChangeKind.CHANGED`, all for the others.
    row
        Number of the row in the records; 0: it is new.
    """

    table: str
    key: str
    kind: RowChangeKind
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    row: int = 0
