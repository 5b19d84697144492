"""Books: posts that are planned and signed together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

IN_FORCE = sa.text("status = 'published'")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "books",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_books")),
        sa.UniqueConstraint("key", name=op.f("uq_books_key")),
        sa.UniqueConstraint("id", name=op.f("uq_books_id")),
    )
    op.add_column("posts", sa.Column("book", sa.Text(), nullable=True))
    op.add_column("roster", sa.Column("book", sa.Text(), nullable=False, server_default=""))
    op.drop_index("uq_roster_in_force", table_name="roster")
    op.create_index(
        "uq_roster_in_force",
        "roster",
        ["book", "start"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    op.drop_index("uq_roster_version", table_name="roster")
    op.create_index("uq_roster_version", "roster", ["book", "start", "version"], unique=True)
    op.add_column("request_round", sa.Column("book", sa.Text(), nullable=False, server_default=""))
