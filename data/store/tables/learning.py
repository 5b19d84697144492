"""What functionaries said of their own competence."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table, Text

from data.model.learning import HandedInStatus
from data.store.tables.columns import METADATA, Choice, UtcDateTime

LEARNING_WISHES = Table(
    "learning_wish",
    METADATA,
    Column("person", Integer, ForeignKey("people.row"), primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
)


HANDED_IN = Table(
    "handed_in",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("requirement", Text, nullable=False),
    Column("shown_on", Date, nullable=False),
    Column("document", Text, nullable=False),
    Column("handed_in_at", UtcDateTime, nullable=False),
    Column("status", Choice(HandedInStatus), nullable=False, index=True),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("reason", Text, nullable=False),
)
