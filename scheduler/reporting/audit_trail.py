"""The audit trail for people: what was done, and whether that is whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from data.store import accounts, records, staffing
from data.store.accounts import row_of
from data.store.audit import trail
from data.store.audit.check import AuditVerdict, verify
from data.store.audit.trail import AuditEntry, EntryFilter, Head, everybody, names_of_rows, search
from data.tables.period import ZONE
from scheduler.accounts.secret import secrets_here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from data.store.opening import Store
    from scheduler.settings import Settings

__all__ = ["EntryFilter", "KnownTrail", "TrailPage", "check_trail", "read_trail"]


_NAMED = ("posts", "functions", "regions", "requirements")


@dataclass(frozen=True, slots=True)
class KnownTrail:
    """Names as they are now, for the codes of the trail.

    Parameters
    ----------
    names
        Of people, posts, functions, regions and requirements: table -> id -> name.
    accounts
        Login -> name.
    """

    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some entries of the trail.

    Parameters
    ----------
    entries
        The newest first.
    people
        Row -> code and name of the people that they speak of, and of those who ever did something.
    is_last
        No older ones fit.
    head
        The end of the chain.
    everybody
        All who ever did something.
    known
        The names behind the codes.
    """

    entries: list[AuditEntry]
    people: dict[int, tuple[str, str]]
    is_last: bool
    head: Head
    everybody: list[str]
    known: KnownTrail


def read_trail(store: Store, wanted: EntryFilter, before: int | None, most: int) -> TrailPage:
    """A page of the trail: what fits and is older than entry `before`, at most so many."""
    with store.reading() as connection:
        found = search(connection, wanted, before, most + 1)
        shown = found[:most]
        actors = everybody(connection)
        told = (text for entry in shown for text in _texts([entry.before, entry.after]))
        named = chain(actors, (entry.subject for entry in shown), told)
        rows = {number for name in named if (number := row_of(name)) is not None}
        return TrailPage(
            entries=shown,
            people=names_of_rows(connection, rows),
            is_last=len(found) <= most,
            head=trail.head(connection),
            everybody=actors,
            known=_known(connection),
        )


def _known(connection: Connection) -> KnownTrail:
    names: dict[str, Mapping[str, str]] = {"people": staffing.names_of_people(connection)}
    for table in _NAMED:
        rows = records.read_rows(connection, table).values()
        names[table] = {str(row.values["id"]): str(row.values["name"]) for row in rows}
    logins = {one.login: one.name for one in accounts.accounts(connection)}
    return KnownTrail(names, logins)


def _texts(facts: object) -> Iterator[str]:
    """Every text in the facts of an entry: one may be the row of a person."""
    match facts:
        case str():
            yield facts
        case dict():
            yield from _texts(list(facts.values()))
        case list():
            yield from chain.from_iterable(map(_texts, facts))


def check_trail(store: Store, settings: Settings) -> AuditVerdict:
    """Look at all that the trail tells of: it may take long."""
    keys = secrets_here(store, settings)
    with store.reading() as connection:
        return verify(connection, ZONE, keys=keys)
