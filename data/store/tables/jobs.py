"""What is told of a running solve while it goes on."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from data.store.tables.columns import METADATA, UtcDateTime

SOLVE_RUNS = Table(
    "solve_run",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("request", Text, nullable=False),
    Column("machine", Text),
    Column("started_at", UtcDateTime),
    Column("heard_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    # The last tick and the best pairs so far, as JSON.
    Column("progress", Text),
    Column("best", Text),
    Column("roster", Integer),
    Column("message", Text),
)
