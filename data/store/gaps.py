"""Keeps gaps, their history, and the calls that were made about them."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select, update

from data.model.call_attempt import CallAttempt
from data.model.errors import Conflict, Fault, Refused
from data.model.gap import (
    AcceptedFacts,
    Cause,
    Gap,
    GapEvent,
    GapPart,
    GapState,
    UncoveredInterval,
)
from data.store.rosters import codes_of_people, person_numbers
from data.store.tables.alerts import CALL_ATTEMPTS, GAP_EVENTS, GAPS, TOLD
from data.store.tables.columns import among
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

_INTERVAL = ("post", "slot", "start", "end", "required", "missing")


_APART = ("id", "interval", "accepted_facts")  #: fields of a gap that are no columns as they are


_LIFE = tuple(field.name for field in fields(Gap) if field.name not in _APART)


def read_gaps(
    connection: Connection,
    states: Collection[GapState] = (),
    since: datetime | None = None,
    posts: Collection[str] | None = None,
) -> list[Gap]:
    """Gaps by start.

    Parameters
    ----------
    states
        Only those in one of these; empty: in any.
    since
        Only those whose time is not over by then.
    posts
        Only those of these posts; None: of all.
    """
    query = select(GAPS).order_by(GAPS.c.start, GAPS.c.post, GAPS.c.id)
    query = query.where(among(GAPS.c.post, posts))
    if states:
        query = query.where(GAPS.c.state.in_(states))
    if since is not None:
        query = query.where(GAPS.c.end > since)
    return _gaps(connection, query)


def read_gap(connection: Connection, number: int) -> Gap:
    """One gap.

    Raises
    ------
    Refused
        There is none of that number.
    """
    found = _gaps(connection, select(GAPS).where(GAPS.c.id == number))
    if not found:
        raise Refused([Fault(f"there is no gap {number}", "See caco gaps for those there are")])
    return found[0]


def add_gap(connection: Connection, gap: Gap) -> Gap:
    """Keep a new gap, with a number of its own."""
    last = connection.scalar(select(func.max(GAPS.c.id))) or 0
    numbered = replace(gap, id=last + 1)
    connection.execute(insert(GAPS).values(id=numbered.id, **_values(connection, numbered)))
    return numbered


def write_gap(connection: Connection, seen: Gap, after: Gap) -> Gap:
    """Keep a gap that changed.

    Raises
    ------
    Conflict
        Somebody else changed it since it was seen.
    """
    changed = replace(after, lock_version=seen.lock_version + 1)
    done = connection.execute(
        update(GAPS)
        .where(GAPS.c.id == seen.id, GAPS.c.lock_version == seen.lock_version)
        .values(**_values(connection, changed))
    )
    if done.rowcount != 1:
        now = read_gap(connection, seen.id)
        last = read_events(connection, seen.id)[-1]
        raise Conflict(f"gap {now.id}", last.who, last.at)
    return changed


def add_event(
    connection: Connection,
    gap: int,
    at: datetime,
    what: str,
    who: str,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Add a line to the history of a gap; `facts` names people by the number of their row only."""
    told = json.dumps(facts or {}, ensure_ascii=False, sort_keys=True)
    connection.execute(insert(GAP_EVENTS).values(gap=gap, at=at, what=what, who=who, facts=told))


def read_events(connection: Connection, gap: int) -> list[GapEvent]:
    """The history of a gap, the oldest first."""
    query = select(GAP_EVENTS).where(GAP_EVENTS.c.gap == gap).order_by(GAP_EVENTS.c.id)
    return [
        GapEvent(row["gap"], row["at"], row["what"], row["who"], row["facts"])
        for row in connection.execute(query).mappings()
    ]


def add_call(connection: Connection, call: CallAttempt) -> CallAttempt:
    """Keep a call about a gap; it gets its number."""
    values = {field.name: getattr(call, field.name) for field in fields(call)}
    del values["id"]
    values["person"] = person_numbers(connection)[call.person]
    key = connection.execute(insert(CALL_ATTEMPTS).values(**values)).inserted_primary_key
    assert key is not None
    return replace(call, id=key[0])


def read_calls(connection: Connection, gaps: Collection[int]) -> list[CallAttempt]:
    """The calls about some gaps, the oldest first."""
    columns = [
        PEOPLE.c.id.label("person") if field.name == "person" else CALL_ATTEMPTS.c[field.name]
        for field in fields(CallAttempt)
    ]
    query = (
        select(*columns)
        .join(PEOPLE, PEOPLE.c.row == CALL_ATTEMPTS.c.person)
        .where(CALL_ATTEMPTS.c.gap.in_(list(gaps)))
        .order_by(CALL_ATTEMPTS.c.at, CALL_ATTEMPTS.c.id)
    )
    return [CallAttempt(**row) for row in connection.execute(query).mappings()]


