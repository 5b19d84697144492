"""From when the start norm of a post is counted.

A policy team has its minutes from the moment at which the mayor convenes it, all others from when
the criteria for alerting were met (Bvr 2.3.2(1)). Posts that do not say so count as before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    # No value is given: the column of an older store stays empty, which stands for the criteria.
    op.add_column("posts", sa.Column("norm_from", sa.Text(), nullable=True))
