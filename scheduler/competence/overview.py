"""Everybody at a glance: how each stands towards each function, and who lapses soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from data.model.competence_status import CompetenceStatus, register_at
from data.tables.period import ZONE
from scheduler.competence.register import Upcoming, lapses_in, register_in

if TYPE_CHECKING:
    from data.store.opening import Store
    from scheduler.competence.register import Texts


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
