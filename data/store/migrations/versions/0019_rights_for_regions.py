"""The regions for which roles of accounts hold, and for which tokens are: none named, all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import WordList, WordsByWord

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    for table in ("account", "invitation"):
        op.add_column(table, sa.Column("limits", WordsByWord(none_as_null=True), nullable=True))
    op.add_column("api_token", sa.Column("regions", WordList(none_as_null=True), nullable=True))
