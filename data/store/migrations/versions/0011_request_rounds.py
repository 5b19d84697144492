"""Rounds in which people say what they wish for a period, and their answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "request_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("until", UtcDateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("closed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_round")),
    )
    op.create_table(
        "round_answer",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reply IN ('asked', 'nothing')", name=op.f("ck_round_answer_reply")),
        sa.ForeignKeyConstraint(
            ["round"], ["request_round.id"], name=op.f("fk_round_answer_round")
        ),
        sa.ForeignKeyConstraint(["person"], ["people.row"], name=op.f("fk_round_answer_person")),
        sa.PrimaryKeyConstraint("round", "person", name=op.f("pk_round_answer")),
    )
    op.create_index(op.f("ix_round_answer_person"), "round_answer", ["person"])
