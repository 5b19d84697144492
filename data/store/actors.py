"""Who did something, by name: a signature and the trail name a person by their row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from data.store.tables.access import ACCOUNTS
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterable

_PERSON = "people/"


def row_of(actor: str) -> int | None:
    """The row of a person who did it themselves; None: a login, or the program."""
    number = actor.removeprefix(_PERSON)
    return int(number) if number != actor and number.isdecimal() else None


def names_of_actors(connection: Connection, actors: Iterable[str | None]) -> dict[str, str]:
    """``people/12`` -> his name, or his pseudonym once he is erased; logins are not among them."""
    asked = {actor: row_of(actor) for actor in actors if actor}
    numbers = {row for row in asked.values() if row is not None}
    if not numbers:
        return {}
    query = select(PEOPLE.c.row, PEOPLE.c.name).where(PEOPLE.c.row.in_(numbers))
    names = {row: name for row, name in connection.execute(query)}
    return {actor: names[row] for actor, row in asked.items() if row in names}


def name_of_actor(connection: Connection, actor: str) -> str:
    """What to call whoever did something: by name, a login too; else as it stands there."""
    named = names_of_actors(connection, [actor])
    if actor in named:
        return named[actor]
    found = connection.scalar(select(ACCOUNTS.c.name).where(ACCOUNTS.c.login == actor))
    return found or actor
