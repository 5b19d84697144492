"""Rules, public holidays and signers of books."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.add_column("books", sa.Column("signers", sa.Text(), nullable=True))
    _make(
        "book_rules",
        sa.Column("book", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=True),
        sa.Column("parameter", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
    )
    _make(
        "holidays",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("book", sa.Text(), nullable=True),
    )


def _make(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        *columns,
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["book"], ["books.id"], name=op.f(f"fk_{name}_book")),
        sa.PrimaryKeyConstraint("row", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{name}_key")),
    )
