"""The competence register of the store: how everybody stands on a day, and who lapses soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.competence_expiry import Lapse, duties_hit, lapses
from data.model.competence_status import CompetenceStatus, register_at
from data.model.duty import Duty
from data.store import records, rosters
from data.tables.period import ZONE
from data.tables.raw_table import tables_from_texts
from data.tables.register_tables import build_register
from data.tables.values import midnight
from scheduler.planning.current_problem import duty_of
from scheduler.records.checks import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from data.model.register import Register
    from data.store.opening import Store

    pass

Texts = dict[str, list[dict[str, str]]]  #: table -> rows of column -> text


#: What a register is read from, and what its reader needs beside it.
REGISTER_TABLES = (
    "regions",
    "functions",
    "posts",
    "people",
    "contracts",
    "competences",
    "requirements",
    "evidence",
    "overrides",
    "provisions",
    "weekly_work",
)


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
        register, _ = register_in(connection, now)
    return register_at(register, on), register


def upcoming_lapses(store: Store, days: int, now: datetime) -> tuple[Upcoming, ...]:
    """Who lapses within so many days, and which published duties fall open by it.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    with store.reading() as connection:
        register, texts = register_in(connection, now)
        return lapses_in(connection, register, texts["posts"], days, now)


def lapses_in(
    connection: Connection,
    register: Register,
    posts: Iterable[Mapping[str, str]],
    days: int,
    now: datetime,
) -> tuple[Upcoming, ...]:
    """The same within a transaction; `posts` as texts of the records."""
    today = now.astimezone(ZONE).date()
    found = rosters.duties_between(connection, now, midnight(today + _FAR, ZONE))
    duties = [duty_of(person, shift) for person, shift, doubles in found if not doubles]
    functions = {post["id"]: post["function"] for post in posts}
    return tuple(
        Upcoming(lapse, duties_hit(lapse, duties, functions, ZONE))
        for lapse in lapses(register, today, days)
    )


def register_in(connection: Connection, now: datetime) -> tuple[Register, Texts]:
    """The competence register, and the tables that it was read from.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    texts = records.texts_of(connection, REGISTER_TABLES, ZONE)
    tables = tables_from_texts({name: rows for name, rows in texts.items() if rows}, SOURCE)
    return build_register(tables, now.astimezone(ZONE).date()), texts


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who somebody is.

    Parameters
    ----------
    regions
        Ids.
    """

    id: str
    name: str
    employer: str
    regions: tuple[str, ...]


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
    people: Mapping[str, Colleague]
    functions: Mapping[str, str]
    regions: Mapping[str, str]
    posts: Mapping[str, str]
    requirements: Mapping[str, str]
    standings: tuple[CompetenceStatus, ...]
    coming: tuple[Upcoming, ...]


def overview(store: Store, days: int, now: datetime) -> Overview:
    """Everybody as they stand today, and who lapses within so many days.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    today = now.astimezone(ZONE).date()
    with store.reading() as connection:
        register, texts = register_in(connection, now)
        coming = lapses_in(connection, register, texts["posts"], days, now)
    return Overview(
        on=today,
        people=colleagues(texts),
        functions=names(texts, "functions"),
        regions=names(texts, "regions"),
        posts=names(texts, "posts"),
        requirements=names(texts, "requirements"),
        standings=register_at(register, today),
        coming=coming,
    )


def colleagues(texts: Texts) -> dict[str, Colleague]:
    """Who is here, by id."""
    return {
        row["id"]: Colleague(
            row["id"],
            row["name"],
            row.get("employer", ""),
            tuple(row.get("regions", "").split(";")),
        )
        for row in texts["people"]
    }


def names(texts: Texts, table: str) -> dict[str, str]:
    """The names in a table, by id."""
    return {row["id"]: row["name"] for row in texts[table]}
