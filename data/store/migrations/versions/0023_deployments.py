"""Relief in a disaster: deployments, their seats and shifts, and who has these."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime, WordList

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "deployment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("criteria_at", UtcDateTime(timezone=True)),
        sa.Column("start", UtcDateTime(timezone=True), nullable=False),
        sa.Column("end", UtcDateTime(timezone=True), nullable=False),
        sa.Column("shift_hours", sa.Integer(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("is_exercise", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", UtcDateTime(timezone=True)),
        sa.CheckConstraint(
            "ground IN ('none', 'emergency', 'disaster')", name=op.f("ck_deployment_ground")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
    )
    op.create_table(
        "deployment_seat",
        sa.Column("deployment", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("regions", WordList()),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment"], ["deployment.id"], name=op.f("fk_deployment_seat_deployment")
        ),
        sa.PrimaryKeyConstraint("deployment", "code", name=op.f("pk_deployment_seat")),
    )
    op.create_table(
        "relief_shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deployment", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("start", UtcDateTime(timezone=True), nullable=False),
        sa.Column("end", UtcDateTime(timezone=True), nullable=False),
        sa.Column("work_minutes", sa.Integer(), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment"], ["deployment.id"], name=op.f("fk_relief_shift_deployment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relief_shift")),
    )
    op.create_index(op.f("ix_relief_shift_deployment"), "relief_shift", ["deployment"])
    op.create_index("ix_relief_shift_start", "relief_shift", ["start", "end"])
    op.create_table(
        "relief_duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deployment", sa.Integer(), nullable=False),
        sa.Column("shift", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("is_call", sa.Boolean(), nullable=False),
        sa.Column("set_aside", sa.JSON(), nullable=False),
        sa.Column("rest_owed", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime(timezone=True)),
        sa.Column("answered_at", UtcDateTime(timezone=True)),
        sa.CheckConstraint(
            "status IN ('planned', 'asked', 'accepted', 'declined', 'withdrawn')",
            name=op.f("ck_relief_duty_status"),
        ),
        sa.ForeignKeyConstraint(
            ["deployment"], ["deployment.id"], name=op.f("fk_relief_duty_deployment")
        ),
        sa.ForeignKeyConstraint(["shift"], ["relief_shift.id"], name=op.f("fk_relief_duty_shift")),
        sa.ForeignKeyConstraint(["person"], ["people.row"], name=op.f("fk_relief_duty_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relief_duty")),
    )
    for column in ("deployment", "shift", "person"):
        op.create_index(op.f(f"ix_relief_duty_{column}"), "relief_duty", [column])
