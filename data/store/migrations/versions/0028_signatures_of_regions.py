"""Signatures of rosters by region."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime, WordList

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "roster_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster", sa.Integer(), nullable=False),
        sa.Column("regions", WordList(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("signed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("consents", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roster"],
            ["roster.id"],
            name=op.f("fk_roster_signature_roster"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_signature")),
    )
    op.create_index(op.f("ix_roster_signature_roster"), "roster_signature", ["roster"])
