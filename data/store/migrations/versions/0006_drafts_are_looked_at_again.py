"""Drafts are looked at again: time that no shift covers was left out of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ROSTERS = sa.table("roster", sa.column("status"), sa.column("records_seq"))
_NEVER = -1  #: a draft that knows of no change of the records is brought up to date when it opens


def upgrade() -> None:
    """Make the change. Who is on which shift stays as it is."""
    drafts = _ROSTERS.c.status == "draft"
    op.get_bind().execute(sa.update(_ROSTERS).where(drafts).values(records_seq=_NEVER))
