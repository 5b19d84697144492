"""Reads who sits where and who is there: what coverage asks of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from data.model.duty import Absence, DutyKind
from data.model.roster import RosterStatus
from data.model.shift import EarlierDuty, Shift
from data.store.rosters import SHIFT_FIELDS
from data.store.tables.records import ABSENCES, HISTORY, PEOPLE
from data.store.tables.rosters import ASSIGNMENTS, ROSTERS, SHIFTS

if TYPE_CHECKING:
    from datetime import datetime

_SHIFT = [SHIFTS.c[name] for name in SHIFT_FIELDS]


_SAME_SHIFT = SHIFTS.c.id == ASSIGNMENTS.c.shift


_IN_FORCE = ROSTERS.c.status == RosterStatus.PUBLISHED


def published_shifts(
    connection: Connection, start: datetime, end: datetime
) -> list[tuple[Shift, tuple[str, ...]]]:
    """The shifts of the rosters in force that touch a stretch of time, by start.

    Each with the codes of who is on it, doubles left out.
    """
    near = (SHIFTS.c.start < end, SHIFTS.c.end > start)
    shifts = (
        select(ROSTERS.c.id.label("roster"), *_SHIFT)
        .join(ROSTERS, ROSTERS.c.shift_set == SHIFTS.c.shift_set)
        .where(_IN_FORCE, *near)
    )
    # A roster shares its shifts with the one that it replaced, so people go by roster and shift.
    holders = (
        select(ASSIGNMENTS.c.roster, ASSIGNMENTS.c.shift, PEOPLE.c.id)
        .join(ROSTERS, ROSTERS.c.id == ASSIGNMENTS.c.roster)
        .join(SHIFTS, (SHIFTS.c.shift_set == ROSTERS.c.shift_set) & _SAME_SHIFT)
        .join(PEOPLE, PEOPLE.c.row == ASSIGNMENTS.c.person)
        .where(_IN_FORCE, ~ASSIGNMENTS.c.double, *near)
    )
    on: dict[tuple[int, str], list[str]] = {}
    for roster, shift, person in connection.execute(holders):
        on.setdefault((roster, shift), []).append(person)
    found = [
        (Shift(*shift), tuple(sorted(on.get((roster, shift[0]), ()))))
        for roster, *shift in connection.execute(shifts)
    ]
    return sorted(found, key=lambda pair: (pair[0].start, pair[0].id))


def rostered_until(connection: Connection) -> dict[str, datetime]:
    """By post, when the last shift of the rosters in force ends."""
    query = (
        select(SHIFTS.c.post, func.max(SHIFTS.c.end, type_=SHIFTS.c.end.type))
        .join(ROSTERS, ROSTERS.c.shift_set == SHIFTS.c.shift_set)
        .where(_IN_FORCE)
        .group_by(SHIFTS.c.post)
    )
    return {post: end for post, end in connection.execute(query)}


def rostered_since(connection: Connection) -> dict[str, datetime]:
    """By post, when its first roster began that was ever signed."""
    query = (
        select(SHIFTS.c.post, func.min(ROSTERS.c.start, type_=ROSTERS.c.start.type))
        .join(ROSTERS, ROSTERS.c.shift_set == SHIFTS.c.shift_set)
        .where(ROSTERS.c.published_at.is_not(None))
        .group_by(SHIFTS.c.post)
    )
    return {post: start for post, start in connection.execute(query)}


def people_left(connection: Connection) -> dict[str, datetime]:
    """When people left, by code."""
    query = select(PEOPLE.c.id, PEOPLE.c.ended_at).where(PEOPLE.c.ended_at.is_not(None))
    return {code: at for code, at in connection.execute(query)}


def absences_by_person(
    connection: Connection, start: datetime, end: datetime
) -> dict[str, list[Absence]]:
    """Absences that touch a stretch of time, by code, by start."""
    query = (
        select(ABSENCES.c.person, ABSENCES.c.kind, ABSENCES.c.start, ABSENCES.c.end)
        .where(ABSENCES.c.ended_at.is_(None), ABSENCES.c.start < end, ABSENCES.c.end > start)
        .order_by(ABSENCES.c.start)
    )
    found: dict[str, list[Absence]] = {}
    for person, kind, begin, finish in connection.execute(query):
        found.setdefault(person, []).append(Absence(person, kind, begin, finish))
    return found


def recorded_duties(
    connection: Connection, start: datetime, end: datetime
) -> dict[str, tuple[EarlierDuty, ...]]:
    """Duties that the records hold and that touch a stretch of time, by post, by start.

    Work on a call is none of these: it was done in a duty on call, and does not replace it.
    """
    mine = HISTORY.c
    query = (
        select(mine.post, mine.person, mine.start, mine.end)
        .where(mine.ended_at.is_(None), mine.start < end, mine.end > start)
        .where(mine.kind != DutyKind.CALL)
        .order_by(mine.start, mine.person)
    )
    found: dict[str, list[EarlierDuty]] = {}
    for row in connection.execute(query):
        found.setdefault(row.post, []).append(EarlierDuty(*row))
    return {post: tuple(duties) for post, duties in found.items()}


def names_of_people(connection: Connection) -> dict[str, str]:
    """Names of everybody ever, by code."""
    return {code: name for code, name in connection.execute(select(PEOPLE.c.id, PEOPLE.c.name))}
