"""Follows the audit trail as it grows: each entry is looked at once, soon after it was written.

`data.store.audit.check.verify` looks at everything; that is for a person to ask, because it reads
the whole store. This part finds what was changed or cut off at the end, at the price of a few rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from data.store.audit import trail
from data.store.audit.trail import START
from data.store.tables.rosters import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

MOST = 2000  #: entries that are looked at in one go


@dataclass(frozen=True, slots=True)
class TailPosition:
    """How far the trail was followed: the number and the hash of the last entry that was sound."""

    seq: int = 0
    hash: str = START

    @classmethod
    def of(cls, mark: str) -> TailPosition:
        """From a mark; an empty one is the beginning."""
        seq, _, hash = mark.partition(" ")
        return cls(int(seq), hash) if mark else cls()

    @property
    def mark(self) -> str:
        """As it is kept."""
        return f"{self.seq} {self.hash}"


def follow(
    connection: Connection, seen: TailPosition, most: int = MOST
) -> tuple[TailPosition, str]:
    """Look at the entries after the last that was seen.

    Returns
    -------
    tuple[Seen, str]
        How far it is sound; and what is not sound after that, in a sentence, or nothing.
    """
    end = trail.head(connection)
    if seen.seq and _hash_of(connection, seen.seq) != seen.hash:
        return seen, f"entry {seen.seq} is no longer what it was"
    rows = connection.execute(
        select(ENTRIES).where(ENTRIES.c.seq > seen.seq).order_by(ENTRIES.c.seq).limit(most)
    ).all()
    for row in rows:
        if fault := _fault(row, seen):
            return seen, fault
        seen = TailPosition(row.seq, row.hash)
    is_whole = len(rows) < most
    if is_whole and (end.seq, end.hash) != (seen.seq, seen.hash):
        return seen, f"the trail ends at entry {seen.seq}, and was at {end.seq}"
    return seen, ""


def _fault(row: Row[tuple[object, ...]], seen: TailPosition) -> str:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    named = {str(name): value for name, value in values.items()}
    if named["seq"] != seen.seq + 1:
        return f"entry {seen.seq + 1} is missing"
    if named["previous"] != seen.hash:
        return f"entry {named['seq']} does not follow the one before it"
    if trail.entry_hash(named) != named["hash"]:
        return f"entry {named['seq']} was changed"
    taken_out = named["erased_by"] is not None
    if not taken_out and trail.body_hash(named["salt"], named["body"]) != named["body_hash"]:
        return f"what entry {named['seq']} tells was changed"
    return ""


def _hash_of(connection: Connection, seq: int) -> str | None:
    found: Sequence[str] = connection.scalars(
        select(ENTRIES.c.hash).where(ENTRIES.c.seq == seq)
    ).all()
    return found[0] if found else None
