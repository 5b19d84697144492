"""Keeps an import from undoing what others changed since its file was exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.errors import Conflict
from data.model.record_change import RowChange, RowChangeKind
from data.store.audit import trail
from data.store.audit.trail import RECORD, Act, AuditEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

IMPORT = "import"  #: the action of the entry that closes an import


_SHOWN = 12


class Undoing(Conflict):
    """A file would undo what others changed.

    Parameters
    ----------
    undone
        Each change of the file, with the entry of the audit trail that it would undo.
    """

    def __init__(self, undone: Sequence[tuple[RowChange, AuditEntry]]) -> None:
        last = max((entry for _, entry in undone), key=lambda entry: entry.seq)
        super().__init__("What the store holds", last.who, last.at, _lines(undone))
        self.undone = tuple(undone)


def import_act(source: str, edition: int | None, first: int, count: int) -> Act:
    """What the audit trail tells of an import as a whole.

    Parameters
    ----------
    edition
        The state of the records that the file was exported from; None: the file does not say.
    first, count
        Number of its first entry, and how many there are.
    """
    facts = {"file": source, "edition": edition, "first": first, "entries": count}
    return Act(IMPORT, "records", None, facts)


def refuse_undoing(
    connection: Connection, found: Sequence[RowChange], edition: int | None, who: str
) -> None:
    """Refuse changes to rows that somebody else changed since.

    Since when: the export that the file came from; for a file that does not say, the last import.

    Raises
    ------
    Conflict
        With each row that would be undone, by whom it was changed, and when.
    """
    imports = trail.entries(connection, action=IMPORT)
    base = edition if edition is not None else max((one.seq for one in imports), default=0)
    mine = [one for one in imports if one.who == who and _edition(one) == edition is not None]
    later = [
        one
        for one in trail.entries(connection, after=base)
        if one.action.startswith(RECORD) and not any(_is_of(one, whole) for whole in mine)
    ]
    latest = {one.subject: one for one in later}
    leavers = {c.key for c in found if c.table == "people" and c.kind is RowChangeKind.ENDED}
    undone = [
        (change, latest[f"{change.table}/{change.row}"])
        for change in found
        if change.row
        and f"{change.table}/{change.row}" in latest
        # What somebody had ends with them.
        and not (change.kind is RowChangeKind.ENDED and change.before.get("person") in leavers)
    ]
    if undone:
        raise Undoing(undone)


def _edition(entry: AuditEntry) -> int | None:
    return (entry.after or {}).get("edition")


def _is_of(entry: AuditEntry, whole: AuditEntry) -> bool:
    """Whether an entry is part of an import."""
    facts = whole.after or {}
    return int(facts["first"]) <= entry.seq < int(facts["first"]) + int(facts["entries"])


def _lines(undone: Sequence[tuple[RowChange, AuditEntry]]) -> list[str]:
    lines = [
        f"  {change.table}, {change.key}: {_verb(entry)} by {entry.who} at "
        f"{entry.at:%Y-%m-%d %H:%M} UTC; the file {_intent(change)}"
        for change, entry in undone[:_SHOWN]
    ]
    if len(undone) > _SHOWN:
        lines.append(f"  and {len(undone) - _SHOWN} more")
    remedy = "Export it again and work on that; or undo all this with --overrule"
    return [*lines, remedy]


def _verb(entry: AuditEntry) -> str:
    return entry.action.removeprefix(RECORD)


def _intent(change: RowChange) -> str:
    if change.kind is RowChangeKind.ENDED:
        return "does not have it"
    if change.kind is RowChangeKind.ADDED:
        return "still has it"
    return "says " + ", ".join(f"{name} {text or 'nothing'}" for name, text in change.after.items())


def refuse_moved_on(connection: Connection, now_at: int, seen: int | None) -> None:
    """Refuse when the records changed since they were seen.

    Parameters
    ----------
    now_at, seen
        Number of the last entry of the audit trail that changed the records: now, and then.
        None: nobody looked before.

    Raises
    ------
    Conflict
        By whom they were changed, and when.
    """
    if seen is None or seen == now_at:
        return
    later = [e for e in trail.entries(connection, after=seen) if e.action.startswith(RECORD)]
    last = later[-1]
    raise Conflict("The records", last.who, last.at)
