"""The competence register of the store: how everybody stands on a day, and who lapses soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.competence_status import CompetenceStatus, Lapse, duties_hit, lapses, register_at
from data.model.duty import Duty
from data.model.person import Person
from data.store.record_objects import current_rows, read_objects, read_posts, read_register
from data.store.regions import people_within
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.coverage.served import served_parts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.register import Register
    from data.store.opening import Store

_FAR = timedelta(days=400)  #: how far ahead published duties are looked through


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Who lapses, and the published duties that they then may not do."""

    lapse: Lapse
    duties: tuple[Duty, ...]


def standings(
    store: Store, on: date, now: datetime
) -> tuple[tuple[CompetenceStatus, ...], Register]:
    """How every holder of a competence stands on a day, and the register that says so.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    with store.reading() as connection:
        register = register_in(connection, now)
    return register_at(register, on), register


def upcoming_lapses(store: Store, days: int, now: datetime) -> tuple[Upcoming, ...]:
    """Who lapses within so many days, and which published duties fall open by it.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    with store.reading() as connection:
        return lapses_in(connection, register_in(connection, now), days, now)


def lapses_in(
    connection: Connection, register: Register, days: int, now: datetime
) -> tuple[Upcoming, ...]:
    """The same within a transaction."""
    today = now.astimezone(ZONE).date()
    found = served_parts(connection, now, midnight(today + _FAR, ZONE))
    duties = [part.duty() for part in found if not part.doubles]
    functions = {post.id: post.function for post in read_posts(connection)}
    return tuple(
        Upcoming(lapse, duties_hit(lapse, duties, functions, ZONE))
        for lapse in lapses(register, today, days)
    )


def register_in(connection: Connection, now: datetime) -> Register:
    """The competence register, as things stand.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    return read_register(connection, now.astimezone(ZONE).date())


@dataclass(frozen=True, slots=True)
class Overview:
    """The register on a day, with the names that a reader knows.

    Parameters
    ----------
    people
        By id.
    functions, regions, posts, requirements
        Names, by id.
    coming
        Who lapses soon, and what falls open by it.
    """

    on: date
    people: Mapping[str, Person]
    functions: Mapping[str, str]
    regions: Mapping[str, str]
    posts: Mapping[str, str]
    requirements: Mapping[str, str]
    standings: tuple[CompetenceStatus, ...]
    coming: tuple[Upcoming, ...]


def overview(store: Store, days: int, now: datetime, reach: Reach = EVERYWHERE) -> Overview:
    """Everybody as they stand today, and who lapses within so many days.

    Parameters
    ----------
    reach
        Of who asks: people who serve a region within reach, or may fill a post there.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    today = now.astimezone(ZONE).date()
    with store.reading() as connection:
        register = register_in(connection, now)
        people, coming = people_here(connection), lapses_in(connection, register, days, now)
        standings = register_at(register, today)
        if not reach.is_all:
            mine = people_within(connection, reach)
            people = {code: one for code, one in people.items() if code in mine}
            standings = tuple(one for one in standings if one.person in mine)
            coming = tuple(one for one in coming if one.lapse.person in mine)
        return Overview(
            on=today,
            people=people,
            functions=names(connection, "functions"),
            regions=names(connection, "regions"),
            posts=names(connection, "posts"),
            requirements=names(connection, "requirements"),
            standings=standings,
            coming=coming,
        )


def people_here(connection: Connection) -> dict[str, Person]:
    """Everybody who is here, by id: name, employer and regions alone."""
    return {one.id: one for one in read_objects(connection, Person, "people")}


def names(connection: Connection, table: str) -> dict[str, str]:
    """The names in a table, by id."""
    return {row["id"]: row["name"] for row in current_rows(connection, table)}
