"""Whom somebody telephoned about a gap, and what they answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "call_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gap", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("logged_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('no_answer', 'calls_back', 'no', 'yes')",
            name=op.f("ck_call_attempt_outcome"),
        ),
        sa.ForeignKeyConstraint(["gap"], ["gap.id"], name=op.f("fk_call_attempt_gap")),
        sa.ForeignKeyConstraint(["person"], ["people.row"], name=op.f("fk_call_attempt_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_attempt")),
    )
    for column in ("gap", "person"):
        op.create_index(op.f(f"ix_call_attempt_{column}"), "call_attempt", [column])