def last_event(connection: Connection) -> int:
    """The number of the last line of any history: it grows with each change of any gap."""
    return connection.scalar(select(func.max(GAP_EVENTS.c.id))) or 0


def _gaps(connection: Connection, query: Any) -> list[Gap]:  # noqa: ANN401 - a query
    rows = connection.execute(query).mappings().all()
    parts = [json.loads(row["parts"]) for row in rows]
    accepted = [json.loads(row["accepted_facts"] or "null") for row in rows]
    named = {one[-1] for mine in parts for one in mine} - {None}
    named.update(number for facts in accepted if facts for number in facts[-1])
    codes = codes_of_people(connection, named)
    return [
        Gap(
            id=row["id"],
            interval=UncoveredInterval(
                **{name: row[name] for name in _INTERVAL}, parts=_parts(mine, codes)
            ),
            **{name: row[name] for name in _LIFE},
            accepted_facts=_accepted(facts, codes),
        )
        for row, mine, facts in zip(rows, parts, accepted, strict=True)
    ]


def _values(connection: Connection, gap: Gap) -> dict[str, Any]:
    accepted = gap.accepted_facts
    has_people = gap.interval.people or (accepted and accepted.people)
    numbers = person_numbers(connection) if has_people else {}
    return {
        **{name: getattr(gap.interval, name) for name in _INTERVAL},
        **{name: getattr(gap, name) for name in _LIFE},
        "parts": _packed(gap.interval.parts, numbers),
        "accepted_facts": _accepted_packed(accepted, numbers) if accepted else None,
    }


def _packed(parts: Sequence[GapPart], numbers: Mapping[str, int]) -> str:
    rows = [
        [
            part.start.isoformat(),
            part.end.isoformat(),
            part.missing,
            part.cause.value,
            numbers.get(part.person),
        ]
        for part in parts
    ]
    return json.dumps(rows, separators=(",", ":"))


def _accepted_packed(facts: AcceptedFacts, numbers: Mapping[str, int]) -> str:
    moments = [moment.isoformat() for moment in (facts.at, facts.start, facts.end)]
    people = sorted(numbers[code] for code in facts.people)
    return json.dumps([*moments, facts.missing, people], separators=(",", ":"))


def _accepted(facts: list[Any] | None, codes: Mapping[int, str]) -> AcceptedFacts | None:
    if facts is None:
        return None
    at, start, end, missing, people = facts
    return AcceptedFacts(
        datetime.fromisoformat(at),
        datetime.fromisoformat(start),
        datetime.fromisoformat(end),
        missing,
        frozenset(codes[number] for number in people),
    )


def _parts(kept: list[list[Any]], codes: Mapping[int, str]) -> tuple[GapPart, ...]:
    return tuple(
        GapPart(
            datetime.fromisoformat(start),
            datetime.fromisoformat(end),
            missing,
            Cause(cause),
            codes.get(person, ""),
        )
        for start, end, missing, cause, person in kept
    )


@dataclass(frozen=True, slots=True)
class NotificationRecord:
    """That a step of a gap was told to somebody, or passed over.

    Parameters
    ----------
    step
        Name of the step, with what tells it apart from the same step of an earlier time.
    recipient
        Key of the recipient; empty where the step was passed over.
    message
        Id of the message; None: passed over.
    """

    gap: int
    step: str
    recipient: str
    at: datetime
    message: str | None


def read_notifications(connection: Connection, gaps: Collection[int]) -> list[NotificationRecord]:
    """What was told of some gaps, the oldest first."""
    query = select(TOLD).where(TOLD.c.gap.in_(list(gaps))).order_by(TOLD.c.at)
    return [NotificationRecord(**row) for row in connection.execute(query).mappings()]


def gaps_by_message(connection: Connection, messages: Collection[str]) -> dict[str, list[int]]:
    """By message the numbers of the gaps that it tells of."""
    query = select(TOLD.c.message, TOLD.c.gap).where(TOLD.c.message.in_(list(messages)))
    found: dict[str, list[int]] = {}
    for message, gap in connection.execute(query.distinct().order_by(TOLD.c.gap)):
        found.setdefault(message, []).append(gap)
    return found


def add_notifications(connection: Connection, rows: Iterable[NotificationRecord]) -> None:
    """Keep what was told; in the transaction that keeps the message."""
    values = [
        {
            "gap": row.gap,
            "step": row.step,
            "recipient": row.recipient,
            "at": row.at,
            "message": row.message,
        }
        for row in rows
    ]
    if values:
        connection.execute(insert(TOLD), values)
