"""Take-overs as they are kept."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from data.model.errors import Conflict, Fault, Refused
from data.model.stand_in import StandIn
from data.store.rosters import person_numbers
from data.store.tables.columns import among
from data.store.tables.records import PEOPLE
from data.store.tables.rosters import ROSTERS, STAND_INS

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

_LEAVER, _COMER = PEOPLE.alias("leaver"), PEOPLE.alias("comer")


_PEOPLE = {"leaver": _LEAVER.c.id.label("leaver"), "comer": _COMER.c.id.label("comer")}


_OWN = [STAND_INS.c[field.name] for field in fields(StandIn) if field.name not in _PEOPLE]


def add_stand_in(connection: Connection, given: StandIn, roster: int | None = None) -> StandIn:
    """Keep a new take-over; it gets its number.

    Parameters
    ----------
    roster
        A draft in which a shift is split: it counts from when that is signed. None: at once.
    """
    numbers = person_numbers(connection)
    values = {field.name: getattr(given, field.name) for field in fields(given)}
    del values["id"]
    values |= {who: numbers[values[who]] if values[who] else None for who in _PEOPLE}
    key = connection.execute(insert(STAND_INS).values(**values, roster=roster)).inserted_primary_key
    assert key is not None
    return _stand_in(connection.execute(_query().where(STAND_INS.c.id == key[0])).one())


def read_stand_in(connection: Connection, number: int) -> StandIn:
    """One take-over; a split of a draft is none yet.

    Raises
    ------
    Refused
        There is none of that number.
    """
    row = connection.execute(_in_force().where(STAND_INS.c.id == number)).one_or_none()
    if row is None:
        remedy = "See which there are: caco takeovers"
        raise Refused([Fault(f"there is no take-over {number}", remedy)])
    return _stand_in(row)


def stand_ins_between(
    connection: Connection,
    start: datetime,
    end: datetime,
    shift: str | None = None,
    posts: Collection[str] | None = None,
) -> tuple[StandIn, ...]:
    """Take-overs that touch a stretch of time and count, as they were recorded.

    Parameters
    ----------
    shift
        Only those of this one; None: of all.
    posts
        Only those on these posts; None: on all.
    """
    query = (
        _in_force()
        .where(STAND_INS.c.withdrawn_at.is_(None))
        .where(STAND_INS.c.start < end, STAND_INS.c.end > start)
        .where(among(STAND_INS.c.post, posts))
    )
    if shift is not None:
        query = query.where(STAND_INS.c.shift == shift)
    return tuple(_stand_in(row) for row in connection.execute(query))


def stand_ins_ever(connection: Connection, since: datetime) -> tuple[StandIn, ...]:
    """Take-overs whose time is not over by then, those too that were withdrawn."""
    query = _in_force().where(STAND_INS.c.end > since)
    return tuple(_stand_in(row) for row in connection.execute(query))


def every_stand_in(connection: Connection) -> tuple[StandIn, ...]:
    """All there ever were but those of drafts, as they were recorded."""
    return tuple(_stand_in(row) for row in connection.execute(_in_force()))


def stand_ins_of_draft(connection: Connection, roster: int) -> tuple[StandIn, ...]:
    """How shifts are split in one draft."""
    query = _query().where(STAND_INS.c.roster == roster, STAND_INS.c.withdrawn_at.is_(None))
    return tuple(_stand_in(row) for row in connection.execute(query))


def withdraw_stand_in(connection: Connection, seen: StandIn, who: str, now: datetime) -> StandIn:
    """Note that a take-over was recorded by mistake.

    Raises
    ------
    Conflict
        It was withdrawn before.
    """
    done = connection.execute(
        update(STAND_INS)
        .where(STAND_INS.c.id == seen.id, STAND_INS.c.withdrawn_at.is_(None))
        .values(withdrawn_by=who, withdrawn_at=now)
    )
    after = read_stand_in(connection, seen.id)
    if done.rowcount != 1:
        raise Conflict(f"take-over {seen.id}", after.withdrawn_by, after.withdrawn_at or now, [])
    return after


def remove_from_draft(connection: Connection, roster: int, number: int) -> None:
    """Undo how a shift is split in a draft."""
    mine = STAND_INS.c.id == number, STAND_INS.c.roster == roster
    connection.execute(delete(STAND_INS).where(*mine))


def sign_stand_ins(connection: Connection, roster: int, who: str, now: datetime) -> None:
    """Note that the draft was signed in which shifts are split."""
    connection.execute(
        update(STAND_INS)
        .where(STAND_INS.c.roster == roster)
        .values(recorded_by=who, recorded_at=now)
    )


def _query() -> Any:  # noqa: ANN401 - a query of these columns
    return (
        select(*_OWN, *_PEOPLE.values())
        .outerjoin(_LEAVER, _LEAVER.c.row == STAND_INS.c.leaver)
        .outerjoin(_COMER, _COMER.c.row == STAND_INS.c.comer)
        .order_by(STAND_INS.c.id)
    )


def _in_force() -> Any:  # noqa: ANN401 - a query of these columns
    """Without those of drafts."""
    signed = select(ROSTERS.c.id).where(ROSTERS.c.published_at.is_not(None))
    return _query().where(STAND_INS.c.roster.is_(None) | STAND_INS.c.roster.in_(signed))


def _stand_in(row: Row[Any]) -> StandIn:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    values |= {who: values[who] or "" for who in _PEOPLE}
    return StandIn(**values)
