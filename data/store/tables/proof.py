"""What was confirmed and stated: who was at their desk, and the statements that were signed."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text

from data.model.presence import PresenceSource
from data.store.tables.columns import METADATA, Choice, UtcDateTime

#: That somebody was at the desk of a post. A row is never changed: a better one is added.
PRESENCES = Table(
    "presences",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("post", Text, nullable=False),
    # The shift that they had when it was recorded; a later version may know it no longer.
    Column("shift", Text, nullable=False),
    # The row of `people`: it stays the same when a person is erased.
    Column("person", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("how", Choice(PresenceSource), nullable=False),
    # On what a statement afterwards stands, such as the log of the door.
    Column("note", Text, nullable=False),
    Index("ix_presences_at", "at"),
)


#: From when on a post asks for presence: a row each time that this changed in the records.
PRESENCE_TERMS = Table(
    "presence_terms",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("post", Text, nullable=False, index=True),
    Column("since", UtcDateTime, nullable=False),
    # Within how many minutes; empty: presence is no longer asked.
    Column("minutes", Integer),
)


#: What somebody left for whoever comes next; gone after some weeks.
HANDOVERS = Table(
    "handovers",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("post", Text, nullable=False),
    # The row of `people` of who left it; empty: somebody at the screen in the room.
    Column("person", Integer, ForeignKey("people.row"), index=True),
    Column("written_at", UtcDateTime, nullable=False),
    Column("written_by", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_handovers_written_at", "written_at"),
)


#: Statements of 24/7 that somebody signed: never changed, a newer version stands beside it.
STATEMENTS = Table(
    "statements",
    METADATA,
    Column("id", Integer, primary_key=True),
    # Local days, both inclusive.
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", Text, nullable=False),
    # The last entry of the audit trail that it knows of.
    Column("entry", Integer, nullable=False),
    Column("entry_hash", Text, nullable=False),
    # SHA-256 of the rows of the proof.
    Column("proof_hash", Text, nullable=False),
    # As JSON, without names of people; its hash stands in the trail.
    Column("content", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    # Code of the region that it is about; empty: all.
    Column("region", Text, nullable=False, server_default=""),
    # Code of the book that it is about; empty: of all.
    Column("book", Text, nullable=False, server_default=""),
    Index("uq_statements_version", "first", "last", "region", "book", "version", unique=True),
)
