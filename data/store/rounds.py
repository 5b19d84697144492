"""Rounds of requests, and what people answered in them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update

from data.model.errors import Conflict, Fault, Refused
from data.model.request import RequestRound, RoundAnswer
from data.store.rosters import person_numbers
from data.store.tables.access import ROUND_ANSWERS, ROUNDS
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from datetime import datetime

_COLUMNS = [ROUNDS.c[field.name] for field in fields(RequestRound)]


def add_round(connection: Connection, given: RequestRound) -> RequestRound:
    """Keep a new round; it gets its number."""
    values = {field.name: getattr(given, field.name) for field in fields(given)}
    del values["id"]
    key = connection.execute(insert(ROUNDS).values(**values)).inserted_primary_key
    assert key is not None
    return read_round(connection, int(key[0]))


def read_round(connection: Connection, number: int) -> RequestRound:
    """One round.

    Raises
    ------
    Refused
        There is none of that number.
    """
    row = connection.execute(select(*_COLUMNS).where(ROUNDS.c.id == number)).one_or_none()
    if row is None:
        raise Refused(
            [Fault(f"there is no round {number}", "See which there are: caco requests status")]
        )
    return _round(row)


def rounds(connection: Connection, open_at: datetime | None = None) -> list[RequestRound]:
    """Rounds in the order in which they were opened; all, or those under way at a moment."""
    query = select(*_COLUMNS).order_by(ROUNDS.c.id)
    if open_at is not None:
        query = query.where(ROUNDS.c.until > open_at)
    found = [_round(row) for row in connection.execute(query)]
    return found if open_at is None else [one for one in found if one.is_open(open_at)]


def note_closed(
    connection: Connection, seen: RequestRound, who: str, now: datetime
) -> RequestRound:
    """Note that a round ends now.

    Raises
    ------
    Conflict
        Somebody closed it before.
    """
    done = connection.execute(
        update(ROUNDS)
        .where(ROUNDS.c.id == seen.id, ROUNDS.c.closed_at.is_(None))
        .values(closed_at=now, closed_by=who)
    )
    found = read_round(connection, seen.id)
    if done.rowcount != 1:
        raise Conflict(f"round {seen.id}", found.closed_by, found.closed_at or now, [])
    return found


def note_answer(connection: Connection, answer: RoundAnswer) -> None:
    """Note what somebody answered, in the place of what they answered before."""
    person = person_numbers(connection)[answer.person]
    given = {"reply": answer.reply, "at": answer.at}
    here = (ROUND_ANSWERS.c.round == answer.round) & (ROUND_ANSWERS.c.person == person)
    if not connection.execute(update(ROUND_ANSWERS).where(here).values(**given)).rowcount:
        values = {"round": answer.round, "person": person, **given}
        connection.execute(insert(ROUND_ANSWERS).values(**values))


def answers_in(connection: Connection, number: int) -> dict[str, RoundAnswer]:
    """What was answered in a round, by the id of the person."""
    mine = ROUND_ANSWERS.c
    query = (
        select(mine.round, PEOPLE.c.id, mine.reply, mine.at)
        .join(PEOPLE, PEOPLE.c.row == mine.person)
        .where(mine.round == number)
        .order_by(mine.at, PEOPLE.c.id)
    )
    return {row[1]: RoundAnswer(*row) for row in connection.execute(query)}


def _round(row: Row[Any]) -> RequestRound:
    return RequestRound(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
