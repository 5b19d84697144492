"""Base rosters: the cycles by which teams live, and who follows which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


def upgrade() -> None:
    """Make the change."""
    _add(
        "base_rosters",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        *(sa.Column(day, sa.Text(), nullable=True) for day in _DAYS),
        sa.ForeignKeyConstraint(["post"], ["posts.id"], name=op.f("fk_base_rosters_post")),
    )
    _add(
        "base_members",
        sa.Column("base_roster", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("from", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_base_members_person"), onupdate="CASCADE"
        ),
    )
    op.create_index(op.f("ix_base_members_person"), "base_members", ["person"])


def _add(name: str, *own: sa.schema.SchemaItem) -> None:
    """A table of the records."""
    op.create_table(
        name,
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        *own,
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{name}_key")),
    )
