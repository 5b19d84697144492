"""The table of what the board is told of."""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, Text

from data.model.account_line import AccountFrequency, Indicator
from data.store.tables.columns import Choice, WordList
from data.store.tables.record_table import from_until, kept

ACCOUNT_LINES = kept(
    "account_lines",
    Column("id", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("indicator", Choice(Indicator), nullable=False),
    Column("frequency", Choice(AccountFrequency), nullable=False),
    Column("readers", Text),
    Column("regions", WordList),
    Column("partner", Text),
    Column("goal", Float),
    Column("decision", Text),
    Column("decided_on", Date),
    *from_until(),
    key=("id",),
)
