"""Call-outs with everything that was timed, in the place of mere answers to calls."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from data.store.tables.columns import UtcDateTime, WordList

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    _add(
        "call_outs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("posts", WordList(none_as_null=True), nullable=True),
        sa.Column("regions", WordList(none_as_null=True), nullable=True),
        sa.Column("exercise", sa.Boolean(), nullable=True),
        sa.Column("grip", sa.Integer(), nullable=True),
        _moment("criteria_at"),
        _moment("alert_at", nullable=False),
        _moment("picture_at"),
        _moment("convened_at"),
        _moment("over_at"),
        sa.UniqueConstraint("id", name=op.f("uq_call_outs_id")),
    )
    _add(
        "call_out_people",
        sa.Column("call_out", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        _moment("called_at"),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        _moment("work_until"),
        sa.ForeignKeyConstraint(
            ["call_out"],
            ["call_outs.id"],
            name=op.f("fk_call_out_people_call_out"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_call_out_people_person"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post"], ["posts.id"], name=op.f("fk_call_out_people_post")),
    )
    for column in ("call_out", "person"):
        op.create_index(op.f(f"ix_call_out_people_{column}"), "call_out_people", [column])
    _move()
    op.drop_table("call_answers")
    # No value is given: the column of an older store stays empty, which stands for the criteria.
    op.add_column("posts", sa.Column("norm_from", sa.Text(), nullable=True))


def _move() -> None:
    """Make a call-out of all answers of one post and moment; nothing is lost, ended ones neither.

    The answers keep the numbers of their rows, by which the audit trail speaks of them.
    """
    connection = op.get_bind()
    names = ("row", "post", "person", "came", "minutes", "lock_version")
    table = sa.table(
        "call_answers",
        *(sa.column(name) for name in names),
        sa.column("called_at", UtcDateTime(timezone=True)),
        sa.column("ended_at", UtcDateTime(timezone=True)),
    )
    calls: dict[str, dict[str, object]] = {}
    people = []
    query = sa.select(table).order_by(table.c.row)
    for row in connection.execute(query).mappings():
        code = _code(row["post"], row["called_at"])
        new = {
            "row": len(calls) + 1,
            "key": code,
            "id": code,
            "posts": [row["post"]],
            "alert_at": row["called_at"],
            "ended_at": row["ended_at"],
            "lock_version": 1,
        }
        call = calls.setdefault(code, new)
        if row["ended_at"] is None:
            call["ended_at"] = None
        people.append(
            {
                **{name: row[name] for name in ("row", "person", "minutes", "lock_version")},
                "key": f"{code} | {row['person']} | ",
                "call_out": code,
                "came": bool(row["came"]),
                "ended_at": row["ended_at"],
            }
        )
    meta = sa.MetaData()
    typed = {"posts": WordList(), "came": sa.Boolean()}
    moments = ("alert_at", "ended_at")
    for name, rows in (("call_outs", list(calls.values())), ("call_out_people", people)):
        columns: list[sa.Column[object]] = [
            sa.Column(key, UtcDateTime(timezone=True) if key in moments else typed.get(key))
            for key in (rows[0] if rows else ())
        ]
        if rows:
            op.bulk_insert(sa.Table(name, meta, *columns), rows)


def _code(post: str, called_at: datetime) -> str:
    """The id of a call-out: its post and the moment in UTC, so that no two are the same."""
    at = called_at.astimezone(UTC)
    return f"{post} {at:%Y-%m-%d %H:%M}{f':{at:%S}' if at.second else ''}Z"


def _moment(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def _add(name: str, *own: sa.schema.SchemaItem) -> None:
    """A table of the records."""
    op.create_table(
        name,
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        *own,
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{name}_key")),
    )
