"""What was worked out about the people that posts need."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from data.model.job import JobStatus
from data.store.tables.columns import METADATA, Choice, UtcDateTime

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

#: Searches for these; the newest, and what is not over.
LOSS_RUNS = Table(
    "loss_runs",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("status", Choice(JobStatus), nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("machine", Text),
    Column("heard_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    # People and lengths that were looked at, and how many there are.
    Column("done", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("message", Text),
)
