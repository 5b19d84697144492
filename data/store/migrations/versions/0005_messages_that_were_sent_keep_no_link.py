"""Messages that were sent keep no link to answer by: who reads the store could answer with it."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MESSAGES = sa.table("message", sa.column("id"), sa.column("status"), sa.column("body"))
_OVER = ("sent", "stale", "settled")
_LINK = re.compile(r"(https?://\S*?)/answer/\S+")


def upgrade() -> None:
    """Make the change. What is still to be sent keeps its links: the program drafts them anew."""
    connection = op.get_bind()
    old = _MESSAGES.c.status.in_(_OVER) & _MESSAGES.c.body.contains("/answer/")
    for name, body in connection.execute(
        sa.select(_MESSAGES.c.id, _MESSAGES.c.body).where(old)
    ).all():
        emptied = _LINK.sub(lambda found: f"{found[1]}/…", body)
        connection.execute(sa.update(_MESSAGES).where(_MESSAGES.c.id == name).values(body=emptied))
