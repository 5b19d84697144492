"""Hours that holders of a function are asked to exercise in a year."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.add_column("functions", sa.Column("exercise_hours", sa.Integer(), nullable=True))
