"""Brings a planner's files into the records of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING

from data.files.read_input import read_edition, read_tables
from data.model.record_change import RowChange, RowChangeKind
from data.store import accounts, records, subscriptions
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.tables.records import KEYS
from data.tables.build_problem import build_problem
from data.tables.faults import FaultLog
from data.tables.period import ZONE
from data.tables.raw_table import InputTables, tables_from_texts
from data.tables.values import BadValue, to_moment
from scheduler.records.files import rule_book
from scheduler.records.lost_updates import import_act, refuse_moved_on, refuse_undoing
from scheduler.records.reach import ReachWarning, reach_warnings

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from data.store.opening import Store

SOURCE = "the store"  #: what faults call the rows that were there already

Tables = Mapping[str, Sequence[dict[str, str]]]  #: name -> rows of column -> text


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed, or would.

    Parameters
    ----------
    changes
        Row by row.
    unchanged
        How many rows of the input were there already as they are.
    was_done
        False: a dry run.
    seq
        The state of the records that it was judged by.
    unreached
        Whom nothing would reach when these are the records, and posts without a duty manager.
    """

    changes: tuple[RowChange, ...]
    unchanged: int
    was_done: bool
    seq: int = 0
    unreached: tuple[ReachWarning, ...] = ()

    def count(self, kind: RowChangeKind) -> int:
        """How many rows are added, changed or ended."""
        return sum(change.kind is kind for change in self.changes)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How an import is dealt with.

    Parameters
    ----------
    dry_run
        Tell what would change, and change nothing.
    overrule
        Undo what others changed meanwhile, as far as the file says otherwise.
    seen
        The state of the records that whoever imports looked at; None: whichever it is.
    """

    dry_run: bool = False
    overrule: bool = False
    seen: int | None = None


def import_records(
    store: Store,
    source: Path,
    who: str,
    now: datetime,
    *,
    dry_run: bool = False,
    overrule: bool = False,
) -> Imported:
    """Bring the records in line with a workbook or a folder of CSV files; see `import_tables`."""
    tables, edition = read_tables(source), read_edition(source)
    manner = ImportOptions(dry_run, overrule)
    return import_tables(store, tables, edition, manner, who, now)


def import_tables(
    store: Store,
    tables: InputTables,
    edition: int | None,
    manner: ImportOptions,
    who: str,
    now: datetime,
) -> Imported:
    """Bring the records in line with tables, wholly or not at all.

    A table that the input lacks stays as it is. A row that a table lacks ends, unless it is over
    already: a file of the coming quarter does not wipe out the past.

    Parameters
    ----------
    edition
        The state of the records that the tables were exported from; None: they do not say.

    Raises
    ------
    InputError
        Something in the input is wrong, by itself or beside what is in the store.
    Conflict
        Others changed rows since the file was exported, or else since the last import, and the
        file would undo that; or the records changed since whoever imports looked.
    """
    with store.writing() as connection:
        end = trail.take_turn(connection)
        refuse_moved_on(connection, end.records_seq, manner.seen)
        given = texts_in(tables)
        refuse_unsound(tables, records.record_texts(connection, ZONE), now)
        refuse_doubles(tables)
        found = records.changes(connection, given, ZONE, now.astimezone(ZONE).date())
        if not manner.overrule:
            refuse_undoing(connection, found, edition, who)
        acts = records.apply(connection, found, ZONE, now)
        subscriptions.revoke_of_leavers(connection, now)
        closed = accounts.close_of_leavers(connection)
        refuse_unsound(tables_from_texts({}), records.record_texts(connection, ZONE), now)
        if acts:
            told = import_act(PurePath(tables.source).name, edition, end.seq + 1, len(acts))
            left = [Act("account.closed", f"account/{number}") for number in closed]
            trail.append(connection, [*acts, told, *left], who, now)
        unreached = reach_warnings(connection, now.astimezone(ZONE).date())
        if manner.dry_run:
            connection.rollback()
    kept = sum(len(rows) for rows in given.values())
    differ = sum(change.kind is not RowChangeKind.ENDED for change in found)
    done = not manner.dry_run
    return Imported(tuple(found), kept - differ, done, end.records_seq, unreached)


def change_records(
    connection: Connection, changes: Sequence[RowChange], who: str, now: datetime
) -> None:
    """Make a few changes to the records by hand, under the same checks as an import."""
    acts = records.apply(connection, changes, ZONE, now)
    refuse_unsound(tables_from_texts({}), records.record_texts(connection, ZONE), now)
    trail.append(connection, acts, who, now)


def texts_in(tables: InputTables) -> dict[str, list[Mapping[str, str]]]:
    """The rows of tables as they were read."""
    return {name: [row.texts for row in raw.rows] for name, raw in tables.tables.items()}


def refuse_unsound(tables: InputTables, stored: Tables, now: datetime) -> None:
    """Read the input beside what the records hold of other tables, as a planning would."""
    others = {name: list(rows) for name, rows in stored.items() if name not in tables.tables}
    people = tables.tables.get("people")
    if people is not None:
        named = [{"id": row.texts.get("id", "")} for row in people.rows]
        others = records.of_people_who_are_here({**others, "people": named})
        del others["people"]
    beside = tables_from_texts({name: rows for name, rows in others.items() if rows}, SOURCE)
    source = tables.source if tables.tables else SOURCE
    whole = replace(
        tables, source=source, tables={**beside.tables, **tables.tables}, faults=tables.faults
    )
    today = now.astimezone(ZONE).date()
    build_problem(whole, _first_free_day(whole, now), 1, ZONE.key, rule_book(), today)


def _first_free_day(tables: InputTables, now: datetime) -> date:
    """A day on which a planning could begin: today, or the day after the last duty that is told."""
    first = now.astimezone(ZONE).date()
    history = tables.tables.get("history")
    for row in history.rows if history else ():
        try:
            started = to_moment(row.texts.get("start", ""), ZONE, date_is_midnight=True)
        except BadValue:
            continue  # told elsewhere
        first = max(first, started.astimezone(ZONE).date() + timedelta(days=1))
    return first


def refuse_doubles(tables: InputTables) -> None:
    """Refuse two rows of one key: which of them counts would be a guess."""
    log = FaultLog()
    for name, raw in tables.tables.items():
        seen: dict[str, int] = {}
        for row in raw.rows:
            texts = records.as_texts(name, records.as_values(name, row.texts, ZONE), ZONE)
            first = seen.setdefault(records.key_of(name, texts), row.number)
            if first != row.number:
                place = replace(raw.place, row=row.number)
                columns = ", ".join(KEYS[name])
                what = f"this row says of the same thing what row {first} says ({columns})"
                log.add(what, "Keep one of the two", place)
    log.raise_if_any()
