"""Changes a few rows of the records from a form, under the same checks as an import."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.errors import Conflict, Fault, InputError, Place
from data.model.record_change import RowChange, RowChangeKind
from data.store import records
from data.store.audit import trail
from data.tables.period import ZONE
from data.tables.raw_table import tables_from_texts
from scheduler.records.checks import refuse_doubles, refuse_unsound, texts_in
from scheduler.records.regional import refuse_beyond

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.duty import Absence
    from data.store.audit.trail import AuditEntry
    from data.store.opening import Store

Texts = Mapping[str, str]
_FORM = "form"  #: what faults call the rows of the form, until they are shown


@dataclass(frozen=True, slots=True)
class Replacement:
    """Rows that take the place of others.

    Parameters
    ----------
    where
        Column -> text: the rows of the table that are replaced. Empty: none, rows are added.
    rows
        What comes in their place; empty cells may be left out.
    seen
        `fingerprint` of the rows as the form showed them.
    """

    table: str
    where: Texts
    rows: Sequence[Texts]
    seen: str


def read_table(store: Store, name: str) -> list[dict[str, str]]:
    """The rows of a table of the records that count, as texts."""
    with store.reading() as connection:
        return records.texts_of(connection, ("people", name), ZONE)[name]


def fingerprint(rows: Sequence[Texts]) -> str:
    """Rows as one short text: another one when somebody changed them."""
    said = json.dumps([sorted(row.items()) for row in rows], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def replace_rows(
    store: Store, new: Replacement, who: str, now: datetime, reach: Reach = EVERYWHERE
) -> int:
    """Replace rows, wholly or not at all; how many changed.

    Parameters
    ----------
    reach
        For which regions whoever replaces them has the right.

    Raises
    ------
    InputError
        Something in them is wrong, by itself or beside the other records: all faults are named.
    Conflict
        Somebody else changed the rows since the form was opened.
    Refused
        They are not within reach.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        return replace_in(connection, new, who, now, reach)


def replace_in(
    connection: Connection, new: Replacement, who: str, now: datetime, reach: Reach = EVERYWHERE
) -> int:
    """The same, in the transaction of a change that holds its turn."""
    stored = _stored(connection)
    old = [row for row in stored[new.table] if _fits(row, new.where)]
    _refuse_late(connection, new, old)
    kept = [row for row in stored[new.table] if row not in old]
    tables = tables_from_texts({new.table: [*_filled(new.rows), *kept]}, _FORM)
    try:
        refuse_unsound(tables, stored, now, needs_all=False)
        refuse_doubles(tables)
    except InputError as error:
        raise InputError(_without_sheet(error.faults, new)) from error
    given = texts_in(tables)
    found = records.changes(connection, given, ZONE, now.astimezone(ZONE).date())
    refuse_beyond(connection, found, reach)
    acts = records.apply(connection, found, ZONE, now)
    trail.append(connection, acts, who, now)
    return len(found)


def _stored(connection: Connection) -> dict[str, list[dict[str, str]]]:
    return records.record_texts(connection, ZONE)


def _fits(row: Texts, where: Texts) -> bool:
    return bool(where) and all(row.get(column, "") == text for column, text in where.items())


def _filled(rows: Sequence[Texts]) -> list[dict[str, str]]:
    """The rows of the form; a reader of tables passes over one that holds nothing."""
    if not all(any(text.strip() for text in row.values()) for row in rows):
        raise InputError([Fault("nothing is filled in", "Fill in the form")])
    return [dict(row) for row in rows]


def _refuse_late(connection: Connection, new: Replacement, old: Sequence[Texts]) -> None:
    """Refuse to undo what somebody did since."""
    if fingerprint(old) == new.seen:
        return
    last = _last_change(connection, new) or trail.entries(connection, new.table, 1)
    if not last:  # nobody did anything: the mark was made up
        raise InputError([Fault("the form is not complete", "Open it again")])
    raise Conflict(", ".join(new.where.values()) or new.table, last[-1].who, last[-1].at)


def _last_change(connection: Connection, new: Replacement) -> list[AuditEntry]:
    """The last entry about each of the rows that are replaced, ended ones too, by number."""
    rows = records.read_rows(connection, new.table).values()
    mine = [row for row in rows if _fits(records.as_texts(new.table, row.values, ZONE), new.where)]
    found = [trail.entries(connection, f"{new.table}/{row.number}", 1) for row in mine]
    return sorted((entry for one in found for entry in one), key=lambda entry: entry.seq)


def _without_sheet(faults: Sequence[Fault], new: Replacement) -> list[Fault]:
    """Faults without the sheet that the form has not; which of its rows, if it has several."""
    found = []
    for fault in faults:
        place = fault.place
        if place.file == _FORM:
            numbers = [row - 1 for row in (place.row, *place.also) if row]
            mine = [number for number in numbers if 0 < number <= len(new.rows)]
            shown = mine if len(new.rows) > 1 else []
            place = Place(
                row=shown[0] if shown else None,
                column=place.column,
                also=tuple(shown[1:]),
                unlisted=place.unlisted if shown else 0,
            )
        found.append(replace(fault, place=place))
    return found


def absence_rows(connection: Connection, absence: Absence, *, may_shorten: bool) -> list[RowChange]:
    """The change that records an absence: a new row, or another end of one with the same start.

    Parameters
    ----------
    may_shorten
        Whether the one that is known may end sooner by it; else it stays as it is.
    """
    values = {
        "person": absence.person,
        "kind": absence.kind.value,
        "start": absence.start.astimezone(UTC),
        "end": absence.end.astimezone(UTC),
        "hours": None,
    }
    texts = records.as_texts("absences", values, ZONE)
    key = records.key_of("absences", texts)
    known = records.read_rows(connection, "absences").get(key)
    if known is None or known.has_ended:
        number = known.number if known else 0
        return [RowChange("absences", key, RowChangeKind.ADDED, {}, texts, number)]
    if known.values["end"] >= values["end"] and not may_shorten:
        return []
    before = {"end": records.as_texts("absences", known.values, ZONE)["end"]}
    after = {"end": texts["end"]}
    return [RowChange("absences", key, RowChangeKind.CHANGED, before, after, known.number)]
