"""What was really done: take-overs, offers and requests of a part, presence, statements."""

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
    _take_overs()
    _presence()


def _take_overs() -> None:
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
    for table in ("shift_offer", "swap_request"):
        for column in ("start", "end"):
            op.add_column(table, sa.Column(column, UtcDateTime(timezone=True), nullable=True))


def _presence() -> None:
    op.add_column("posts", sa.Column("presence_minutes", sa.Integer(), nullable=True))
    op.create_table(
        "presences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("shift", sa.Text(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.row"], name=op.f("fk_presences_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presences")),
    )
    op.create_index(op.f("ix_presences_person"), "presences", ["person"])
    op.create_index("ix_presences_at", "presences", ["at"])
    op.create_table(
        "presence_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_terms")),
    )
    op.create_index(op.f("ix_presence_terms_post"), "presence_terms", ["post"])
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("written_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.row"], name=op.f("fk_handovers_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index(op.f("ix_handovers_person"), "handovers", ["person"])
    op.create_index("ix_handovers_written_at", "handovers", ["written_at"])
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("entry_hash", sa.Text(), nullable=False),
        sa.Column("proof_hash", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
    )
    op.create_index(
        "uq_statements_version", "statements", ["first", "last", "version"], unique=True
    )
