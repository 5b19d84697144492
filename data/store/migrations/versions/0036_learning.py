"""What functionaries would like to learn, and evidence that they hand in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "learning_wish",
        sa.Column("person", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(timezone=True), nullable=False),
        _of_person("learning_wish"),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_learning_wish")),
    )
    op.create_table(
        "handed_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("handed_in_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _of_person("handed_in"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_in")),
    )
    for column in ("person", "status"):
        op.create_index(op.f(f"ix_handed_in_{column}"), "handed_in", [column])


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person"], ["people.row"], name=op.f(f"fk_{table}_person"))
