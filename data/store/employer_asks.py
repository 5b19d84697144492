"""Keeps what employers were asked, and what they answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select, update

from data.model.employer_ask import AskedLine, EmployerAsk
from data.model.errors import Fault, Refused
from data.store.tables.employer_asks import EMPLOYER_ASK_LINES, EMPLOYER_ASKS
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

_LINE = EMPLOYER_ASK_LINES.c
_QUERY = (
    select(
        *(_LINE[name] for name in ("id", "ask", "requirement", "last_day", "answer")),
        *(_LINE[name] for name in ("answered_at", "answered_by", "until", "document")),
        PEOPLE.c.id.label("code"),
        PEOPLE.c.row.label("number"),
    )
    .select_from(EMPLOYER_ASK_LINES.join(PEOPLE, PEOPLE.c.row == _LINE.person))
    .where(PEOPLE.c.ended_at.is_(None))
    .order_by(PEOPLE.c.name, _LINE.id)
)


def read_asks(connection: Connection, number: int | None = None) -> tuple[EmployerAsk, ...]:
    """What was asked, the newest first, with lines of people who are still here.

    Parameters
    ----------
    number
        Only the one with this number; None: all.
    """
    lines: dict[int, list[AskedLine]] = {}
    query = _QUERY if number is None else _QUERY.where(_LINE.ask == number)
    for row in connection.execute(query).mappings():
        known = ("id", "requirement", "last_day", "answer", "answered_at", "answered_by")
        values = {name: row[name] for name in (*known, "until", "document")}
        line = AskedLine(person=row["code"], row=row["number"], **values)
        lines.setdefault(row["ask"], []).append(line)
    kept = select(EMPLOYER_ASKS).order_by(EMPLOYER_ASKS.c.id.desc())
    if number is not None:
        kept = kept.where(EMPLOYER_ASKS.c.id == number)
    return tuple(
        EmployerAsk(**row, lines=tuple(lines.get(row["id"], ())))
        for row in connection.execute(kept).mappings()
    )


def read_ask(connection: Connection, number: int) -> EmployerAsk:
    """What was asked under a number.

    Raises
    ------
    Refused
        Nothing was.
    """
    found = read_asks(connection, number)
    if not found:
        raise Refused([Fault(f"there is no question {number}", "See them: caco partners")])
    return found[0]


def add_ask(
    connection: Connection,
    partner: str,
    asked_at: datetime,
    expires_at: datetime,
    lines: Iterable[tuple[int, str, date | None]],
) -> int:
    """Keep a new question; its number.

    Parameters
    ----------
    lines
        Row of the person, id of the requirement, and the last day on which it holds.
    """
    values = {"partner": partner, "asked_at": asked_at, "expires_at": expires_at, "reminders": 0}
    key = connection.execute(insert(EMPLOYER_ASKS).values(values)).inserted_primary_key
    assert key is not None
    number = int(key[0])
    rows = [
        {
            "ask": number, "person": person, "requirement": requirement, "last_day": last_day,
            "answered_by": "", "document": "",
        }
        for person, requirement, last_day in lines
    ]  # fmt: skip
    connection.execute(insert(EMPLOYER_ASK_LINES), rows)
    return number


def change_ask(connection: Connection, number: int, **values: Any) -> None:  # noqa: ANN401
    """Change columns of a question."""
    connection.execute(update(EMPLOYER_ASKS).where(EMPLOYER_ASKS.c.id == number).values(**values))


def answer_line(connection: Connection, number: int, **values: Any) -> None:  # noqa: ANN401
    """Keep what was answered about one person."""
    connection.execute(update(EMPLOYER_ASK_LINES).where(_LINE.id == number).values(**values))
