"""Changes single rows of the records, of several tables at once, under the checks of an import.

A row is known by its number, so that what makes it differ from others may change as well; what is
wrong is told of the row that was typed, or of another row by its number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.errors import Conflict, Fault, InputError, Refused
from data.model.post import PostKind
from data.model.record_change import RowChange, RowChangeKind
from data.store import accounts, records, subscriptions
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.tables.record_index import RECORDS, columns_of_others
from data.tables.period import ZONE
from data.tables.raw_table import InputTables, tables_from_texts
from scheduler.records.checks import refuse_doubles, refuse_unsound
from scheduler.records.edit import fingerprint
from scheduler.records.own_work import refuse_own_work
from scheduler.records.regional import refuse_beyond, refuse_strangers
from scheduler.records.row_faults import FORM, NO_FORM, faults_of_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.store.opening import Store

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A row of the records, as texts.

    Parameters
    ----------
    number
        Stays the same for as long as the row is there.
    texts
        Column -> text; empty ones are left out.
    """

    table: str
    number: int
    texts: Texts
    has_ended: bool = False

    @property
    def seen(self) -> str:
        """What a form sends back, to tell whether somebody changed the row meanwhile."""
        return fingerprint([{**self.texts, "": "ended" if self.has_ended else ""}])


@dataclass(frozen=True, slots=True)
class RowEdit:
    """A row as it shall be.

    Parameters
    ----------
    texts
        Column -> text, all of them; none: the row ends.
    number
        Of the row that it takes the place of; 0: it is new.
    seen
        `RecordRow.seen` of that row as the form showed it; empty: whatever it is now.
    """

    table: str
    texts: Texts = field(default_factory=dict)
    number: int = 0
    seen: str = ""


def read_rows(store: Store, table: str, *, ended: bool = False) -> list[RecordRow]:
    """The rows of a table that count, of people who are here; or those that ended."""
    with store.reading() as connection:
        here = _people_here(connection)
        found = [as_record_row(table, row) for row in records.read_rows(connection, table).values()]
    return [
        row
        for row in found
        if row.has_ended is ended and (ended or row.texts.get("person", "") in here)
    ]


def count_rows(store: Store, tables: Iterable[str]) -> dict[str, int]:
    """How many rows `read_rows` finds in each of some tables."""
    with store.reading() as connection:
        return {name: records.count_rows(connection, name) for name in tables}


def read_row(store: Store, table: str, number: int) -> RecordRow | None:
    """One row, also if it ended; None: there is none of that number."""
    with store.reading() as connection:
        return row_of(connection, table, number)


def row_of(connection: Connection, table: str, number: int) -> RecordRow | None:
    """The same, in a transaction."""
    row = records.read_row(connection, table, number)
    return None if row is None else as_record_row(table, row)


