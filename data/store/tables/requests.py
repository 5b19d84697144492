"""What functionaries ask for: leave and swaps."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Table, Text

from data.store.tables.columns import METADATA, UtcDateTime

_STATUS = "status IN ('asked', 'granted', 'refused', 'withdrawn', 'lapsed')"

LEAVE_REQUESTS = Table(
    "leave_request",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("start", UtcDateTime, nullable=False),
    Column("end", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("status", Text, nullable=False, index=True),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("reason", Text, nullable=False),
    CheckConstraint(_STATUS, name="status"),
)
SWAP_REQUESTS = Table(
    "swap_request",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("giver", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("given", Text, nullable=False),
    Column("taker", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("returned", Text),
    Column("note", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("status", Text, nullable=False, index=True),
    Column("answered_at", UtcDateTime),
    Column("roster", Integer, ForeignKey("roster.id")),
    CheckConstraint(_STATUS, name="status"),
)
