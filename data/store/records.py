"""Reads the records, finds what an input would change in them, and makes that change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, insert, or_, select, update

from data.model.post import PostKind
from data.model.record_change import RowChange, RowChangeKind
from data.store.audit.trail import RECORD, Act
from data.store.cells import Value, to_text, to_value
from data.store.presences import note_terms
from data.store.tables.record_index import KEYS, RECORDS, columns_of_others, columns_of_people

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlalchemy import RowMapping

Texts = Mapping[str, str]  #: column -> text, empty ones left out
TableTexts = Mapping[str, Sequence[Texts]]

_OWN = ("row", "key", "ended_at", "lock_version")  #: columns that the contract does not know
_LAST = ("until", "end", "start")  #: columns that tell when a row is over, the best first
#: Tables of what happened: a file that leaves a row out does not undo it.
_HAPPENED = ("call_outs", "call_out_people", "findings", "actions", "checks", "assessments")
DEMAND = frozenset({"demand", "minimum_cover"})  #: tables of what rostered posts need


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row of the records.

    Parameters
    ----------
    number
        Stays the same for as long as the row is there.
    values
        Column -> value.
    has_ended
        It no longer counts.
    """

    number: int
    key: str
    values: Mapping[str, Value]
    has_ended: bool


def contract_columns(table: Table) -> list[Any]:
    """The columns that the input contract knows, in its order."""
    return [column for column in table.columns if column.name not in _OWN]


def read_rows(connection: Connection, name: str) -> dict[str, StoredRow]:
    """All rows of a table by key, ended ones too, in the order in which they came."""
    table = RECORDS[name]
    names = [column.name for column in contract_columns(table)]
    rows = connection.execute(select(table).order_by(table.c.row)).mappings()
    return {row["key"]: _stored(names, row) for row in rows}


def read_row(connection: Connection, name: str, number: int) -> StoredRow | None:
    """One row, also if it ended; None: there is none of that number."""
    table = RECORDS[name]
    row = connection.execute(select(table).where(table.c.row == number)).mappings().first()
    names = [column.name for column in contract_columns(table)]
    return None if row is None else _stored(names, row)


def count_rows(connection: Connection, name: str) -> int:
    """How many rows of a table count: of people who are here, and not ended."""
    table, people = RECORDS[name], RECORDS["people"]
    query = select(func.count()).select_from(table).where(table.c.ended_at.is_(None))
    for person in (table.c[column] for column in columns_of_people(name)):
        here = select(people.c.id).where(people.c.ended_at.is_(None))
        query = query.where(or_(person.is_(None), person.in_(here)))
    return connection.scalar(query) or 0


def _stored(names: Iterable[str], row: RowMapping) -> StoredRow:
    values = {name: row[name] for name in names}
    return StoredRow(row["row"], row["key"], values, row["ended_at"] is not None)


def record_texts(
    connection: Connection, zone: ZoneInfo, without: Collection[str] = ()
) -> dict[str, list[dict[str, str]]]:
    """The records as the tables of the input contract.

    Rows of people who left, and of posts that are no longer there, are left out.

    Parameters
    ----------
    without
        Tables that are not asked for: the longest are those of what happened.
    """
    found = texts_of(connection, [name for name in RECORDS if name not in without], zone)
    return of_posts_there_are(found, found["posts"])


def history_texts(
    connection: Connection, since: datetime, until: datetime, zone: ZoneInfo
) -> list[dict[str, str]]:
    """The recorded duties that began in ``[since, until)``, in the same way."""
    mine = RECORDS["history"]
    began = (mine.c.start >= since, mine.c.start < until)
    here = select(RECORDS["people"].c.id).where(RECORDS["people"].c.ended_at.is_(None))
    query = select(*contract_columns(mine)).where(mine.c.ended_at.is_(None), *began)
    rows = connection.execute(query.where(mine.c.person.in_(here)).order_by(mine.c.row))
    return [as_texts("history", dict(row), zone) for row in rows.mappings()]


