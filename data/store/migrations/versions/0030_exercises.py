"""Exercises, their themes, and who is invited or was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime, WordList

if TYPE_CHECKING:
    from datetime import datetime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _add(
        "exercise_themes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.UniqueConstraint("id", name=op.f("uq_exercise_themes_id")),
    )
    _add(
        "exercises",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        _moment("start"),
        _moment("end"),
        sa.Column("regions", WordList(none_as_null=True), nullable=False),
        sa.Column("functions", WordList(none_as_null=True), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("place", "theme", "goals")),
        sa.Column("requirement", sa.Text(), nullable=True),
        sa.Column("parts", WordList(none_as_null=True), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("partner", "goals_met", "remark")),
        sa.Column("called_off", sa.Boolean(), nullable=True),
        sa.UniqueConstraint("id", name=op.f("uq_exercises_id")),
        sa.ForeignKeyConstraint(["theme"], ["exercise_themes.id"], name=op.f("fk_exercises_theme")),
    )
    _add(
        "attendance",
        sa.Column("exercise", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exercise"], ["exercises.id"], name=op.f("fk_attendance_exercise")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_attendance_person"), onupdate="CASCADE"
        ),
    )
    for column in ("exercise", "person"):
        op.create_index(op.f(f"ix_attendance_{column}"), "attendance", [column])


def _moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=False)


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
