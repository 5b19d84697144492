"""Keeps calendar links: of the secret in a link only its hash, never the secret."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from data.model.account import Scope, Subscription
from data.model.errors import Fault, Refused
from data.store.calendars import GAPS_SEEN, SEQ, SourceRevision
from data.store.tables.access import SUBSCRIPTIONS
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_OWN = [SUBSCRIPTIONS.c[field.name] for field in fields(Subscription) if field.name != "subject"]
_COLUMNS = [*_OWN, SUBSCRIPTIONS.c.subject, PEOPLE.c.id.label("code")]
_WITH_PEOPLE = SUBSCRIPTIONS.outerjoin(PEOPLE, PEOPLE.c.row == SUBSCRIPTIONS.c.person)
LEFT = "left"  #: by whom a link was withdrawn, when nobody did but its person left


@dataclass(frozen=True, slots=True)
class Presented:
    """A link that somebody presents, and what calendars are made from at that moment.

    Parameters
    ----------
    person
        Row of the person whose duties it shows, if it does.
    has_left
        That person is no longer here.
    """

    link: Subscription
    person: int | None
    has_left: bool
    stamp: SourceRevision


@dataclass(frozen=True, slots=True)
class Fetch:
    """That a link was used.

    Parameters
    ----------
    client
        What the program called itself.
    version
        The edition that it got, or had already.
    """

    at: datetime
    client: str
    version: int


#: Made once, because it is asked with each fetch.
_PRESENTED = (
    select(*_COLUMNS, SUBSCRIPTIONS.c.person, PEOPLE.c.ended_at, SEQ, GAPS_SEEN)
    .select_from(_WITH_PEOPLE)
    .where(SUBSCRIPTIONS.c.token_hash == bindparam("presented"))
)


def present(connection: Connection, token_hash: str) -> Presented | None:
    """The link of a secret, by the hash of it; one query."""
    row = connection.execute(_PRESENTED, {"presented": token_hash}).one_or_none()
    if row is None:
        return None
    person, ended_at, seq, gaps = row[-4:]
    return Presented(_subscription(row), person, ended_at is not None, SourceRevision(seq, gaps))


def subscriptions(connection: Connection) -> list[Subscription]:
    """All links, the oldest first; people by the code they have now."""
    query = select(*_COLUMNS).select_from(_WITH_PEOPLE).order_by(SUBSCRIPTIONS.c.id)
    return [_subscription(row) for row in connection.execute(query)]


def rows_of_people(connection: Connection) -> dict[int, tuple[int, bool]]:
    """Link -> row of its person and whether they are here; of links that have one."""
    query = select(SUBSCRIPTIONS.c.id, PEOPLE.c.row, PEOPLE.c.ended_at).join(
        PEOPLE, PEOPLE.c.row == SUBSCRIPTIONS.c.person
    )
    return {link: (row, ended is None) for link, row, ended in connection.execute(query)}


def read_subscription(connection: Connection, number: int) -> Subscription:
    """One link.

    Raises
    ------
    Refused
        There is none of that number.
    """
    query = select(*_COLUMNS).select_from(_WITH_PEOPLE).where(SUBSCRIPTIONS.c.id == number)
    row = connection.execute(query).one_or_none()
    if row is None:
        what = f"there is no calendar link {number}"
        raise Refused([Fault(what, "See caco calendars list for those there are")])
    return _subscription(row)


def add_subscription(
    connection: Connection, given: Subscription, person: int | None, token_hash: str
) -> Subscription:
    """Keep a new link, with a number of its own.

    Parameters
    ----------
    person
        Row of the person whose duties it shows; their code is not kept.
    """
    last = connection.scalar(select(func.max(SUBSCRIPTIONS.c.id))) or 0
    values = {field.name: getattr(given, field.name) for field in fields(Subscription)}
    values |= {
        "id": last + 1,
        "subject": "" if person is not None else given.subject,
        "person": person,
        "token_hash": token_hash,
    }
    connection.execute(insert(SUBSCRIPTIONS).values(values))
    return read_subscription(connection, last + 1)


def move_regions(connection: Connection, old: Collection[str], into: str) -> int:
    """Let links to calendars of regions show another one, at the same address; how many."""
    mine = (SUBSCRIPTIONS.c.scope == Scope.REGION) & SUBSCRIPTIONS.c.subject.in_(old)
    open_ones = mine & SUBSCRIPTIONS.c.revoked_at.is_(None)
    moved = update(SUBSCRIPTIONS).where(open_ones).values(subject=into)
    return connection.execute(moved).rowcount


def revoke(connection: Connection, number: int, who: str, at: datetime) -> None:
    """Withdraw a link: nobody gets anything by it from now on."""
    connection.execute(
        update(SUBSCRIPTIONS)
        .where(SUBSCRIPTIONS.c.id == number, SUBSCRIPTIONS.c.revoked_at.is_(None))
        .values(revoked_at=at, revoked_by=who)
    )


def revoke_of_leavers(connection: Connection, at: datetime) -> None:
    """Withdraw the links of people who are no longer here: they do not revive if one returns."""
    left = select(PEOPLE.c.row).where(PEOPLE.c.ended_at.is_not(None))
    connection.execute(
        update(SUBSCRIPTIONS)
        .where(SUBSCRIPTIONS.c.person.in_(left), SUBSCRIPTIONS.c.revoked_at.is_(None))
        .values(revoked_at=at, revoked_by=LEFT)
    )


def note_fetches(connection: Connection, fetches: Mapping[int, Fetch]) -> None:
    """Note when links were last used; one that was used later already stays as it is."""
    for number, fetch in sorted(fetches.items()):
        last = SUBSCRIPTIONS.c.fetched_at
        connection.execute(
            update(SUBSCRIPTIONS)
            .where(SUBSCRIPTIONS.c.id == number, last.is_(None) | (last <= fetch.at))
            .values(fetched_at=fetch.at, fetched_by=fetch.client, fetched_version=fetch.version)
        )


def _subscription(row: Row[*tuple[Any, ...]]) -> Subscription:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    known = {field.name: values[field.name] for field in fields(Subscription)}
    return Subscription(**{**known, "subject": values["code"] or known["subject"]})