def texts_of(
    connection: Connection, names: Iterable[str], zone: ZoneInfo
) -> dict[str, list[dict[str, str]]]:
    """Some tables of the records in the same way; ``people`` must be among them."""
    found: dict[str, list[dict[str, str]]] = {}
    for name in names:
        rows = [row for row in read_rows(connection, name).values() if not row.has_ended]
        found[name] = [as_texts(name, row.values, zone) for row in rows]
    return of_people_who_are_here(found)


def of_people_who_are_here(tables: TableTexts) -> dict[str, list[dict[str, str]]]:
    """Only the rows of people whom the table ``people`` names."""
    here = {row["id"] for row in tables.get("people", ())}
    found = {}
    for name, rows in tables.items():
        about, others = columns_of_people(name), columns_of_others(name)
        found[name] = [
            {column: text for column, text in row.items() if column not in others or text in here}
            for row in rows
            if all(row.get(one) is None or row[one] in here for one in about)
        ]
    return found


def of_posts_there_are(
    tables: TableTexts, posts: Iterable[Texts]
) -> dict[str, list[dict[str, str]]]:
    """Of call-outs, pledges and demand only the rows that are about posts as they are.

    A post that was given up, or that is filled in another way now, must not be kept for the sake of
    what was called, pledged and asked before.
    """
    kinds = {post["id"]: post.get("kind", "").casefold() for post in posts if "id" in post}
    found = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    calls: list[dict[str, str]] = []
    for row in found.get("call_outs", ()):
        named = row.get("posts", "").split(";") if row.get("posts") else []
        left = [post for post in named if post.strip() in kinds]
        if left == named:
            calls.append(row)
        elif left:
            calls.append({**row, "posts": ";".join(left)})
    if "call_outs" in found:
        found["call_outs"] = calls
        codes = {row.get("id") for row in calls}
        found["call_out_people"] = [
            row
            for row in found.get("call_out_people", ())
            if row.get("call_out") in codes and (not row.get("post") or row["post"] in kinds)
        ]
    if "pledges" in found:
        is_open = {post for post, kind in kinds.items() if kind == PostKind.OPEN_CALL}
        found["pledges"] = [row for row in found["pledges"] if row.get("post") in is_open]
    is_rostered = {post for post, kind in kinds.items() if kind != PostKind.OPEN_CALL}
    for name in DEMAND & found.keys():
        found[name] = [row for row in found[name] if row.get("post") in is_rostered]
    return found


@cache
def _columns_of(name: str) -> tuple[Any, ...]:
    return tuple(contract_columns(RECORDS[name]))


def as_texts(name: str, values: Mapping[str, Value], zone: ZoneInfo) -> dict[str, str]:
    """A row of the records as texts; empty ones are left out."""
    texts = {
        column.name: to_text(values[column.name], column, zone)
        for column in _columns_of(name)
        if values[column.name] is not None
    }
    return {column: text for column, text in texts.items() if text}


def as_values(name: str, texts: Texts, zone: ZoneInfo) -> dict[str, Value]:
    """A sound row of texts as values."""
    return {
        column.name: to_value(texts.get(column.name, ""), column, zone)
        for column in contract_columns(RECORDS[name])
    }


def key_of(name: str, texts: Texts) -> str:
    """What tells a row apart, as one text; `texts` must be those of `as_texts`."""
    return " | ".join(texts.get(column, "") for column in KEYS[name])


def changes(
    connection: Connection, given: TableTexts, zone: ZoneInfo, today: date
) -> list[RowChange]:
    """What the records would have to change to hold what is given.

    Parameters
    ----------
    given
        Sound tables, no key twice. A table that is not among them stays as it is; a row that is
        not in its table ends, unless it is over already.
    today
        The local date.
    """
    found = []
    for name, rows in given.items():
        stored = read_rows(connection, name)
        canonical = {}
        for row in rows:
            texts = as_texts(name, as_values(name, row, zone), zone)
            canonical[key_of(name, texts)] = texts
        for key, texts in canonical.items():
            found += to_hold(name, key, texts, stored.get(key), zone)
        for key, old in stored.items():
            if name in _HAPPENED or key in canonical or old.has_ended:
                continue
            if not is_over(old, zone, today):
                before = as_texts(name, old.values, zone)
                found.append(RowChange(name, key, RowChangeKind.ENDED, before, {}, old.number))
    return found


