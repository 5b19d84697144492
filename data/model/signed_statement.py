"""A statement of 24/7 that somebody signed: kept as it was, whatever is recorded afterwards."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A version of the statement about some local days.

    Parameters
    ----------
    id
        Number in the store; 0: not kept yet.
    first, last
        Local dates, both inclusive.
    version
        1, 2, ... of these days. A later one stands beside it and takes nothing away.
    made_at, made_by
        When it was signed, UTC, and with which login.
    entry, entry_hash
        The last entry of the audit trail that it knows of.
    proof_hash
        SHA-256 of the rows of its proof.
    content
        All that it says, as JSON, without names of people.
    content_hash
        SHA-256 of `content`; it stands in the audit trail.
    region
        Id of the region that it is about; empty: all of them.
    book
        Id of the book that it is about; empty: of all. Versions are counted for each region and
        book.
    """

    id: int
    first: date
    last: date
    version: int
    made_at: datetime
    made_by: str
    entry: int
    entry_hash: str
    proof_hash: str
    content: str
    content_hash: str
    region: str = ""
    book: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether its content is what was signed."""
        return hash_of_content(self.content) == self.content_hash


def hash_of_content(content: str) -> str:
    """SHA-256 of what a statement says."""
    return hashlib.sha256(content.encode()).hexdigest()
