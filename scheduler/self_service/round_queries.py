"""Rounds of requests as planners and functionaries see them: who is asked, and who answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.book import posts_of
from data.model.contact import MAIL
from data.model.intervals import subtract
from data.model.person import Competence, Person
from data.model.post import PostKind
from data.model.request import RequestRound, RequestStatus, RoundReply
from data.store import requests, rosters, rounds
from data.store.record_objects import current_rows, read_objects, read_posts
from data.store.regions import books_within
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.records.contacts import people_to_reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.roster import RosterHead
    from data.store.opening import Store
    from scheduler.settings import Settings


@dataclass(frozen=True, slots=True)
class RoundMember:
    """Somebody who is asked in a round.

    Parameters
    ----------
    reply
        What they answered last; None: nothing yet.
    wishes, leave
        How many of their wishes, and requests for leave that wait or were granted, touch the
        period; those included that they made before the round.
    is_reachable
        Whether a message to them has anywhere to go.
    """

    person: str
    name: str
    reply: RoundReply | None
    at: datetime | None
    wishes: int
    leave: int
    is_reachable: bool


@dataclass(frozen=True, slots=True)
class RoundStatus:
    """How a round stands.

    Parameters
    ----------
    members
        Everybody who is asked, by name; who left, or may fill no post in the period, is not.
    rosters
        Numbers of the rosters in force that hold days of the period, by start.
    """

    round: RequestRound
    is_open: bool
    members: tuple[RoundMember, ...]
    rosters: tuple[int, ...]

    @property
    def silent(self) -> tuple[RoundMember, ...]:
        """Who has not answered."""
        return tuple(one for one in self.members if one.reply is None)

    @property
    def counts(self) -> dict[RoundReply, int]:
        """How many answered what."""
        return {reply: sum(one.reply is reply for one in self.members) for reply in RoundReply}


@dataclass(frozen=True, slots=True)
class OwnRound:
    """A round that is under way, as one of those who are asked sees it."""

    round: RequestRound
    reply: RoundReply | None


def members_of(connection: Connection, asked: RequestRound) -> frozenset[str]:
    """Ids of who is asked: everybody here who may fill a post of its book in the period.

    On an open call nobody is rostered, so its function alone asks nothing.
    """
    regions: dict[str, set[str]] = {}
    for one in posts_of(asked.book, read_posts(connection)):
        if one.kind is not PostKind.OPEN_CALL:
            regions.setdefault(one.function, set()).update(one.regions)
    serves = {one.id: one.regions for one in read_objects(connection, Person, "people")}
    return frozenset(
        one.person
        for one in read_objects(connection, Competence, "competences")
        if not regions.get(one.function, set()).isdisjoint(serves.get(one.person, ()))
        and asked.touches(one.start, one.until or date.max)
    )


def own_rounds(store: Store, person: str, now: datetime) -> tuple[OwnRound, ...]:
    """The rounds under way in which somebody is asked, by their end."""
    with store.reading() as connection:
        found = [
            OwnRound(one, answer.reply if answer else None)
            for one in rounds.rounds(connection, now)
            if person in members_of(connection, one)
            for answer in [rounds.answers_in(connection, one.id).get(person)]
        ]
    return tuple(sorted(found, key=lambda one: (one.round.until, one.round.id)))


def open_rounds(store: Store, now: datetime, reach: Reach = EVERYWHERE) -> tuple[RequestRound, ...]:
    """The rounds under way, as they were opened; of books within reach of who asks."""
    with store.reading() as connection:
        return tuple(_within(connection, rounds.rounds(connection, now), reach))


def _within(
    connection: Connection, found: Iterable[RequestRound], reach: Reach
) -> Iterator[RequestRound]:
    books = None if reach.is_all else books_within(connection, reach)
    return (one for one in found if books is None or one.book in books)


def list_rounds(
    store: Store, settings: Settings, now: datetime, reach: Reach = EVERYWHERE
) -> tuple[RoundStatus, ...]:
    """All rounds of books within reach of who asks, with how they stand, the latest first."""
    with store.reading() as connection:
        mine = _within(connection, rounds.rounds(connection), reach)
        found = [status_of(connection, one, settings, now) for one in mine]
    return tuple(reversed(found))


def read_status(store: Store, settings: Settings, number: int, now: datetime) -> RoundStatus:
    """How one round stands.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.reading() as connection:
        found = rounds.read_round(connection, number)
        return status_of(connection, found, settings, now)


def status_of(
    connection: Connection, asked: RequestRound, settings: Settings, now: datetime
) -> RoundStatus:
    """How a round stands."""
    answers, wishes, leave = (
        rounds.answers_in(connection, asked.id),
        _wishes_in(connection, asked),
        _leave_in(connection, asked),
    )
    people = people_to_reach(connection)
    members = [
        RoundMember(
            person,
            people[person].name,
            answer.reply if answer else None,
            answer.at if answer else None,
            wishes.count(person),
            leave.count(person),
            people[person].reach(MAIL, settings.channels) is not None,
        )
        for person in members_of(connection, asked)
        for answer in [answers.get(person)]
    ]
    by_name = sorted(members, key=lambda one: (one.name, one.person))
    days = days_as_instants(asked.first, asked.last)
    signed = rosters.in_force(connection, *days, asked.book)
    numbers = tuple(head.id for head in signed)
    return RoundStatus(asked, asked.is_open(now), tuple(by_name), numbers)


def overtaken_by(connection: Connection, asked: RequestRound) -> RosterHead | None:
    """The last signed of the rosters in force that hold every day of the period; None: not all."""
    start, end = days_as_instants(asked.first, asked.last)
    heads = rosters.in_force(connection, start, end, asked.book)
    if any(subtract([(start, end)], ((head.start, head.end) for head in heads))):
        return None
    return max(heads, key=lambda head: (head.published_at or head.created_at, head.id))


def days_as_instants(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first midnight to the last, half open."""
    return midnight(first, ZONE), midnight(last + timedelta(days=1), ZONE)


def _wishes_in(connection: Connection, asked: RequestRound) -> list[str]:
    """The person of each wish that touches the period."""
    return [
        str(row["person"])
        for row in current_rows(connection, "wishes")
        if asked.touches(row["from"], row["until"] or row["from"])
    ]


def _leave_in(connection: Connection, asked: RequestRound) -> list[str]:
    """The person of each request for leave in the period that waits or was granted."""
    start, end = days_as_instants(asked.first, asked.last)
    alive = (RequestStatus.ASKED, RequestStatus.GRANTED)
    found = requests.leave_requests(connection, alive)
    return [one.person for one in found if one.start < end and one.end > start]
