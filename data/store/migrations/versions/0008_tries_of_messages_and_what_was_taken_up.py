"""How often a message failed, apart from how often it was begun; what of a gap was taken up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


_GAPS = sa.table(
    "gap",
    sa.column("id"),
    sa.column("start", UtcDateTime()),
    sa.column("end", UtcDateTime()),
    sa.column("missing"),
    sa.column("state"),
    sa.column("acknowledged_extent"),
)


def upgrade() -> None:
    """Make the change.

    Of tries that were made nobody knows any longer which failed: those that are known to have
    gone wrong count. Gaps that were taken up are taken as they are now.
    """
    with op.batch_alter_table("message") as message:
        message.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        message.add_column(
            sa.Column("broken_off", sa.Integer(), nullable=False, server_default="0")
        )
        message.add_column(
            sa.Column("is_refused", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        message.add_column(sa.Column("warned_at", UtcDateTime(), nullable=True))
        message.add_column(sa.Column("took_ms", sa.Integer(), nullable=True))
    op.execute("UPDATE message SET failures = attempts WHERE error <> ''")
    with op.batch_alter_table("gap") as gap:
        gap.add_column(
            sa.Column("acknowledged_extent", sa.Text(), nullable=False, server_default="")
        )
    connection = op.get_bind()
    taken = sa.select(_GAPS).where(_GAPS.c.state == "acknowledged")
    for row in connection.execute(taken).all():
        extent = f"{row.start.isoformat()}/{row.end.isoformat()}/{row.missing}/1"
        mine = sa.update(_GAPS).where(_GAPS.c.id == row.id)
        connection.execute(mine.values(acknowledged_extent=extent))
