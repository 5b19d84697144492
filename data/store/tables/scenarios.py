"""Tables of scenarios: what people ask, and what was worked out of it."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from data.model.job import JobStatus
from data.store.tables.columns import METADATA, Choice, UtcDateTime

SCENARIOS = Table(
    "scenario",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    # As JSON; see `data.files.scenario_file`.
    Column("content", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)


SCENARIO_RUNS = Table(
    "scenario_run",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("status", Choice(JobStatus), nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    # The scenarios as they were when it was asked, as JSON, and seconds for each roster.
    Column("scenarios", Text, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("machine", Text),
    Column("heard_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    # Rosters that were searched, and how many there are.
    Column("done", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    # The last change of the records that it knows of.
    Column("records_seq", Integer),
    Column("figures", Text),
    Column("message", Text),
)
