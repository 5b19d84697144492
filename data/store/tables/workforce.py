"""What was worked out about the people that posts need."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from data.store.tables.columns import METADATA, UtcDateTime

#: What stays open without one person; the newest counts. All go when somebody is erased.
LOSS_REPORTS = Table(
    "loss_reports",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("made_at", UtcDateTime, nullable=False),
    # SHA-256 of the problem that it was worked out from.
    Column("source_hash", Text, nullable=False),
    # A `LossReport` as JSON.
    Column("content", Text, nullable=False),
)
