"""What happened to a row of the records, from the audit trail; and how its last change is undone.

A row that another took the place of, as its key changed, is told of as one row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from data.model.account import EVERYWHERE
from data.model.errors import Conflict, Fault, Refused
from data.model.record_change import RowChange, RowChangeKind
from data.store.audit import trail
from data.store.audit.trail import RECORD, Act, AuditEntry
from data.store.tables.access import ACCOUNTS
from data.store.tables.record_index import RECORDS
from data.store.tables.rosters import ASSIGNMENTS
from scheduler.records.checks import IMPORT
from scheduler.records.row_edits import RecordRow, RowEdit, make_edits, row_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.store.opening import Store

UNDONE = "records.undone"  #: the action of the entry that says which change was undone
_LONGEST = 50  #: rows that took each other's place, at most


@dataclass(frozen=True, slots=True)
class RowEvent:
    """Something that happened to a row.

    Parameters
    ----------
    entry
        Its entry in the trail.
    number
        Of the row; another one before its key changed.
    kind
        None: its data were erased from the records.
    before, after
        Column -> text, as far as they changed; without what is the same for both.
    file
        The file of the import that did it; empty: somebody changed the row by itself.
    undoes
        Number of the entry that it took back; 0: none.
    """

    entry: AuditEntry
    number: int
    kind: RowChangeKind | None
    before: Mapping[str, str]
    after: Mapping[str, str]
    file: str = ""
    undoes: int = 0

    @property
    def is_by_import(self) -> bool:
        """Whether it is one of many that a file brought."""
        return bool(self.file)


@dataclass(frozen=True, slots=True)
class RowHistory:
    """A row and what happened to it, the last first.

    Parameters
    ----------
    undo_why_not
        Why the last change cannot be undone, as far as that is known beforehand; None: it can.
    """

    row: RecordRow
    events: tuple[RowEvent, ...]
    undo_why_not: Fault | None


def row_history(store: Store, table: str, number: int) -> RowHistory | None:
    """What happened to a row; None: there is none of that number."""
    with store.reading() as connection:
        row = row_of(connection, table, number)
        if row is None:
            return None
        events = tuple(_events(connection, table, number))
        return RowHistory(row, events, _why_not(connection, table, number, events))


def undo_last(
    store: Store,
    table: str,
    number: int,
    seq: int,
    who: str,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> list[RowChange]:
    """Take back the last change of a row, as a new change; with it what was done in one go.

    Parameters
    ----------
    seq
        Number of the entry that is taken back, as the reader saw it.
    reach
        For which regions whoever takes it back has the right.

    Raises
    ------
    Conflict
        Somebody changed the row since.
    Refused
        It cannot be undone, or something depends on it; with what that is.
    RowFaults
        Other rows would no longer be sound.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        events = _events(connection, table, number, only_last=True)
        if not events:
            raise Refused([_nothing()])
        last = events[0]
        if last.entry.seq != seq:
            raise Conflict("this row", last.entry.who, last.entry.at)
        reason = _why_not(connection, table, number, events)
        if reason is not None:
            raise Refused([reason])
        taken = _done_together(connection, last)
        edits = [_edit_back(connection, entry) for entry in reversed(taken)]
        act = Act(UNDONE, f"{table}/{number}", None, {"entry": seq})
        return make_edits(connection, edits, who, now, [act], reach)


def _nothing() -> Fault:
    return Fault("nothing is known of this row that could be undone", "Change the row instead")


def _events(
    connection: Connection, table: str, number: int, *, only_last: bool = False
) -> list[RowEvent]:
    """Of the row and of those whose place it took, the last first."""
    found: list[RowEvent] = []
    subject: int | None = number
    until = None  # of a row before it only what was before that
    while subject is not None and len(found) < _LONGEST:
        entries = [
            entry
            for entry in trail.entries(connection, f"{table}/{subject}")
            if entry.action.startswith(RECORD)
            and entry.subject == f"{table}/{subject}"
            and (until is None or entry.seq < until)
        ]
        before_it: int | None = None
        for entry in reversed(entries):
            event, before_it = _event(connection, table, subject, entry)
            found.append(event)
            if only_last:
                return found
            if before_it is not None:
                until = min(one.seq for one in trail.entries_of_moment(connection, entry))
                break
        subject = before_it
    return found


