"""Keeps what functionaries say of their own competence."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, select, update

from data.model.errors import Fault, Refused
from data.model.learning import HandedIn, HandedInStatus, LearningWish
from data.store.tables.learning import HANDED_IN, LEARNING_WISHES
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from datetime import datetime

_COLUMNS = [
    PEOPLE.c.id if field.name == "person" else HANDED_IN.c[field.name] for field in fields(HandedIn)
]
_QUERY = (
    select(*(column.label(field.name) for column, field in zip(_COLUMNS, fields(HandedIn))))  # noqa: B905
    .select_from(HANDED_IN.join(PEOPLE, PEOPLE.c.row == HANDED_IN.c.person))
    .where(PEOPLE.c.ended_at.is_(None))
)


def wishes(connection: Connection) -> list[LearningWish]:
    """What everybody who is here would like to learn, by name."""
    query = select(PEOPLE.c.id, LEARNING_WISHES.c.text, LEARNING_WISHES.c.written_at)
    joined = LEARNING_WISHES.join(PEOPLE, PEOPLE.c.row == LEARNING_WISHES.c.person)
    query = query.select_from(joined).where(PEOPLE.c.ended_at.is_(None)).order_by(PEOPLE.c.name)
    return [LearningWish(*row) for row in connection.execute(query)]


def keep_wish(connection: Connection, person: int, text: str, at: datetime) -> None:
    """Keep what somebody would like to learn; nothing takes it away.

    Parameters
    ----------
    person
        Number of their row.
    """
    connection.execute(delete(LEARNING_WISHES).where(LEARNING_WISHES.c.person == person))
    if text:
        connection.execute(insert(LEARNING_WISHES).values(person=person, text=text, written_at=at))


def handed_in(
    connection: Connection, *, person: str | None = None, only_waiting: bool = False
) -> list[HandedIn]:
    """What people who are here handed in, the oldest first.

    Parameters
    ----------
    person
        Only theirs; None: of everybody.
    only_waiting
        Only what nobody decided about yet.
    """
    query = _QUERY.order_by(HANDED_IN.c.id)
    if person is not None:
        query = query.where(PEOPLE.c.id == person)
    if only_waiting:
        query = query.where(HANDED_IN.c.status == HandedInStatus.WAITS)
    return [HandedIn(**dict(row)) for row in connection.execute(query).mappings()]


def read_handed_in(connection: Connection, number: int) -> HandedIn:
    """What was handed in under a number.

    Raises
    ------
    Refused
        There is nothing, or whoever handed it in left.
    """
    row = connection.execute(_QUERY.where(HANDED_IN.c.id == number)).mappings().one_or_none()
    if row is None:
        raise Refused([Fault(f"nothing was handed in as number {number}", "Reload the page")])
    return HandedIn(**dict(row))


def add_handed_in(connection: Connection, person: int, **values: Any) -> int:  # noqa: ANN401
    """Keep what somebody hands in; its number."""
    nothing = {"status": HandedInStatus.WAITS, "decided_by": "", "reason": ""}
    done = connection.execute(insert(HANDED_IN).values(person=person, **nothing, **values))
    key = done.inserted_primary_key
    assert key is not None
    return int(key[0])


def decide(
    connection: Connection, number: int, status: HandedInStatus, who: str, at: datetime, reason: str
) -> None:
    """Note what was decided about it."""
    values = {"status": status, "decided_by": who, "decided_at": at, "reason": reason}
    connection.execute(update(HANDED_IN).where(HANDED_IN.c.id == number).values(values))


def withdraw(connection: Connection, number: int) -> None:
    """Take something away that nobody decided about."""
    connection.execute(delete(HANDED_IN).where(HANDED_IN.c.id == number))
