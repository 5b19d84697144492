"""Duty managers and alert steps of some books."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import WordList

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    for table in ("duty_managers", "alert_steps"):
        op.add_column(table, sa.Column("books", WordList(none_as_null=True), nullable=True))
    # Steps that differ in their books alone are told apart by them: that of no books has none.
    steps = sa.table("alert_steps", sa.column("key", sa.Text))
    op.execute(sa.update(steps).values(key=steps.c.key + " | "))