def _event(
    connection: Connection, table: str, number: int, entry: AuditEntry
) -> tuple[RowEvent, int | None]:
    """An entry as an event, and the number of the row whose place it took."""
    together = trail.entries_of_moment(connection, entry)
    file = next((_facts(one)["file"] for one in together if one.action == IMPORT), "")
    undoes = next((int(_facts(one)["entry"]) for one in together if one.action == UNDONE), 0)
    word = entry.action.removeprefix(RECORD)
    kind = RowChangeKind(word) if word in tuple(RowChangeKind) else None
    event = RowEvent(entry, number, kind, _without_key(entry.before), _without_key(entry.after))
    event = replace(event, file=file, undoes=undoes)
    if file or kind not in (RowChangeKind.ADDED, RowChangeKind.ENDED):
        return event, None
    other = RowChangeKind.ENDED if kind is RowChangeKind.ADDED else RowChangeKind.ADDED
    mine = [one for one in together if _is_of(one, table) and one.action == entry.action]
    theirs = [one for one in together if _is_of(one, table) and one.action == f"{RECORD}{other}"]
    if len(mine) != 1 or len(theirs) != 1:
        return event, None
    was, now = (entry, theirs[0]) if kind is RowChangeKind.ENDED else (theirs[0], entry)
    before, after = _without_key(was.before), _without_key(now.after)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    event = replace(
        event,
        kind=RowChangeKind.CHANGED,
        before={name: before.get(name, "") for name in names},
        after={name: after.get(name, "") for name in names},
    )
    is_new = kind is RowChangeKind.ADDED
    return event, int(theirs[0].subject.partition("/")[2]) if is_new else None


def _facts(entry: AuditEntry) -> Mapping[str, str]:
    return entry.after or {}


def _without_key(facts: Mapping[str, str] | None) -> dict[str, str]:
    return {name: text for name, text in (facts or {}).items() if name != "key"}


def _is_of(entry: AuditEntry, table: str) -> bool:
    return entry.subject.startswith(f"{table}/")


def _done_together(connection: Connection, event: RowEvent) -> list[AuditEntry]:
    """The entries that are taken back with it: all of one form, one of a file."""
    if event.is_by_import:
        return [event.entry]
    together = trail.entries_of_moment(connection, event.entry)
    return [one for one in together if one.action.startswith(RECORD)]


def _why_not(
    connection: Connection, table: str, number: int, events: Sequence[RowEvent]
) -> Fault | None:
    """Why the last change of a row is not undone."""
    if not events:
        return _nothing()
    last = events[0]
    if last.number != number or last.kind is None or last.entry.erased_by is not None:
        what = "what it was before is erased"
        return Fault(what, "Type it again, if that is right")
    for entry in _done_together(connection, last):
        newest = [
            one
            for one in trail.entries(connection, entry.subject)
            if one.action.startswith(RECORD) and one.subject == entry.subject
        ][-1]
        if newest.seq != entry.seq:
            what = f"what was changed together with it was changed again by {newest.who}"
            return Fault(what, "Change the row instead")
        if entry.erased_by is not None or entry.action == f"{RECORD}erased":
            return Fault("what it was before is erased", "Type it again, if that is right")
        reason = _depends(connection, entry, last)
        if reason is not None:
            return reason
    return None


def _depends(connection: Connection, entry: AuditEntry, last: RowEvent) -> Fault | None:
    """What came to depend on somebody who was added: an account, duties, later rows."""
    if entry.action != f"{RECORD}added" or not _is_of(entry, "people"):
        return None
    number = int(entry.subject.partition("/")[2])
    remedy = "End the person instead: then all that is theirs ends too"
    open_ones = select(ACCOUNTS.c.id).where(ACCOUNTS.c.person == number, ACCOUNTS.c.is_active)
    if connection.scalar(open_ones.limit(1)) is not None:
        return Fault("this person has an account since", remedy)
    held = select(ASSIGNMENTS.c.person).where(ASSIGNMENTS.c.person == number).limit(1)
    if connection.scalar(held) is not None:
        return Fault("this person has duties in a roster since", remedy)
    together = {one.subject for one in _done_together(connection, last)}
    code = _facts(entry).get("id", "")
    for name, table in RECORDS.items():
        if "person" not in table.c:
            continue
        mine = select(table.c.row).where(table.c.person == code, table.c.ended_at.is_(None))
        if any(f"{name}/{row}" not in together for row in connection.scalars(mine)):
            return Fault("more was written down about this person since", remedy)
    return None


def _edit_back(connection: Connection, entry: AuditEntry) -> RowEdit:
    """The edit that takes an entry back."""
    table, _slash, number = entry.subject.partition("/")
    before = _without_key(entry.before)
    if entry.action == f"{RECORD}added":
        return RowEdit(table, {}, int(number))
    if entry.action == f"{RECORD}ended":
        return RowEdit(table, before)
    there = row_of(connection, table, int(number))
    texts = {**(there.texts if there else {}), **before}
    return RowEdit(table, {name: text for name, text in texts.items() if text}, int(number))
