"""Signed statements about one book; those of before are about all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.add_column("statements", sa.Column("book", sa.Text(), nullable=False, server_default=""))
    op.drop_index("uq_statements_version", "statements")
    columns = ["first", "last", "region", "book", "version"]
    op.create_index("uq_statements_version", "statements", columns, unique=True)
