"""Take-overs of a part of a shift, and offers of a part."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "stand_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("start", UtcDateTime(timezone=True), nullable=False),
        sa.Column("end", UtcDateTime(timezone=True), nullable=False),
        sa.Column("leaver", sa.Integer(), nullable=True),
        sa.Column("comer", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("despite", sa.Text(), nullable=False),
        sa.Column("withdrawn_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("roster", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "leaver IS NOT NULL OR comer IS NOT NULL", name=op.f("ck_stand_in_somebody")
        ),
        sa.ForeignKeyConstraint(["leaver"], ["people.row"], name=op.f("fk_stand_in_leaver")),
        sa.ForeignKeyConstraint(["comer"], ["people.row"], name=op.f("fk_stand_in_comer")),
        sa.ForeignKeyConstraint(
            ["roster"], ["roster.id"], name=op.f("fk_stand_in_roster"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_in")),
    )
    for column in ("shift", "leaver", "comer", "roster"):
        op.create_index(op.f(f"ix_stand_in_{column}"), "stand_in", [column])
    op.create_index("ix_stand_in_start", "stand_in", ["start", "end"])
    for column in ("start", "end"):
        op.add_column("shift_offer", sa.Column(column, UtcDateTime(timezone=True), nullable=True))
