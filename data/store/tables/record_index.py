"""All tables of the records by name, and whom their rows are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Table

from data.store.tables import (
    account_tables,
    alert_records,
    exercise_records,
    improvement_tables,
    partner_records,
    records,
)
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from sqlalchemy import Column

#: By name, in the order in which a row may refer to an earlier table.
RECORDS: dict[str, Table] = {
    table.name: table
    for module in (
        records,
        alert_records,
        exercise_records,
        account_tables,
        improvement_tables,
        partner_records,
    )
    for table in vars(module).values()
    if isinstance(table, Table)
}
#: Per table the columns that tell its rows apart.
KEYS: dict[str, tuple[str, ...]] = {name: table.info["key"] for name, table in RECORDS.items()}


def columns_of_people(name: str) -> tuple[str, ...]:
    """The columns of a table that say whom a row is about; without them it is about nobody."""
    named = (one for one in _of_people(name) if one.name == "person" or not one.nullable)
    return tuple(one.name for one in named)


def columns_of_others(name: str) -> tuple[str, ...]:
    """The columns of a table that may name somebody more, without whom the row stands too."""
    return tuple(one.name for one in _of_people(name) if one.name not in columns_of_people(name))


def _of_people(name: str) -> list[Column[object]]:
    columns = RECORDS[name].c
    return [one for one in columns if any(key.column is PEOPLE.c.id for key in one.foreign_keys)]
