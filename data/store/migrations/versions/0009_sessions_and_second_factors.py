"""Sessions, second factors, and counts of what was tried."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change. Whoever is signed in signs in anew: no session was kept before."""
    with op.batch_alter_table("account", schema=None) as account:
        account.add_column(
            sa.Column("second_factor_seed", sa.Text(), nullable=False, server_default="")
        )
        account.add_column(sa.Column("second_factor_at", UtcDateTime(timezone=True), nullable=True))
        account.add_column(
            sa.Column("second_factor_step", sa.Integer(), nullable=False, server_default="0")
        )
    op.create_table(
        "web_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_hash", sa.Text(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("begun_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_web_session_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
        sa.UniqueConstraint("name_hash", name=op.f("uq_web_session_name_hash")),
    )
    op.create_index(op.f("ix_web_session_account"), "web_session", ["account"])
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_recovery_code_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_account"), "recovery_code", ["account"])
    op.create_table(
        "attempt",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
    )
