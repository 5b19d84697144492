"""What employers were asked about their people, and what they answered."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Table, Text

from data.store.tables.columns import METADATA, UtcDateTime

EMPLOYER_ASKS = Table(
    "employer_asks",
    METADATA,
    Column("id", Integer, primary_key=True),
    # Code of the partner; the partner may end, and what it answered stays.
    Column("partner", Text, nullable=False, index=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("reminders", Integer, nullable=False),
    Column("told_at", UtcDateTime),
)
EMPLOYER_ASK_LINES = Table(
    "employer_ask_lines",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("ask", Integer, ForeignKey("employer_asks.id"), nullable=False, index=True),
    Column("person", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("requirement", Text, nullable=False),
    Column("last_day", Date),
    Column("answer", Boolean),
    Column("answered_at", UtcDateTime),
    Column("answered_by", Text, nullable=False),
    Column("until", Date),
    Column("document", Text, nullable=False),
)
