"""Calendars of others that are read for absences, and what they propose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "absence_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("added_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("read_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("unmatched", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.row"], name=op.f("fk_absence_feed_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_feed")),
    )
    op.create_index(op.f("ix_absence_feed_person"), "absence_feed", ["person"])
    op.create_table(
        "absence_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feed", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("start", UtcDateTime(timezone=True), nullable=False),
        sa.Column("end", UtcDateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("accepted_start", UtcDateTime(timezone=True), nullable=True),
        sa.Column("accepted_end", UtcDateTime(timezone=True), nullable=True),
        sa.Column("accepted_kind", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["feed"], ["absence_feed.id"], name=op.f("fk_absence_proposal_feed")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.row"], name=op.f("fk_absence_proposal_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_proposal")),
        sa.UniqueConstraint("feed", "key", name=op.f("uq_absence_proposal_feed")),
    )
    for column in ("feed", "person"):
        op.create_index(op.f(f"ix_absence_proposal_{column}"), "absence_proposal", [column])
