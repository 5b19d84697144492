"""Traineeships, substitutions and skill mixes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _add(
        "traineeships",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("shifts", sa.Integer(), nullable=False),
        sa.Column("mentor", sa.Text(), nullable=True),
        *(_of_person("traineeships", column) for column in ("person", "mentor")),
        _of_function("traineeships", "function"),
    )
    for column in ("person", "mentor"):
        op.create_index(op.f(f"ix_traineeships_{column}"), "traineeships", [column])
    _add(
        "substitutions",
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("substitute", sa.Text(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        *(_of_function("substitutions", column) for column in ("function", "substitute")),
    )
    _add(
        "skill_mixes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("posts", sa.JSON(), nullable=False),
        _of_function("skill_mixes", "function"),
    )


def _of_person(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], ["people.id"], name=name, onupdate="CASCADE")


def _of_function(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["functions.id"], name=op.f(f"fk_{table}_{column}"))


def _add(name: str, *own: sa.schema.SchemaItem) -> None:
    """A table of the records whose rows hold from one day to another."""
    op.create_table(
        name,
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        *own,
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{name}_key")),
    )
