"""Takes out of the store why somebody was absent, when the term of that is over.

That they were absent, and when, stays: it proves what was covered and what was not. An illness that
is over for longer than anybody needs to know of it says "absent" from then on, in the records, the
trail, the problems that rosters answer, and the gaps (GDPR art. 5(1)(e)).
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, select, update

from data.model.duty import AbsenceKind
from data.store.audit.check import ERASED
from data.store.audit.erasing import rewrite_bodies, rewrite_problems
from data.store.audit.sealing import ERASED_ABSENCES, Emptied, sealed
from data.store.audit.trail import Act
from data.store.records import as_texts, key_of, read_rows
from data.store.tables.alerts import GAP_EVENTS, GAPS
from data.store.tables.records import ABSENCES
from data.store.tables.rosters import ROSTERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

_ABSENT = AbsenceKind.ABSENT.value
_JSON_ENDS = ("end", "until")  #: names of the end of a stretch in what is kept as JSON


def erase_reasons(
    connection: Connection, before: Mapping[str, datetime], seq: int, key: str, zone: ZoneInfo
) -> list[Act]:
    """Take the reasons of absences out that were over before some moment.

    Parameters
    ----------
    before
        By kind of absence: those that ended by then.
    seq
        Number that the entry that vouches for it will have.
    key
        The secret of the installation, which seals what that entry says.

    Returns
    -------
    Acts for the audit trail, to be appended in this order; none: there was nothing to take out.
    """
    rows = {
        f"{ABSENCES.name}/{row.number}": {
            kind for kind, moment in before.items() if row.values["end"] < moment
        }
        for row in read_rows(connection, ABSENCES.name).values()
    }

    def told(_action: str, subject: str, body: dict[str, Any]) -> dict[str, Any]:
        kinds = rows.get(subject)
        return _without_kinds(body, kinds) if kinds else body

    def solved(content: dict[str, Any]) -> dict[str, Any] | None:
        after: dict[str, Any] = _over(content, before)
        return None if after == content else after

    emptied = Emptied(
        rewrite_bodies(connection, seq, told), rewrite_problems(connection, seq, solved)
    )
    gone, count = _from_records(connection, before, zone)
    _from_gaps(connection, before)
    _from_events(connection, before)
    _from_rosters(connection, before)
    if not (count or emptied.entries or emptied.problems):
        return []
    act = Act(ERASED_ABSENCES, ABSENCES.name, None, {"absences": count})
    return [sealed(act, emptied, seq, key), *gone]


def _from_records(
    connection: Connection, before: Mapping[str, datetime], zone: ZoneInfo
) -> tuple[list[Act], int]:
    """Rows of the records; one that says what another says already goes whole."""
    stored = list(read_rows(connection, ABSENCES.name).values())
    keys, gone, count = {row.key for row in stored}, [], 0
    for row in stored:
        moment = before.get(row.values["kind"])
        if moment is None or row.values["end"] >= moment:
            continue
        count += 1
        here = ABSENCES.c.row == row.number
        values = {**row.values, "kind": _ABSENT}
        name = key_of(ABSENCES.name, as_texts(ABSENCES.name, values, zone))
        if name in keys:
            connection.execute(delete(ABSENCES).where(here))
            gone.append(Act(ERASED, f"{ABSENCES.name}/{row.number}"))
        else:
            keys.add(name)
            connection.execute(update(ABSENCES).where(here).values(kind=_ABSENT, key=name))
    return gone, count


def _without_kinds(body: dict[str, Any], kinds: set[str]) -> dict[str, Any]:
    """What an entry tells of a row, with another kind."""

    def text(value: object) -> object:
        if not isinstance(value, str):
            return value
        return " | ".join(_ABSENT if part in kinds else part for part in value.split(" | "))

    return {
        side: {name: text(value) for name, value in facts.items()} if facts else facts
        for side, facts in body.items()
    }


def _over(value: Any, before: Mapping[str, datetime]) -> Any:  # noqa: ANN401 - JSON
    """A JSON value in which each stretch that is over long enough has another kind, or cause."""
    match value:
        case list():
            return [_over(one, before) for one in value]
        case dict():
            ended = next((value[name] for name in _JSON_ENDS if name in value), None)
            return {
                name: _ABSENT if _is_over(one, ended, before) else _over(one, before)
                for name, one in value.items()
            }
        case _:
            return value


def _is_over(value: object, ended: object, before: Mapping[str, datetime]) -> bool:
    if not isinstance(value, str) or value not in before or not isinstance(ended, str):
        return False
    return datetime.fromisoformat(ended) < before[value]


def _from_gaps(connection: Connection, before: Mapping[str, datetime]) -> None:
    for number, parts in connection.execute(select(GAPS.c.id, GAPS.c.parts)).all():
        found = json.loads(parts)
        after = [
            [start, end, missing, _ABSENT if _is_over(cause, end, before) else cause, *who]
            for start, end, missing, cause, *who in found
        ]
        if after != found:
            text = json.dumps(after, ensure_ascii=False)
            connection.execute(update(GAPS).where(GAPS.c.id == number).values(parts=text))


def _from_events(connection: Connection, before: Mapping[str, datetime]) -> None:
    for number, facts in connection.execute(select(GAP_EVENTS.c.id, GAP_EVENTS.c.facts)).all():
        after = _again(facts, before)
        if after != facts:
            here = GAP_EVENTS.c.id == number
            connection.execute(update(GAP_EVENTS).where(here).values(facts=after))


def _from_rosters(connection: Connection, before: Mapping[str, datetime]) -> None:
    """What a search said of a roster, as far as it speaks of stretches."""
    query = select(ROSTERS.c.id, ROSTERS.c.result, ROSTERS.c.violations)
    for number, *texts in connection.execute(query).all():
        after = [_again(text, before) for text in texts]
        if after != texts:
            values = {"result": after[0], "violations": after[1]}
            connection.execute(update(ROSTERS).where(ROSTERS.c.id == number).values(values))


def _again(text: str, before: Mapping[str, datetime]) -> str:
    found = json.loads(text) if text else None
    after = _over(found, before)
    if after == found:
        return text
    return json.dumps(after, ensure_ascii=False, sort_keys=True)
