"""What employers were asked about their people, what they answered, and with what document."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, LargeBinary, Table, Text

from data.model.declaration_document import DocumentKind
from data.store.tables.columns import METADATA, Choice, UtcDateTime

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
DECLARATION_DOCUMENTS = Table(
    "declaration_documents",
    METADATA,
    Column("id", Integer, primary_key=True),
    # One document a line: another one takes its place.
    Column("line", Integer, ForeignKey("employer_ask_lines.id"), nullable=False, unique=True),
    Column("person", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("kind", Choice(DocumentKind), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
)
