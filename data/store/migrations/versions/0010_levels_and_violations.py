"""Results are kept in the field's words: levels of an objective, violations of a rule."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ROSTERS = sa.table(
    "roster", sa.column("id"), sa.column("result", sa.Text), sa.column("violations", sa.Text)
)
_RUNS = sa.table("solve_run", sa.column("id"), sa.column("progress", sa.Text))
_NAMES = {"rungs": "levels", "given_breaches": "preexisting_violations", "mend": "remedy"}


def upgrade() -> None:
    """Make the change."""
    op.alter_column("roster", "breaches", new_column_name="violations")
    _rewrite(_ROSTERS, _ROSTERS.c.result)
    _rewrite(_ROSTERS, _ROSTERS.c.violations)
    _rewrite(_RUNS, _RUNS.c.progress)


def _rewrite(table: sa.TableClause, column: sa.ColumnClause[str]) -> None:
    """Write the texts of a column again, with the names of `_NAMES`."""
    connection = op.get_bind()
    for key, text in connection.execute(sa.select(table.c.id, column)).all():
        if text:
            content = json.dumps(_renamed(json.loads(text)), ensure_ascii=False)
            here = sa.update(table).where(table.c.id == key)
            connection.execute(here.values({column.name: content}))


def _renamed(content: object) -> object:
    if isinstance(content, dict):
        return {_NAMES.get(name, name): _renamed(value) for name, value in content.items()}
    return [_renamed(one) for one in content] if isinstance(content, list) else content
