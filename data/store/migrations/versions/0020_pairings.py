"""Pairings: people who are kept apart, and people who serve together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_PEOPLE = ("person", "other")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "pairings",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _PEOPLE),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("where", sa.Text(), nullable=True),
        sa.Column("posts", sa.JSON(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [name], ["people.id"], name=op.f(f"fk_pairings_{name}"), onupdate="CASCADE"
            )
            for name in _PEOPLE
        ),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_pairings")),
        sa.UniqueConstraint("key", name=op.f("uq_pairings_key")),
    )
    for name in _PEOPLE:
        op.create_index(op.f(f"ix_pairings_{name}"), "pairings", [name])
