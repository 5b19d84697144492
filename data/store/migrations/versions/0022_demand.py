"""When posts need more or fewer people than their patterns ask, and from when until when at all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime, WordList

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _kept(name: str, *columns: sa.Column[object]) -> None:
    """A table of the records."""
    op.create_table(
        name,
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        *columns,
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post"], ["posts.id"], name=op.f(f"fk_{name}_post")),
        sa.PrimaryKeyConstraint("row", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{name}_key")),
    )


def upgrade() -> None:
    """Make the change."""
    for column in ("from", "until"):
        op.add_column("posts", sa.Column(column, sa.Date(), nullable=True))
    _kept(
        "demand",
        sa.Column("start", UtcDateTime(timezone=True), nullable=False),
        sa.Column("end", UtcDateTime(timezone=True), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("yearly", sa.Boolean(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
    )
    _kept(
        "minimum_cover",
        sa.Column("weekdays", WordList(none_as_null=True), nullable=False),
        sa.Column("start", sa.Time(), nullable=False),
        sa.Column("end", sa.Time(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("from", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
    )
