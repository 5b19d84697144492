"""What a change of the records must pass: sound beside the rest, and no lost update."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.errors import Conflict
from data.model.record_change import RowChange, RowChangeKind
from data.store import records
from data.store.audit import trail
from data.store.audit.trail import RECORD, Act, AuditEntry
from data.store.record_objects import SOURCE
from data.store.tables.record_index import KEYS
from data.tables.build_problem import build_problem
from data.tables.contract import TABLES
from data.tables.faults import FaultLog
from data.tables.period import ZONE
from data.tables.raw_table import InputTables, tables_from_texts
from data.tables.rule_tables import RuleBook
from data.tables.values import BadValue, to_moment

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection


IMPORT = "import"  #: the action of the entry that closes an import
_SHOWN = 12
#: Tables that are read as empty rather than as unknown where nothing is in them.
_MAY_LACK = frozenset(table.name for table in TABLES if not table.required)
Tables = Mapping[str, Sequence[dict[str, str]]]  #: name -> rows of column -> text


class LostUpdate(Conflict):
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
    """The entry of the audit trail about an import as a whole.

    Parameters
    ----------
    edition
        The state of the records that the file was exported from; None: the file does not say.
    first, count
        Number of its first entry, and how many there are.
    """
    facts = {"file": source, "edition": edition, "first": first, "entries": count}
    return Act(IMPORT, "records", None, facts)


def refuse_lost_updates(
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
        raise LostUpdate(undone)


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


def refuse_stale(connection: Connection, now_at: int, seen: int | None) -> None:
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


def texts_in(tables: InputTables) -> dict[str, list[Mapping[str, str]]]:
    """The rows of tables as they were read."""
    return {name: [row.texts for row in raw.rows] for name, raw in tables.tables.items()}


def refuse_unsound(
    tables: InputTables, stored: Tables, now: datetime, *, needs_all: bool = True
) -> None:
    """Read the input beside what the records hold of other tables, as a planning would.

    Parameters
    ----------
    needs_all
        Refuse records of which no roster can be made yet; False: they are made one by one.
    """
    others = {name: list(rows) for name, rows in stored.items() if name not in tables.tables}
    people = tables.tables.get("people")
    if people is not None:
        named = [{"id": row.texts.get("id", "")} for row in people.rows]
        others = records.of_people_who_are_here({**others, "people": named})
        del others["people"]
    posts = tables.tables.get("posts")
    if posts is not None:
        others = records.of_posts_there_are(others, [row.texts for row in posts.rows])
    beside = tables_from_texts(
        {
            name: rows
            for name, rows in others.items()
            if rows or not (needs_all or name in _MAY_LACK)
        },
        SOURCE,
    )
    source = tables.source if tables.tables else SOURCE
    whole = replace(
        tables, source=source, tables={**beside.tables, **tables.tables}, faults=tables.faults
    )
    today = now.astimezone(ZONE).date()
    first = _first_free_day(whole, now)
    build_problem(whole, first, 1, ZONE.key, rule_book(), today, needs_all=needs_all)


def _first_free_day(tables: InputTables, now: datetime) -> date:
    """A day on which planning could begin: today, or the day after the last duty of the history."""
    first = now.astimezone(ZONE).date()
    history = tables.tables.get("history")
    for row in history.rows if history else ():
        try:
            started = to_moment(row.texts.get("start", ""), ZONE, date_is_midnight=True)
        except BadValue:
            continue  # reported elsewhere
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


def rule_book() -> RuleBook:
    """What a planner's files may say about rules."""
    # Here, not above: who reads contacts to send a notice need not load every rule of the law.
    from solver.rules.in_force import fixed_rules, known_parameters

    known = known_parameters()
    return RuleBook(known=known, may_disable=frozenset(known) - fixed_rules())
