"""What the board was told: a row for each line and period, never changed."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Table, Text

from data.store.tables.columns import METADATA, UtcDateTime, WordList

BOARD_ACCOUNTS = Table(
    "board_accounts",
    METADATA,
    Column("id", Integer, primary_key=True),
    # Code of the line; the line may end, and what it said stays.
    Column("line", Text, nullable=False),
    # Local days, both inclusive.
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    # Codes of the regions that it is about; empty: all together.
    Column("regions", WordList),
    Column("made_at", UtcDateTime, nullable=False),
    # The last entry of the audit trail before it was counted.
    Column("entry", Integer, nullable=False),
    Column("entry_hash", Text, nullable=False),
    # As JSON, without names of people; its hash stands in the trail.
    Column("content", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    # Two workers that make the same at once: one of them is too late.
    Index("uq_board_accounts_period", "line", "first", "last", unique=True),
)
