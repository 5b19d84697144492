"""Reads who sits where and who is there: what coverage asks of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from data.model.duty import Absence, DutyKind
from data.model.roster import RosterStatus
from data.model.shift import EarlierDuty, Shift
from data.store.rosters import SHIFT_FIELDS
from data.store.stand_ins import stand_ins_between
from data.store.tables.columns import among
from data.store.tables.records import ABSENCES, HISTORY, PEOPLE
from data.store.tables.rosters import ASSIGNMENTS, ROSTERS, SHIFTS

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

_SHIFT = [SHIFTS.c[name] for name in SHIFT_FIELDS]


_SAME_SHIFT = SHIFTS.c.id == ASSIGNMENTS.c.shift


_IN_FORCE = ROSTERS.c.status == RosterStatus.PUBLISHED


def published_shifts(
    connection: Connection, start: datetime, end: datetime, posts: Collection[str] | None = None
) -> list[tuple[Shift, tuple[str, ...]]]:
    """The shifts of the rosters in force that touch a stretch of time, by start.

    Each with the codes of who is on it, doubles left out.

    Parameters
    ----------
    posts
        Only those of these posts; None: of all.
    """
    near = (SHIFTS.c.start < end, SHIFTS.c.end > start, among(SHIFTS.c.post, posts))
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


def posts_held_by(
    connection: Connection, people: Collection[str], start: datetime, end: datetime
) -> frozenset[str]:
    """The posts on which some people have anything to do in a stretch of time, as things stand.

    By the rosters in force, take-overs and what the records hold.
    """
    mine = PEOPLE.c.id.in_(list(people))
    assigned = (
        select(SHIFTS.c.post)
        .join(ROSTERS, ROSTERS.c.shift_set == SHIFTS.c.shift_set)
        .join(ASSIGNMENTS, (ASSIGNMENTS.c.roster == ROSTERS.c.id) & _SAME_SHIFT)
        .join(PEOPLE, PEOPLE.c.row == ASSIGNMENTS.c.person)
        .where(_IN_FORCE, SHIFTS.c.start < end, SHIFTS.c.end > start, mine)
    )
    recorded = select(HISTORY.c.post).where(
        HISTORY.c.ended_at.is_(None), HISTORY.c.start < end, HISTORY.c.end > start
    )
    theirs = recorded.where(HISTORY.c.person.in_(list(people)))
    taken = {one.post for one in stand_ins_between(connection, start, end) if one.comer in people}
    return frozenset(connection.scalars(assigned.union(theirs))) | taken


def first_roster(connection: Connection) -> datetime | None:
    """When the first roster with any shift began that was ever signed; None: none was."""
    has_shifts = select(SHIFTS.c.id).where(SHIFTS.c.shift_set == ROSTERS.c.shift_set).exists()
    query = select(func.min(ROSTERS.c.start, type_=ROSTERS.c.start.type))
    at: datetime | None = connection.scalar(
        query.where(ROSTERS.c.published_at.is_not(None), has_shifts)
    )
    return at


def rostered_until(
    connection: Connection, posts: Collection[str] | None = None
) -> dict[str, datetime]:
    """By post, when the last shift of the rosters in force ends; of these posts, or None all."""
    query = (
        select(SHIFTS.c.post, func.max(SHIFTS.c.end, type_=SHIFTS.c.end.type))
        .join(ROSTERS, ROSTERS.c.shift_set == SHIFTS.c.shift_set)
        .where(_IN_FORCE, among(SHIFTS.c.post, posts))
        .group_by(SHIFTS.c.post)
    )
    return {post: end for post, end in connection.execute(query)}


def rostered_since(
    connection: Connection, posts: Collection[str] | None = None
) -> dict[str, datetime]:
    """By post, when its first roster began that was ever signed; of these posts, or None all."""
    query = (
        select(SHIFTS.c.post, func.min(ROSTERS.c.start, type_=ROSTERS.c.start.type))
        .join(ROSTERS, ROSTERS.c.shift_set == SHIFTS.c.shift_set)
        .where(ROSTERS.c.published_at.is_not(None), among(SHIFTS.c.post, posts))
        .group_by(SHIFTS.c.post)
    )
    return {post: start for post, start in connection.execute(query)}


def regions_of_people(
    connection: Connection, people: Collection[str] | None = None
) -> dict[str, tuple[str, ...]]:
    """The regions of everybody who is here, by code; of these people, or None all."""
    query = select(PEOPLE.c.id, PEOPLE.c.regions).where(PEOPLE.c.ended_at.is_(None))
    rows = connection.execute(query.where(among(PEOPLE.c.id, people)).order_by(PEOPLE.c.row))
    return {code: tuple(regions or ()) for code, regions in rows}


def periods_in_force(
    connection: Connection, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """The periods of the rosters in force that touch a stretch of time, by start."""
    query = (
        select(ROSTERS.c.start, ROSTERS.c.end)
        .where(_IN_FORCE, ROSTERS.c.start < end, ROSTERS.c.end > start)
        .order_by(ROSTERS.c.start, ROSTERS.c.book)
    )
    return [(begin, finish) for begin, finish in connection.execute(query)]


def people_left(connection: Connection) -> dict[str, datetime]:
    """When people left, by code."""
    query = select(PEOPLE.c.id, PEOPLE.c.ended_at).where(PEOPLE.c.ended_at.is_not(None))
    return {code: at for code, at in connection.execute(query)}


def absences_by_person(
    connection: Connection, start: datetime, end: datetime, people: Collection[str] | None = None
) -> dict[str, list[Absence]]:
    """Absences that touch a stretch of time, by code, by start; of these people, or None all."""
    query = (
        select(ABSENCES.c.person, ABSENCES.c.kind, ABSENCES.c.start, ABSENCES.c.end)
        .where(ABSENCES.c.ended_at.is_(None), ABSENCES.c.start < end, ABSENCES.c.end > start)
        .where(among(ABSENCES.c.person, people))
        .order_by(ABSENCES.c.start)
    )
    found: dict[str, list[Absence]] = {}
    for person, kind, begin, finish in connection.execute(query):
        found.setdefault(person, []).append(Absence(person, kind, begin, finish))
    return found


def recorded_duties(
    connection: Connection, start: datetime, end: datetime, posts: Collection[str] | None = None
) -> dict[str, tuple[EarlierDuty, ...]]:
    """Duties that the records hold and that touch a stretch of time, by post, by start.

    Work on a call is none of these: it was done in a duty on call, and does not replace it.

    Parameters
    ----------
    posts
        Only those on these posts; None: on all.
    """
    mine = HISTORY.c
    query = (
        select(mine.post, mine.person, mine.start, mine.end)
        .where(mine.ended_at.is_(None), mine.start < end, mine.end > start)
        .where(mine.kind != DutyKind.CALL, among(mine.post, posts))
        .order_by(mine.start, mine.person)
    )
    found: dict[str, list[EarlierDuty]] = {}
    for row in connection.execute(query):
        found.setdefault(row.post, []).append(EarlierDuty(*row))
    return {post: tuple(duties) for post, duties in found.items()}


def names_of_people(connection: Connection) -> dict[str, str]:
    """Names of everybody ever, by code."""
    return {code: name for code, name in connection.execute(select(PEOPLE.c.id, PEOPLE.c.name))}
