"""Findings, actions and checks; assessments with their ambitions; actions of templates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime, WordList

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def _kept(name: str, *columns: sa.schema.SchemaItem) -> None:
    """A table of the records."""
    op.create_table(
        name,
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        *columns,
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{name}_key")),
    )


def _text(name: str, *, is_given: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=not is_given)


def _refers(
    table: str, column: str, other: str, *, follows: bool = True
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    change = "CASCADE" if follows else None
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, onupdate=change)


def upgrade() -> None:
    """Make the change."""
    _kept(
        "findings",
        _text("id", is_given=True),
        sa.Column("found_on", sa.Date(), nullable=False),
        _text("origin", is_given=True),
        _text("report"),
        _text("theme", is_given=True),
        _text("text", is_given=True),
        _text("function"),
        sa.Column("regions", WordList(none_as_null=True), nullable=True),
        _text("partner"),
        _text("subject"),
        _text("subject_id"),
        _text("subject_person"),
        sa.Column("closed_on", sa.Date(), nullable=True),
        _text("closed_by"),
        _refers("findings", "function", "functions", follows=False),
        _refers("findings", "subject_person", "people"),
        sa.UniqueConstraint("id", name=op.f("uq_findings_id")),
    )
    _kept(
        "actions",
        _text("id", is_given=True),
        _text("finding", is_given=True),
        _text("what", is_given=True),
        _text("owner"),
        _text("owner_login"),
        _text("partner"),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        _text("remark"),
        _refers("actions", "finding", "findings"),
        _refers("actions", "owner", "people"),
        sa.UniqueConstraint("id", name=op.f("uq_actions_id")),
    )
    _kept(
        "checks",
        _text("finding", is_given=True),
        _text("action"),
        sa.Column("date", sa.Date(), nullable=False),
        _text("helped", is_given=True),
        _text("evidence"),
        _text("by", is_given=True),
        _refers("checks", "finding", "findings"),
        _refers("checks", "action", "actions"),
    )
    _assessments()
    for table, column in (
        *(("findings", "subject_person"), ("actions", "finding"), ("actions", "owner")),
        ("action_templates", "owner"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _assessments() -> None:
    _kept(
        "assessments",
        _text("part", is_given=True),
        _text("point", is_given=True),
        _text("region", is_given=True),
        sa.Column("date", sa.Date(), nullable=False),
        _text("mark", is_given=True),
        _text("assessed_by"),
        _text("finding"),
        _text("reason"),
        _refers("assessments", "finding", "findings"),
    )
    _kept(
        "ambitions",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        _text("part"),
        _text("region"),
    )
    _kept(
        "action_templates",
        _text("template", is_given=True),
        _text("what", is_given=True),
        sa.Column("days", sa.Integer(), nullable=False),
        _text("owner"),
        _text("owner_login"),
        _refers("action_templates", "owner", "people"),
    )
