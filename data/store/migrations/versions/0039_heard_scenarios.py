"""When the machine at work on a comparison of scenarios was last heard."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.add_column("scenario_run", sa.Column("heard_at", UtcDateTime(timezone=True), nullable=True))
