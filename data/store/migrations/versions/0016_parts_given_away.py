"""A part of a duty that somebody gives away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    for column in ("start", "end"):
        op.add_column("swap_request", sa.Column(column, UtcDateTime(timezone=True), nullable=True))
