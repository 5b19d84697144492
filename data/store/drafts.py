"""Writes drafts. A roster that was signed is never changed: it is not found here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from data.model.duty import Assignment
from data.model.errors import Conflict
from data.model.roster import RosterHead, RosterStatus
from data.model.shift import Shift
from data.store.rosters import SHIFT_FIELDS, person_numbers, read_head
from data.store.tables.rosters import ASSIGNMENTS, ROSTER_SIGNATURES, ROSTERS, SHIFT_SETS, SHIFTS


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A draft to be kept.

    Parameters
    ----------
    shifts
        All shifts of the period.
    assignments
        Who does what; people by code.
    result
        What the search said of it, as JSON; empty when made by hand.
    violations
        What it breaks, as JSON.
    book
        Id of the book whose posts it is of; empty: of those that no book holds.
    """

    start: datetime
    end: datetime
    time_zone: str
    based_on: int | None
    shifts: Sequence[Shift]
    assignments: Sequence[Assignment]
    problem_hash: str
    records_seq: int
    result: str
    violations: str
    book: str = ""


@dataclass(frozen=True, slots=True)
class Touch:
    """What a change writes beside the assignments.

    Parameters
    ----------
    who, at
        Who changes it, and when.
    violations
        What it breaks now, as JSON.
    problem_hash, records_seq, shift_set
        Where it is judged by the records as they stand now; None: as before.
    """

    who: str
    at: datetime
    violations: str
    problem_hash: str | None = None
    records_seq: int | None = None
    shift_set: str | None = None


def add_draft(connection: Connection, draft: NewDraft, who: str, at: datetime) -> RosterHead:
    """Keep a new draft."""
    shift_set = keep_shifts(connection, draft.shifts)
    values = {
        "start": draft.start,
        "end": draft.end,
        "time_zone": draft.time_zone,
        "status": RosterStatus.DRAFT,
        "based_on": draft.based_on,
        "shift_set": shift_set,
        "problem_hash": draft.problem_hash,
        "records_seq": draft.records_seq,
        "result": draft.result,
        "violations": draft.violations,
        "by_hand": not draft.result,
        "created_at": at,
        "created_by": who,
        "changed_at": at,
        "changed_by": who,
        "lock_version": 1,
        "book": draft.book,
    }
    key = connection.execute(insert(ROSTERS).values(**values)).inserted_primary_key
    assert key is not None
    put(connection, key[0], shift_set, draft.assignments)
    return read_head(connection, key[0])


def put(
    connection: Connection, roster: int, shift_set: str, assignments: Iterable[Assignment]
) -> None:
    """Add assignments to a draft."""
    numbers = person_numbers(connection)
    rows = [
        {
            "roster": roster,
            "shift_set": shift_set,
            "shift": one.shift,
            "person": numbers[one.person],
            "pinned": one.pinned,
            "double": one.double,
        }
        for one in assignments
    ]
    if rows:
        connection.execute(insert(ASSIGNMENTS), rows)


def take_away(connection: Connection, roster: int, assignments: Iterable[Assignment]) -> None:
    """Take assignments out of a draft."""
    numbers = person_numbers(connection)
    rows = [{"gone_shift": one.shift, "gone_person": numbers[one.person]} for one in assignments]
    if rows:
        connection.execute(
            delete(ASSIGNMENTS).where(
                ASSIGNMENTS.c.roster == roster,
                ASSIGNMENTS.c.shift == bindparam("gone_shift"),
                ASSIGNMENTS.c.person == bindparam("gone_person"),
            ),
            rows,
        )


def touch_draft(connection: Connection, seen: RosterHead, touch: Touch) -> None:
    """Claim the change of a draft that was read before; the second of two planners is refused.

    Parameters
    ----------
    seen
        The draft as the planner saw it.

    Raises
    ------
    Conflict
        Somebody else changed it since.
    """
    claim(connection, seen, **_values(touch))


def _values(touch: Touch) -> dict[str, Any]:
    values = {
        "changed_at": touch.at,
        "changed_by": touch.who,
        "violations": touch.violations,
        "by_hand": True,
    }
    for name in ("problem_hash", "records_seq", "shift_set"):
        if (value := getattr(touch, name)) is not None:
            values[name] = value
    return values


def rebase_draft(
    connection: Connection, seen: RosterHead, touch: Touch, based_on: int | None
) -> None:
    """Claim the change of a draft that is made from another version from now on.

    Parameters
    ----------
    based_on
        Id of that version; None: it will be the first of its period.

    Raises
    ------
    Conflict
        Somebody else changed it since it was seen.
    """
    claim(connection, seen, **_values(touch), based_on=based_on)


def drop_draft(connection: Connection, seen: RosterHead) -> None:
    """Throw a draft away."""
    for table in (ASSIGNMENTS, ROSTER_SIGNATURES):
        connection.execute(delete(table).where(table.c.roster == seen.id))
    gone = connection.execute(
        delete(ROSTERS).where(
            ROSTERS.c.id == seen.id,
            ROSTERS.c.lock_version == seen.lock_version,
            ROSTERS.c.status == RosterStatus.DRAFT,
        )
    )
    if gone.rowcount != 1:
        raise _overtaken(connection, seen)


def shift_set_hash(shifts: Iterable[Shift]) -> str:
    """SHA-256 of a set of shifts, in whatever order."""
    lines = ["\t".join(str(getattr(shift, name)) for name in SHIFT_FIELDS) for shift in shifts]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def keep_shifts(connection: Connection, shifts: Sequence[Shift]) -> str:
    """Keep a set of shifts, once; its hash."""
    rows = [{name: getattr(shift, name) for name in SHIFT_FIELDS} for shift in shifts]
    name = shift_set_hash(shifts)
    known = SHIFT_SETS.c.hash == name
    if connection.execute(select(SHIFT_SETS.c.hash).where(known)).one_or_none() is None:
        connection.execute(insert(SHIFT_SETS).values(hash=name))
        if rows:
            connection.execute(insert(SHIFTS), [{"shift_set": name, **row} for row in rows])
    return name


def claim(connection: Connection, seen: RosterHead, **values: Any) -> None:  # noqa: ANN401
    """Change a roster that is still as it was seen."""
    done = connection.execute(
        update(ROSTERS)
        .where(
            ROSTERS.c.id == seen.id,
            ROSTERS.c.lock_version == seen.lock_version,
            ROSTERS.c.status == seen.status,
        )
        .values(**values, lock_version=seen.lock_version + 1)
    )
    if done.rowcount != 1:
        raise _overtaken(connection, seen)


def _overtaken(connection: Connection, seen: RosterHead) -> Conflict:
    now = read_head(connection, seen.id)
    what = [] if now.status is seen.status else [f"It is {now.status} now."]
    return Conflict(seen.name, now.changed_by, now.changed_at, what)
