"""What employers were asked about their people, and what they answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "employer_asks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("told_at", UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_asks")),
    )
    op.create_index(op.f("ix_employer_asks_partner"), "employer_asks", ["partner"])
    op.create_table(
        "employer_ask_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ask", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("answer", sa.Boolean(), nullable=True),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ask"], ["employer_asks.id"], name=op.f("fk_employer_ask_lines_ask")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.row"], name=op.f("fk_employer_ask_lines_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer_ask_lines")),
    )
    for column in ("ask", "person"):
        op.create_index(op.f(f"ix_employer_ask_lines_{column}"), "employer_ask_lines", [column])
