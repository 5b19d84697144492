"""Secret links to calendars: made, replaced, withdrawn. The secret itself is told once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from data.model.account import Scope, Subscription
from data.model.errors import Fault, Refused
from data.store import subscriptions
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.tables.records import BOOKS, PEOPLE, POSTS, REGIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

    from data.store.opening import Store

TOKEN_BYTES = 32  #: 256 bits, as URL-safe text of 43 characters

_RECORDS: dict[Scope, tuple[Table, str, str]] = {
    Scope.PERSON: (PEOPLE, "nobody here has the code", "Name somebody as in caco export"),
    Scope.POST: (POSTS, "there is no post", "Name a post as in caco export"),
    Scope.REGION: (REGIONS, "there is no region", "Name a region as in caco export"),
    Scope.BOOK: (BOOKS, "there is no book", "Name a book as in caco export"),
}


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """What somebody asks a link for.

    Parameters
    ----------
    subject
        Code of the person, post or region; empty for other scopes.
    language, busy, alarm_minutes, expires_at
        See `data.model.account.Subscription`.
    """

    scope: Scope
    subject: str = ""
    language: str = "nl"
    busy: bool | None = None
    alarm_minutes: int | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A link, with its secret: here and never again."""

    link: Subscription
    token: str

    def __repr__(self) -> str:
        return f"Given({self.link!r})"  # a secret has no place in a log


def token_hash(token: str) -> str:
    """What the store keeps of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_url(base_url: str, token: str) -> str:
    """Where a calendar is read."""
    return f"{base_url.rstrip('/')}/calendar/{token}.ics"


def add_link(store: Store, asked: LinkRequest, who: str, now: datetime) -> Given:
    """Make a link.

    Raises
    ------
    Refused
        There is no such person, post or region, or its last day is over.
    """
    if asked.expires_at is not None and asked.expires_at <= now:
        what = "the last day of this link is over already"
        raise Refused([Fault(what, "Choose a later day")])
    with store.writing() as connection:
        trail.take_turn(connection)
        person = _row_of(connection, asked)
        return _given(connection, asked, person, None, who, now)


def rotate_link(store: Store, number: int, who: str, now: datetime) -> Given:
    """Replace a link by another to the same calendar; the old one is dead at once.

    Raises
    ------
    Refused
        There is no such link, it was withdrawn already, or its person left.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        old = _alive(connection, number, now)
        asked = LinkRequest(
            old.scope, old.subject, old.language, old.busy, old.alarm_minutes, old.expires_at
        )
        person = _row_of(connection, asked)
        subscriptions.revoke(connection, number, who, now)
        return _given(connection, asked, person, number, who, now)


def revoke_link(store: Store, number: int, who: str, now: datetime) -> Subscription:
    """Withdraw a link: from the next request on it gives nothing.

    Raises
    ------
    Refused
        There is no such link, or it was withdrawn already.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        _alive(connection, number, now)
        subscriptions.revoke(connection, number, who, now)
        trail.append(connection, [Act("calendar.revoked", f"subscription/{number}")], who, now)
        return subscriptions.read_subscription(connection, number)


def _given(
    connection: Connection,
    asked: LinkRequest,
    person: int | None,
    replaces: int | None,
    who: str,
    now: datetime,
) -> Given:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    new = Subscription(
        id=0,
        scope=asked.scope,
        subject=asked.subject,
        language=asked.language,
        busy=asked.busy,
        alarm_minutes=asked.alarm_minutes,
        created_at=now,
        created_by=who,
        expires_at=asked.expires_at,
        rotated_from=replaces,
    )
    link = subscriptions.add_subscription(connection, new, person, token_hash(token))
    about = str(person) if person is not None else asked.subject
    facts = {"scope": asked.scope.value, "of": about, "replaces": replaces}
    act = Act("calendar.linked", f"subscription/{link.id}", None, facts)
    trail.append(connection, [act], who, now)
    return Given(replace(link, subject=asked.subject), token)


def _alive(connection: Connection, number: int, now: datetime) -> Subscription:
    link = subscriptions.read_subscription(connection, number)
    if link.revoked_at is not None:
        what = f"calendar link {number} was withdrawn by {link.revoked_by} already"
        raise Refused([Fault(what, "Make a new one: caco calendars add")])
    if link.expires_at is not None and link.expires_at <= now:
        what = f"calendar link {number} is no longer valid"
        raise Refused([Fault(what, "Make a new one: caco calendars add")])
    return link


def _row_of(connection: Connection, asked: LinkRequest) -> int | None:
    """The row of a person, after a check that what is asked for is there."""
    if asked.scope not in _RECORDS:
        return None
    table, lacking, remedy = _RECORDS[asked.scope]
    query = select(table.c.row).where(table.c.id == asked.subject, table.c.ended_at.is_(None))
    row = connection.scalar(query)
    if row is None:
        raise Refused([Fault(f"{lacking} {asked.subject!r}", remedy)])
    return row if asked.scope is Scope.PERSON else None
