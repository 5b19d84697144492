"""Imports tables about people from other programs, checked as a planner's files are."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.errors import Place
from data.model.record_change import RowChangeKind
from data.store.audit import trail
from data.store.audit.trail import Act
from data.tables.contract import TABLE_BY_NAME
from data.tables.faults import FaultLog, nearest
from data.tables.raw_table import InputTables, raw_table
from scheduler.records.files import Imported, ImportOptions, import_tables
from scheduler.records.uploads import LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from data.model.account import Reach
    from data.store.opening import Store

    Rows = Sequence[Mapping[str, str | None]]


class PeopleTable(StrEnum):
    """The tables about people that another program may import, with the cycles they live by.

    Not the posts, the rules and the people's own wishes; nor an override, which is a decision that
    somebody here takes.
    """

    PEOPLE = "people"
    CONTRACTS = "contracts"
    COMPETENCES = "competences"
    EVIDENCE = "evidence"
    PROVISIONS = "provisions"
    WEEKLY_WORK = "weekly_work"
    ELSEWHERE = "elsewhere"
    ABSENCES = "absences"
    BASE_ROSTERS = "base_rosters"
    BASE_MEMBERS = "base_members"
    CONTACTS = "contacts"


def import_people_tables(
    store: Store,
    tables: InputTables,
    edition: int | None,
    who: str,
    now: datetime,
    *,
    dry_run: bool,
    reach: Reach = EVERYWHERE,
) -> Imported:
    """Bring the records in line with tables about people, wholly or not at all.

    A dry run shows what is in the records too, so it leaves its trace in the trail.

    Parameters
    ----------
    tables
        A table that is left out stays as it is; a row that a table lacks ends.
    edition
        The state of the records that the tables were made from; None: that is not known.
    reach
        Rows within it are changed, and no others.

    Raises
    ------
    InputError
        Something in them is wrong, by itself or beside what is in the store; or one of them is
        about something else.
    Conflict
        Others changed rows meanwhile, and the tables would undo that.
    """
    _refuse_other_tables(tables)
    done = import_tables(store, tables, edition, ImportOptions(dry_run, reach=reach), who, now)
    if dry_run:
        counts = {kind.value: done.count(kind) for kind in RowChangeKind}
        with store.writing() as connection:
            act = Act("import.tried", "records", None, {**counts, "tables": sorted(tables.tables)})
            trail.append(connection, [act], who, now)
    return done


def tables_of(given: Mapping[PeopleTable, Rows], source: str) -> InputTables:
    """Rows of column -> text as tables; row 1 is the heading, as faults count them.

    Raises
    ------
    InputError
        There is too much of it.
    """
    log, tables = FaultLog(), {}
    for name, rows in given.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        LIMITS.check_shape(len(rows) + 1, len(columns), f"the table {name}", source)
        cells = [[row.get(column) or "" for column in columns] for row in rows]
        grid = enumerate([columns, *cells], start=1)
        table = TABLE_BY_NAME[name]
        tables[table.name] = raw_table(table, Place(file=table.name), grid, log, has_notes=False)
    return InputTables(source, tables, log.faults)


def _refuse_other_tables(tables: InputTables) -> None:
    log, allowed = FaultLog(), [table.value for table in PeopleTable]
    for name, raw in tables.tables.items():
        if name not in allowed:
            log.add(f"a token does not bring the table {name}", nearest(name, allowed), raw.place)
    log.raise_if_any()
