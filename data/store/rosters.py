"""Reads rosters: drafts, the one in force, and all that were signed before it."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, and_, select

from data.model.duty import Assignment
from data.model.errors import Fault, Refused
from data.model.roster import (
    DutyChange,
    RosterHead,
    RosterStatus,
    SignedFor,
    duty_changes,
)
from data.model.shift import Shift
from data.store.accounts import names_of_actors
from data.store.tables.columns import among
from data.store.tables.records import PEOPLE
from data.store.tables.rosters import ASSIGNMENTS, ROSTER_SIGNATURES, ROSTERS, SHIFTS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

_LONGEST_SHIFT = timedelta(weeks=2)  #: a week on call that begins on the last day, and more


SHIFT_FIELDS = (
    "id",
    "post",
    "name",
    "start",
    "end",
    "work_minutes",
    "required",
    "handover_minutes",
)


_SHIFT = [SHIFTS.c[name] for name in SHIFT_FIELDS]


_SAME_SHIFT = and_(
    SHIFTS.c.shift_set == ASSIGNMENTS.c.shift_set, SHIFTS.c.id == ASSIGNMENTS.c.shift
)


#: Not kept there: who it is by name, as they are called now, and who signed it for which regions.
_NAMED = ("maker", "signer", "signed_for")


_HEAD = [ROSTERS.c[field.name] for field in fields(RosterHead) if field.name not in _NAMED]


def heads(connection: Connection, status: Collection[RosterStatus] = ()) -> list[RosterHead]:
    """Rosters by period and version, drafts last; all, or those of some statuses."""
    query = select(*_HEAD).order_by(
        ROSTERS.c.start,
        ROSTERS.c.book,
        ROSTERS.c.version.is_(None),
        ROSTERS.c.version,
        ROSTERS.c.id,
    )
    if status:
        query = query.where(ROSTERS.c.status.in_(status))
    return _heads(connection, connection.execute(query).all())


def read_head(connection: Connection, roster: int) -> RosterHead:
    """One roster.

    Raises
    ------
    Refused
        There is none of that number.
    """
    row = connection.execute(select(*_HEAD).where(ROSTERS.c.id == roster)).one_or_none()
    if row is None:
        known = connection.scalars(select(ROSTERS.c.id).order_by(ROSTERS.c.id)).all()
        names = ", ".join(str(one) for one in known[-8:])
        remedy = f"Name one of: {names}" if names else "Add one first"
        raise Refused([Fault(f"there is no roster {roster}", remedy)])
    return _heads(connection, [row])[0]


def in_force(
    connection: Connection, start: datetime, end: datetime, book: str | None = None
) -> list[RosterHead]:
    """The published rosters that touch a stretch of time, by start; of one book, or of None all."""
    query = (
        select(*_HEAD)
        .where(ROSTERS.c.status == RosterStatus.PUBLISHED)
        .where(ROSTERS.c.start < end, ROSTERS.c.end > start)
        .order_by(ROSTERS.c.start, ROSTERS.c.book)
    )
    if book is not None:
        query = query.where(ROSTERS.c.book == book)
    return _heads(connection, connection.execute(query).all())


def in_force_after(
    connection: Connection, now: datetime, book: str | None = None
) -> list[RosterHead]:
    """The published rosters that are not over, by start; of one book, or of None all."""
    found = heads(connection, [RosterStatus.PUBLISHED])
    return [
        head
        for head in found
        if head.end + _LONGEST_SHIFT > now and (book is None or head.book == book)
    ]


def in_force_with(connection: Connection, shift: str, now: datetime) -> RosterHead | None:
    """The first of these rosters that holds a shift; None: none does."""
    query = (
        select(*_HEAD)
        .join(SHIFTS, SHIFTS.c.shift_set == ROSTERS.c.shift_set)
        .where(ROSTERS.c.status == RosterStatus.PUBLISHED, SHIFTS.c.id == shift)
        .where(ROSTERS.c.end > now - _LONGEST_SHIFT)
        .order_by(ROSTERS.c.start, ROSTERS.c.book)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return _heads(connection, [row])[0] if row else None


def signed_at(
    connection: Connection, at: datetime, as_known_at: datetime | None = None
) -> list[RosterHead]:
    """The signed rosters that speak of a moment: in force now, or then.

    The roster before is among them: its last shifts may reach into the next period.
    """
    signed = [RosterStatus.PUBLISHED, RosterStatus.SUPERSEDED]
    near = [
        head for head in heads(connection, signed) if head.start <= at < head.end + _LONGEST_SHIFT
    ]
    if as_known_at is None:
        return [head for head in near if head.status is RosterStatus.PUBLISHED]
    return [
        head
        for head in near
        if head.published_at is not None
        and head.published_at <= as_known_at
        and (head.superseded_at is None or as_known_at < head.superseded_at)
    ]


def read_result(connection: Connection, roster: int) -> str:
    """What the search said of a roster, as JSON; empty when made by hand."""
    return connection.scalar(select(ROSTERS.c.result).where(ROSTERS.c.id == roster)) or ""


def read_violations(connection: Connection, roster: int) -> str:
    """What a roster breaks, as JSON."""
    return connection.scalar(select(ROSTERS.c.violations).where(ROSTERS.c.id == roster)) or "[]"


def read_shifts(connection: Connection, shift_set: str) -> tuple[Shift, ...]:
    """The shifts of a roster, by start."""
    query = select(SHIFTS.c.start, *_SHIFT).where(SHIFTS.c.shift_set == shift_set)
    # Rows are sorted before they become shifts: bare tuples compare several times faster.
    return tuple(Shift(*row[1:]) for row in sorted(tuple(row) for row in connection.execute(query)))


def has_shift(connection: Connection, head: RosterHead, shift: str) -> bool:
    """Whether a shift is one of a roster; by its key, so that none of the others is read."""
    mine = (SHIFTS.c.shift_set == head.shift_set) & (SHIFTS.c.id == shift)
    return connection.scalar(select(SHIFTS.c.id).where(mine)) is not None


def shift_as_signed(connection: Connection, shift: str) -> Shift | None:
    """A shift as the last roster that was signed with it has it; None: none was."""
    query = (
        select(*_SHIFT)
        .join(ROSTERS, ROSTERS.c.shift_set == SHIFTS.c.shift_set)
        .where(SHIFTS.c.id == shift, ROSTERS.c.published_at.is_not(None))
        .order_by(ROSTERS.c.published_at.desc(), ROSTERS.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return Shift(*row) if row else None


def posts_by_roster(
    connection: Connection, found: Collection[RosterHead], posts: Collection[str] | None = None
) -> dict[int, frozenset[str]]:
    """Which posts have shifts in some rosters, by the number of each roster.

    Parameters
    ----------
    posts
        Only which of these; None: of all.
    """
    query = (
        select(SHIFTS.c.shift_set, SHIFTS.c.post)
        .where(SHIFTS.c.shift_set.in_({head.shift_set for head in found}))
        .where(among(SHIFTS.c.post, posts))
        .distinct()
    )
    held: dict[str, set[str]] = {}
    for shift_set, post in connection.execute(query):
        held.setdefault(shift_set, set()).add(post)
    return {head.id: frozenset(held.get(head.shift_set, ())) for head in found}


def is_beside_other_books(connection: Connection, head: RosterHead) -> bool:
    """Whether rosters of other books, signed or not, lie across the period of one."""
    query = select(ROSTERS.c.id).where(
        ROSTERS.c.book != head.book,
        ROSTERS.c.status != RosterStatus.SUPERSEDED,
        ROSTERS.c.start < head.end + _LONGEST_SHIFT,
        ROSTERS.c.end > head.start - _LONGEST_SHIFT,
    )
    return connection.execute(query.limit(1)).first() is not None


def drafts_beside(connection: Connection, head: RosterHead) -> list[RosterHead]:
    """The drafts of other books that lie across the period of a roster."""
    return [
        one
        for one in heads(connection, [RosterStatus.DRAFT])
        if one.book != head.book and one.start < head.end and head.start < one.end
    ]


def roster_with(connection: Connection, shift: Shift) -> RosterHead | None:
    """The roster in force that holds a shift; None: none does."""
    query = (
        select(*_HEAD)
        .join(SHIFTS, SHIFTS.c.shift_set == ROSTERS.c.shift_set)
        .where(ROSTERS.c.status == RosterStatus.PUBLISHED, SHIFTS.c.id == shift.id)
        .order_by(ROSTERS.c.start.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return _heads(connection, [row])[0] if row else None


def read_assignments(connection: Connection, roster: int) -> tuple[Assignment, ...]:
    """Who does what, by shift and person; people by the code they have now."""
    query = (
        select(ASSIGNMENTS.c.shift, PEOPLE.c.id, ASSIGNMENTS.c.pinned, ASSIGNMENTS.c.double)
        .join(PEOPLE, PEOPLE.c.row == ASSIGNMENTS.c.person)
        .where(ASSIGNMENTS.c.roster == roster)
    )
    rows = sorted(tuple(row) for row in connection.execute(query))
    return tuple(Assignment(person, shift, *how) for shift, person, *how in rows)


def difference(connection: Connection, old: int, new: int) -> tuple[DutyChange, ...]:
    """What the new roster changes, per person, by code."""
    return duty_changes(read_assignments(connection, old), read_assignments(connection, new))


def person_numbers(connection: Connection, *, here_only: bool = False) -> dict[str, int]:
    """The row of each person, by code; of everybody ever, or of those who have not left."""
    query = select(PEOPLE.c.id, PEOPLE.c.row)
    if here_only:
        query = query.where(PEOPLE.c.ended_at.is_(None))
    return {code: number for code, number in connection.execute(query)}


def codes_of_people(connection: Connection, rows: Collection[int]) -> dict[int, str]:
    """The codes of people by their rows, of these alone."""
    if not rows:
        return {}
    query = select(PEOPLE.c.row, PEOPLE.c.id).where(PEOPLE.c.row.in_(list(rows)))
    return {number: code for number, code in connection.execute(query)}


def published_ends(connection: Connection, person: str) -> list[datetime]:
    """When the duties of a person in the rosters in force end."""
    query = (
        select(SHIFTS.c.end)
        .join(ASSIGNMENTS, _SAME_SHIFT)
        .join(ROSTERS, ROSTERS.c.id == ASSIGNMENTS.c.roster)
        .join(PEOPLE, PEOPLE.c.row == ASSIGNMENTS.c.person)
        .where(ROSTERS.c.status == RosterStatus.PUBLISHED, PEOPLE.c.id == person)
    )
    return list(connection.scalars(query))


def duties_between(
    connection: Connection,
    start: datetime,
    end: datetime,
    person: str | None = None,
    book: str | None = None,
    shift: str | None = None,
) -> list[tuple[str, Shift, bool]]:
    """Who sits where by the rosters in force: person, shift and whether they double, by start.

    Of the shifts that touch the stretch of time; everybody's, or those of one person; of one book,
    or of None all; on one shift, or on any.
    """
    query = (
        select(SHIFTS.c.start, SHIFTS.c.id, PEOPLE.c.id, ASSIGNMENTS.c.double, *_SHIFT)
        .join(ROSTERS, ROSTERS.c.id == ASSIGNMENTS.c.roster)
        .join(PEOPLE, PEOPLE.c.row == ASSIGNMENTS.c.person)
        .join(SHIFTS, _SAME_SHIFT)
        .where(ROSTERS.c.status == RosterStatus.PUBLISHED)
        .where(SHIFTS.c.start < end, SHIFTS.c.end > start)
    )
    if person is not None:
        query = query.where(PEOPLE.c.id == person)
    if book is not None:
        query = query.where(ROSTERS.c.book == book)
    if shift is not None:
        query = query.where(SHIFTS.c.id == shift)
    rows = sorted(tuple(row) for row in connection.execute(query))
    return [(holder, Shift(*shift), doubles) for _, _, holder, doubles, *shift in rows]


def _heads(connection: Connection, rows: Sequence[Row[Any]]) -> list[RosterHead]:
    names = names_of_actors(
        connection, (who for row in rows for who in (row.created_by, row.published_by))
    )
    signed = [row.id for row in rows if row.published_at is not None]
    signed_for = _signed_for(connection, signed) if signed else {}
    return [_head(row, names, signed_for.get(row.id, ())) for row in rows]


def _signed_for(
    connection: Connection, numbers: Collection[int]
) -> dict[int, tuple[SignedFor, ...]]:
    """Who signed which rosters for which regions, the first one first, where several did."""
    kept = ROSTER_SIGNATURES.c
    query = select(kept.roster, kept.signed_by, kept.regions).order_by(kept.id)
    if len(numbers) == 1:  # else all: they are few, and a long list of numbers is slower
        query = query.where(kept.roster.in_(numbers))
    rows = connection.execute(query).all()
    names = names_of_actors(connection, (row.signed_by for row in rows)) if rows else {}
    found: dict[int, tuple[SignedFor, ...]] = {}
    for roster, who, regions in rows:
        mine = SignedFor(names.get(who, who), tuple(regions or ()))
        found[roster] = (*found.get(roster, ()), mine)
    return found


def _head(row: Row[Any], names: Mapping[str, str], signed_for: tuple[SignedFor, ...]) -> RosterHead:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    maker, signer = (names.get(who, who) for who in (row.created_by, row.published_by))
    if signed_for:
        signer = ", ".join(str(one) for one in signed_for)
    return RosterHead(**values, maker=maker, signer=signer, signed_for=signed_for)


def chains(connection: Connection) -> list[tuple[RosterHead, ...]]:
    """Per roster in force all its versions, the first one first; periods by start."""
    signed = heads(connection, [RosterStatus.PUBLISHED, RosterStatus.SUPERSEDED])
    by_id = {head.id: head for head in signed}
    found = []
    for head in signed:
        if head.status is RosterStatus.PUBLISHED:
            chain = [head]
            while (before := by_id.get(chain[-1].based_on or 0)) is not None:
                chain.append(before)
            found.append(tuple(reversed(chain)))
    return found


def signed_since(
    connection: Connection, draft: RosterHead
) -> tuple[tuple[RosterHead, ...], tuple[RosterHead, ...]]:
    """What was signed since a draft was made.

    Returns
    -------
    tuple
        The versions of its period that came after the one it is based on, the oldest first and the
        one in force last; and the rosters in force of its book of another period that lies across
        its own.
    """
    found = in_force(connection, draft.start, draft.end, draft.book)
    across = tuple(one for one in found if (one.start, one.end) != (draft.start, draft.end))
    mine = next((one for one in found if one not in across), None)
    if mine is None or mine.id == draft.based_on:
        return (), across
    by_id = {one.id: one for one in heads(connection) if one.version is not None}
    chain = [mine]
    while chain[-1].based_on not in (None, draft.based_on):
        chain.append(by_id[chain[-1].based_on or 0])
    return tuple(reversed(chain)), across


def read_holders(connection: Connection, roster: int) -> Mapping[str, tuple[tuple[int, bool], ...]]:
    """Shift -> row of each person on it, and whether they double; in order."""
    query = select(ASSIGNMENTS.c.shift, ASSIGNMENTS.c.person, ASSIGNMENTS.c.double)
    found: dict[str, list[tuple[int, bool]]] = {}
    for shift, person, doubles in connection.execute(query.where(ASSIGNMENTS.c.roster == roster)):
        found.setdefault(shift, []).append((person, doubles))
    return {shift: tuple(sorted(rows)) for shift, rows in found.items()}
