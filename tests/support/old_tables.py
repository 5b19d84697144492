"""Tables with the columns of version 0.1.0: to write a store that is then brought up to date."""

from __future__ import annotations

from sqlalchemy import Table, TableClause, column, table

THEN_CALLED = {"violations": "breaches"}


def as_then(now: Table) -> TableClause:
    """A table with the names of then; it may have columns that were added since."""
    return table(now.name, *(column(THEN_CALLED.get(c.name, c.name), c.type) for c in now.c))