def additions(
    connection: Connection, name: str, rows: Iterable[Mapping[str, Value]], zone: ZoneInfo
) -> list[RowChange]:
    """What a table of the records would have to change to hold sound rows beside what it has."""
    stored, found = read_rows(connection, name), []
    for row in rows:
        texts = as_texts(name, row, zone)
        key = key_of(name, texts)
        found += to_hold(name, key, texts, stored.get(key), zone)
    return found


def to_hold(
    name: str, key: str, texts: Texts, old: StoredRow | None, zone: ZoneInfo
) -> list[RowChange]:
    """What would make a table hold a row: the addition of it, a change of it, or nothing.

    Parameters
    ----------
    old
        The row of this key, if there ever was one.
    """
    if old is None or old.has_ended:
        return [RowChange(name, key, RowChangeKind.ADDED, {}, texts, old.number if old else 0)]
    was = as_texts(name, old.values, zone)
    differ = [column for column in {**was, **texts} if was.get(column) != texts.get(column)]
    if not differ:
        return []
    before = {column: was.get(column, "") for column in differ}
    after = {column: texts.get(column, "") for column in differ}
    return [RowChange(name, key, RowChangeKind.CHANGED, before, after, old.number)]


def is_over(row: StoredRow, zone: ZoneInfo, today: date) -> bool:
    """Whether a row is about days that are over: it stays as what was so."""
    for column in _LAST:
        last = row.values.get(column)
        if isinstance(last, datetime):
            return last.astimezone(zone).date() < today
        if isinstance(last, date):
            return last < today
        if column in row.values and column == "until":
            return False  # open-ended
    return False


def apply(
    connection: Connection, found: Sequence[RowChange], zone: ZoneInfo, at: datetime
) -> list[Act]:
    """Make the changes; what was done, for the audit trail."""
    acts = []
    for name, table in RECORDS.items():
        mine = [change for change in found if change.table == name]
        highest = connection.scalar(select(func.max(table.c.row))) or 0 if mine else 0
        new = []
        for change in mine:
            number = change.row
            if change.kind is RowChangeKind.ADDED and not number:
                highest += 1
                number = highest
                new.append(_new_row(name, change, number, zone))
            else:
                _change_row(connection, table, change, zone, at)
            acts.append(_act(change, number))
        if new:
            connection.execute(insert(table), new)
    note_terms(connection, found, at)
    return acts


def _new_row(name: str, change: RowChange, number: int, zone: ZoneInfo) -> dict[str, Value]:
    values = as_values(name, change.after, zone)
    return {"row": number, "key": change.key, **values, "ended_at": None, "lock_version": 1}


def _change_row(
    connection: Connection, table: Table, change: RowChange, zone: ZoneInfo, at: datetime
) -> None:
    if change.kind is RowChangeKind.ENDED:
        values: dict[str, Value] = {"ended_at": at}
    else:
        values = {
            name: to_value(text, table.c[name], zone)
            for name, text in (
                change.after.items()
                if change.kind is RowChangeKind.CHANGED
                else [(c.name, change.after.get(c.name, "")) for c in contract_columns(table)]
            )
        }
        values["ended_at"] = None
    connection.execute(
        update(table)
        .where(table.c.row == change.row)
        .values({table.c[name]: value for name, value in values.items()})
        .values(lock_version=table.c.lock_version + 1)
    )


def _act(change: RowChange, number: int) -> Act:
    before = {"key": change.key, **change.before} if change.before else None
    after = {"key": change.key, **change.after} if change.after else None
    return Act(f"{RECORD}{change.kind}", f"{change.table}/{number}", before, after)


def names_of_people(connection: Connection) -> dict[str, str]:
    """Code -> name of everybody who is here, by name."""
    people = RECORDS["people"]
    query = select(people.c.id, people.c.name).where(people.c.ended_at.is_(None))
    return {code: name for code, name in connection.execute(query.order_by(people.c.name)).all()}
