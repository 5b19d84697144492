"""Keeps calendars of others that are read for absences, and what they propose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from data.model.absence_feed import (
    AbsenceFeed,
    AbsenceProposal,
    FeedAbsence,
    PersonHint,
    ProposalStatus,
)
from data.model.contact import MAIL
from data.store.rosters import person_numbers
from data.store.tables.access import ABSENCE_FEEDS, ABSENCE_PROPOSALS
from data.store.tables.alert_records import CONTACTS
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from data.model.absence_feed import Refreshed

_FEEDS = select(
    *(column for column in ABSENCE_FEEDS.c if column.name != "person"), PEOPLE.c.id.label("code")
).select_from(ABSENCE_FEEDS.outerjoin(PEOPLE, PEOPLE.c.row == ABSENCE_FEEDS.c.person))
_PROPOSALS = select(
    *(column for column in ABSENCE_PROPOSALS.c if column.name != "person"),
    PEOPLE.c.id.label("code"),
).select_from(ABSENCE_PROPOSALS.join(PEOPLE, PEOPLE.c.row == ABSENCE_PROPOSALS.c.person))


def feeds(connection: Connection, person: str | None = None) -> list[AbsenceFeed]:
    """All calendars that are read, in the order in which they came.

    Parameters
    ----------
    person
        Only those of one person, who subscribed to them.
    """
    query = _FEEDS.order_by(ABSENCE_FEEDS.c.id)
    if person is not None:
        query = query.where(PEOPLE.c.id == person, ABSENCE_FEEDS.c.own)
    return [_feed(row) for row in connection.execute(query).mappings()]


def read_feed(connection: Connection, number: int) -> AbsenceFeed | None:
    """The calendar of a number; None: there is none."""
    row = connection.execute(_FEEDS.where(ABSENCE_FEEDS.c.id == number)).mappings().one_or_none()
    return None if row is None else _feed(row)


def add_feed(connection: Connection, feed: AbsenceFeed) -> AbsenceFeed:
    """Keep a new one; it gets its number."""
    values: dict[str, Any] = {
        "name": feed.name,
        "person": person_numbers(connection)[feed.person] if feed.person else None,
        "url": feed.url,
        "rule": feed.rule,
        "kind": feed.kind,
        "own": feed.own,
        "added_at": feed.added_at,
        "added_by": feed.added_by,
        "fault": "",
        "unmatched": 0,
    }
    key = connection.execute(insert(ABSENCE_FEEDS).values(values)).inserted_primary_key
    assert key is not None
    found = read_feed(connection, int(key[0]))
    assert found is not None
    return found


def note_reading(
    connection: Connection, number: int, at: datetime | None, fault: str = "", unmatched: int = 0
) -> None:
    """Note how the last reading went; `at` None: it failed, and when it last did not stays."""
    values: dict[str, Any] = {"fault": fault}
    if at is not None:
        values |= {"read_at": at, "unmatched": unmatched}
    connection.execute(update(ABSENCE_FEEDS).where(ABSENCE_FEEDS.c.id == number).values(**values))


def drop_feed(connection: Connection, number: int) -> None:
    """Forget a calendar and what it proposed; what was recorded because of it stays."""
    mine = ABSENCE_PROPOSALS.c.feed == number
    connection.execute(delete(ABSENCE_PROPOSALS).where(mine))
    connection.execute(delete(ABSENCE_FEEDS).where(ABSENCE_FEEDS.c.id == number))


def proposals(
    connection: Connection,
    *,
    feed: int | None = None,
    status: Collection[ProposalStatus] = (),
    person: str | None = None,
) -> list[AbsenceProposal]:
    """Proposals by start.

    Parameters
    ----------
    status
        Empty: of every status.
    """
    query = _PROPOSALS.order_by(ABSENCE_PROPOSALS.c.start, ABSENCE_PROPOSALS.c.id)
    if feed is not None:
        query = query.where(ABSENCE_PROPOSALS.c.feed == feed)
    if status:
        query = query.where(ABSENCE_PROPOSALS.c.status.in_(status))
    if person is not None:
        query = query.where(PEOPLE.c.id == person)
    return [_proposal(row) for row in connection.execute(query).mappings()]


def keep_refreshed(connection: Connection, done: Refreshed) -> None:
    """Keep what a reading made of the proposals of a calendar."""
    numbers = person_numbers(connection)
    for one in done.added:
        connection.execute(insert(ABSENCE_PROPOSALS).values(_values(one, numbers)))
    for one in done.changed:
        _write(connection, one, numbers)
    gone = [one.id for one in done.gone]
    connection.execute(delete(ABSENCE_PROPOSALS).where(ABSENCE_PROPOSALS.c.id.in_(gone)))


def keep_proposal(connection: Connection, one: AbsenceProposal) -> None:
    """Keep a proposal as it is now."""
    _write(connection, one, person_numbers(connection))


def _write(connection: Connection, one: AbsenceProposal, numbers: dict[str, int]) -> None:
    here = ABSENCE_PROPOSALS.c.id == one.id
    connection.execute(update(ABSENCE_PROPOSALS).where(here).values(_values(one, numbers)))


def person_hints(connection: Connection) -> list[PersonHint]:
    """How everybody who is here may be found in a calendar of several people."""
    addresses: dict[str, set[str]] = {}
    query = select(CONTACTS.c.person, CONTACTS.c.address).where(
        CONTACTS.c.channel == MAIL, CONTACTS.c.ended_at.is_(None)
    )
    for person, address in connection.execute(query):
        addresses.setdefault(person, set()).add(address.casefold())
    people = select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.ended_at.is_(None))
    return [
        PersonHint(code, name, frozenset(addresses.get(code, ())))
        for code, name in connection.execute(people.order_by(PEOPLE.c.id))
    ]


def _values(one: AbsenceProposal, numbers: dict[str, int]) -> dict[str, Any]:
    accepted = one.accepted
    return {
        "feed": one.feed,
        "key": one.key,
        "person": numbers[one.absent.person],
        "start": one.absent.start,
        "end": one.absent.end,
        "kind": one.absent.kind,
        "change": one.change,
        "status": one.status,
        "accepted_start": accepted and accepted.start,
        "accepted_end": accepted and accepted.end,
        "accepted_kind": accepted and accepted.kind,
        "decided_by": one.decided_by,
        "decided_at": one.decided_at,
    }


def _feed(row: RowMapping) -> AbsenceFeed:
    values = {name: row[name] for name in row if name != "code"}
    return AbsenceFeed(**values, person=row["code"])


def _proposal(row: RowMapping) -> AbsenceProposal:
    accepted = None
    if row["accepted_start"] is not None:
        stretch = row["accepted_start"], row["accepted_end"]
        accepted = FeedAbsence(row["code"], *stretch, row["accepted_kind"])
    return AbsenceProposal(
        row["id"],
        row["feed"],
        row["key"],
        FeedAbsence(row["code"], row["start"], row["end"], row["kind"]),
        row["change"],
        row["status"],
        accepted,
        row["decided_by"],
        row["decided_at"],
    )
