"""The audit trail: a chain of entries, each of which holds the hash of the one before it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from data.store.tables.columns import METADATA, UtcDateTime

ENTRIES = Table(
    "audit_entry",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    # Before and after. The chain holds only their hash, so that personal data can be taken out.
    Column("body", Text, nullable=False),
    Column("salt", Text, nullable=False),
    Column("body_hash", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    # The later entry that says by whom and why personal data were taken out of the body.
    Column("erased_by", Integer),
    Index("ix_audit_entry_subject", "subject"),
)
#: One row: the end of the chain. Whoever writes to the store holds it first.
HEAD = Table(
    "audit_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    # Sequence number of the last change of the records.
    Column("records_seq", Integer, nullable=False),
)
