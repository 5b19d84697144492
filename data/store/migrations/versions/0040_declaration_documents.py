"""Documents that employers give with their declarations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "declaration_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["line"], ["employer_ask_lines.id"], name=op.f("fk_declaration_documents_line")
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.row"], name=op.f("fk_declaration_documents_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_documents")),
        sa.UniqueConstraint("line", name=op.f("uq_declaration_documents_line")),
    )
    op.create_index(op.f("ix_declaration_documents_person"), "declaration_documents", ["person"])