def edit_rows(
    store: Store,
    edits: Sequence[RowEdit],
    who: str,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> list[RowChange]:
    """Make the edits, wholly or not at all; what they changed.

    Parameters
    ----------
    reach
        For which regions whoever edits has the right.

    Raises
    ------
    RowFaults
        Something in them is wrong, by itself or beside the other records: all faults are named.
    Conflict
        Somebody else changed one of the rows since the form was opened.
    Refused
        A row is no longer there, or is not within reach.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        return make_edits(connection, edits, who, now, reach=reach)


def make_edits(
    connection: Connection,
    edits: Sequence[RowEdit],
    who: str,
    now: datetime,
    also: Sequence[Act] = (),
    reach: Reach = EVERYWHERE,
) -> list[RowChange]:
    """The same, in the transaction of a change that holds its turn.

    Parameters
    ----------
    also
        Further acts for the trail, if anything changed.
    """
    _refuse_late(connection, edits)
    _refuse_empty(edits)
    refuse_strangers(connection, _named_besides(connection, edits), reach)
    tables, rows = _tables(connection, edits)
    try:
        beside: dict[str, list[dict[str, str]]] = {
            name: [] for name in rows.keys() - tables.tables.keys()
        }
        refuse_unsound(tables, beside, now, needs_all=False)
        refuse_doubles(replace(tables, tables={e.table: tables.tables[e.table] for e in edits}))
    except InputError as error:
        typed = Counter(edit.table for edit in edits if edit.texts)
        raise faults_of_rows(error, rows, typed) from error
    found = [change for edit in edits for change in _changes(connection, edit)]
    if not found:
        return []
    refuse_beyond(connection, found, reach)
    refuse_own_work(connection, found, who)
    found += _of_leavers(connection, found, now)
    acts = records.apply(connection, found, ZONE, now)
    subscriptions.revoke_of_leavers(connection, now)
    closed = accounts.close_of_leavers(connection)
    left = [Act("account.closed", f"account/{number}") for number in closed]
    trail.append(connection, [*acts, *also, *left], who, now)
    return found


def as_record_row(table: str, row: records.StoredRow) -> RecordRow:
    """A row of the store as texts."""
    texts = records.as_texts(table, row.values, ZONE)
    return RecordRow(table, row.number, texts, row.has_ended)


def _people_here(connection: Connection) -> set[str]:
    """Codes of people who are here, and the empty one: of a row that is about nobody."""
    return {"", *records.names_of_people(connection)}


def _refuse_late(connection: Connection, edits: Sequence[RowEdit]) -> None:
    """Refuse to undo what somebody did since."""
    for edit in edits:
        if not edit.number:
            continue
        now_there = row_of(connection, edit.table, edit.number)
        if now_there is None:
            what = f"there is no {edit.number} here"
            raise Refused([Fault(what, "Choose one from the list")])
        if edit.seen and now_there.seen != edit.seen:
            last = trail.entries(connection, f"{edit.table}/{edit.number}", 1)
            if not last:  # nobody did anything: the mark was made up
                raise Refused([Fault("the form is not complete", "Open it again")])
            raise Conflict("this row", last[-1].who, last[-1].at)


def _named_besides(connection: Connection, edits: Sequence[RowEdit]) -> Iterator[str]:
    """Whom rows name besides, where they did not before."""
    for edit in edits:
        old = row_of(connection, edit.table, edit.number) if edit.number else None
        for column in columns_of_others(edit.table):
            if edit.texts.get(column, "") != (old.texts.get(column, "") if old else ""):
                yield edit.texts.get(column, "")


def _refuse_empty(edits: Sequence[RowEdit]) -> None:
    """Refuse a new row in which nothing is filled in: a reader of tables would pass over it."""
    if any(not edit.number and not any(edit.texts.values()) for edit in edits):
        raise InputError([Fault("nothing is filled in", "Fill in the form")])


def _tables(
    connection: Connection, edits: Sequence[RowEdit]
) -> tuple[InputTables, dict[str, list[int]]]:
    """The records as they would be, and the number of each row of a table; 0: it was typed.

    What was typed stands last, so that what stands there twice is told of that.
    """
    replaced = {(edit.table, edit.number) for edit in edits}
    kept: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for name in RECORDS:
        kept[name] = [
            (row.number, records.as_texts(name, row.values, ZONE))
            for row in records.read_rows(connection, name).values()
            if not row.has_ended and (name, row.number) not in replaced
        ]
    typed = {
        name: [
            _as_it_stood(connection, edit) for edit in edits if edit.table == name and edit.texts
        ]
        for name in RECORDS
    }
    kept = _of_who_is_here(kept, typed)
    texts = {name: [*(row for _, row in kept[name]), *typed[name]] for name in RECORDS}
    texts |= _call_outs(texts)
    filled = {name: rows for name, rows in texts.items() if rows or _is_edited(name, edits)}
    numbers = {name: [*(n for n, _ in kept[name]), *(0 for _ in typed[name])] for name in RECORDS}
    return tables_from_texts(filled, FORM), numbers


def _is_edited(name: str, edits: Iterable[RowEdit]) -> bool:
    return any(edit.table == name for edit in edits)


def _of_who_is_here(
    kept: Mapping[str, list[tuple[int, dict[str, str]]]], typed: Mapping[str, list[dict[str, str]]]
) -> dict[str, list[tuple[int, dict[str, str]]]]:
    """Only rows of people who are here then, and those that fit how their post is filled."""
    people = {row.get("id") for row in (*(row for _, row in kept["people"]), *typed["people"])}
    posts = [*(row for _, row in kept["posts"]), *typed["posts"]]
    is_open = {row.get("id") for row in posts if row.get("kind") == PostKind.OPEN_CALL}
    is_rostered = {row.get("id") for row in posts} - is_open
    return {
        name: [
            (number, _without_leavers(name, row, people))
            for number, row in rows
            if ("person" not in row or row["person"] in people)
            and (name != "pledges" or row["post"] in is_open)
            and (name not in records.DEMAND or row["post"] in is_rostered)
        ]
        for name, rows in kept.items()
    }


def _as_it_stood(connection: Connection, edit: RowEdit) -> dict[str, str]:
    """What was typed, without those who left since they were named and whom nobody changed."""
    others = columns_of_others(edit.table)
    old = row_of(connection, edit.table, edit.number) if edit.number and others else None
    if old is None:
        return dict(edit.texts)
    here = records.names_of_people(connection)
    return {
        column: text
        for column, text in edit.texts.items()
        if column not in others or text in here or text != old.texts.get(column)
    }


def _without_leavers(name: str, row: dict[str, str], people: set[str | None]) -> dict[str, str]:
    """A row that stands without those whom it names besides, where these left."""
    others = columns_of_others(name)
    return {column: text for column, text in row.items() if column not in others or text in people}


def _call_outs(texts: Mapping[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    """Those of posts that are there then."""
    mine = {name: texts[name] for name in NO_FORM}
    return records.of_posts_there_are(mine, texts["posts"])


def _changes(connection: Connection, edit: RowEdit) -> list[RowChange]:
    """What an edit changes; a row with another key takes the place of the one before it."""
    stored = records.read_rows(connection, edit.table)
    old = next((row for row in stored.values() if row.number == edit.number), None)
    ended = []
    if edit.texts:
        values = records.as_values(edit.table, edit.texts, ZONE)
        texts = records.as_texts(edit.table, values, ZONE)
        key = records.key_of(edit.table, texts)
        if old is None or old.key == key:
            return records.to_hold(edit.table, key, texts, stored.get(key), ZONE)
        ended = records.to_hold(edit.table, key, texts, stored.get(key), ZONE)
    if old is None or old.has_ended:
        return ended
    return [_end(edit.table, old), *ended]


def _end(table: str, old: records.StoredRow) -> RowChange:
    before = records.as_texts(table, old.values, ZONE)
    return RowChange(table, old.key, RowChangeKind.ENDED, before, {}, old.number)


def _of_leavers(
    connection: Connection, found: Sequence[RowChange], now: datetime
) -> list[RowChange]:
    """What somebody had ends with them, but for what is over: it stays as what was so."""
    gone = {c.key for c in found if c.table == "people" and c.kind is RowChangeKind.ENDED}
    if not gone:
        return []
    today, known = now.astimezone(ZONE).date(), {(c.table, c.row) for c in found}
    return [
        _end(name, row)
        for name, table in RECORDS.items()
        if "person" in table.c and name not in NO_FORM
        for row in records.read_rows(connection, name).values()
        if row.values["person"] in gone
        and not row.has_ended
        and not records.is_over(row, ZONE, today)
        and (name, row.number) not in known
    ]
