"""Which entries of the audit trail are within reach of whoever has a role for some regions.

An entry is shown if what it is about is within reach, and its facts name nobody and no post that is
not. What cannot be attributed to a region, such as accounts, imports and rules, is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from data.model.account import Reach
from data.store import regions
from data.store.accounts import row_of
from data.store.tables.records import PEOPLE, POSTS
from scheduler.accounts.regions import (
    OF_A_PERSON,
    OF_A_POST,
    OF_ALERTS,
    OF_ITS_REGIONS,
    is_alert_within,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data.store.audit.trail import AuditEntry

_DIGITS = 10  #: fewer than a database keeps of a number
#: Kinds of things that are known by the shifts that their facts name.
_OF_SHIFTS = frozenset({"offer", "swap"})


@dataclass(frozen=True, slots=True)
class TrailReach:
    """What somebody may read the trail of.

    Parameters
    ----------
    members, posts
        Codes of the people who serve a region within reach, and of the posts that do.
    people
        Codes of these people and of those who may fill a post there: they may be named.
    codes
        Table (people, posts) -> row -> code.
    others
        Codes of the people and posts that may not be named.
    """

    connection: Connection
    reach: Reach
    members: frozenset[str]
    posts: frozenset[str]
    people: frozenset[str]
    codes: Mapping[str, Mapping[int, str]]
    others: frozenset[str]
    _known: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def read(cls, connection: Connection, reach: Reach) -> TrailReach:
        """As the records are now."""
        codes = {
            name: {row: code for row, code in connection.execute(select(kept.c.row, kept.c.id))}
            for name, kept in (("people", PEOPLE), ("posts", POSTS))
        }
        posts = regions.posts_within(connection, reach)
        people = regions.people_within(connection, reach)
        others = frozenset(codes["people"].values()) - people
        others |= frozenset(codes["posts"].values()) - posts
        members = regions.members_within(connection, reach)
        return cls(connection, reach, members, posts, people, codes, others)

    def holds(self, entry: AuditEntry) -> bool:
        """Whether an entry is within reach."""
        texts = [entry.who, *texts_of([entry.before, entry.after])]
        if any(self._is_of_others(text) for text in texts):
            return False
        kind = entry.subject.partition("/")[0]
        if kind in _OF_SHIFTS:
            return any(text.partition(":")[0] in self.posts for text in texts if ":" in text)
        if entry.subject not in self._known:
            self._known[entry.subject] = self._is_about(entry.subject)
        return self._known[entry.subject]

    def _is_of_others(self, text: str) -> bool:
        """Whether a text is, or lists, somebody or a post that is out of reach."""
        parts = chain.from_iterable(part.split(";") for part in text.split(" | "))
        return any(self._names_another(part.strip()) for part in parts)

    def _names_another(self, text: str) -> bool:
        row = row_of(text)
        if row is not None:
            return self.codes["people"].get(row, "") not in self.people
        return text in self.others or (":" in text and text.partition(":")[0] in self.others)

    def _is_about(self, subject: str) -> bool:
        """Whether what an entry is about is within reach."""
        kind, _slash, rest = subject.partition("/")
        name = rest.partition("/")[0]
        number = int(name) if name.isascii() and name.isdecimal() and len(name) < _DIGITS else 0
        connection, reach = self.connection, self.reach
        if kind == "people":
            return self.codes[kind].get(number) in self.members
        if kind == "posts":  # a note for who comes next is known by the code of the post
            return self.codes[kind].get(number, name) in self.posts
        if kind in OF_A_PERSON:
            return regions.person_of_record(connection, kind, number) in self.members
        if kind in OF_A_POST:
            return regions.post_of_record(connection, kind, number) in self.posts
        if kind in OF_ITS_REGIONS:
            theirs = regions.regions_of_record(connection, kind, number)
            return bool(theirs) and reach.covers_all(theirs)
        if kind in OF_ALERTS:
            named = regions.reach_of_alert(connection, kind, number)
            books = regions.alert_books(connection, reach)
            return named is not None and is_alert_within(kind, named, self.posts, books, reach)
        if kind == "roster":
            mine = regions.posts_of_roster(connection, number)
            return bool(mine) and mine <= self.posts
        test = _TESTS.get(kind)
        return test is not None and test(self, number)


_TESTS: Mapping[str, Callable[[TrailReach, int], bool]] = {
    "gap": lambda mine, number: regions.post_of_gap(mine.connection, number) in mine.posts,
    "stand_in": lambda mine, number: (
        regions.post_of_take_over(mine.connection, number) in mine.posts
    ),
    "leave": lambda mine, number: regions.person_of_leave(mine.connection, number) in mine.members,
    "absence_feed": lambda mine, number: (
        regions.person_of_absence_calendar(mine.connection, number) in mine.members
    ),
    "round": lambda mine, number: (
        regions.book_of_round(mine.connection, number)
        in regions.books_within(mine.connection, mine.reach)
    ),
    "statement": lambda mine, number: regions.is_signed_statement_within(
        mine.connection, number, mine.reach
    ),
    "deployment": lambda mine, number: regions.is_deployment_within(
        mine.connection, number, mine.reach
    ),
    "call_outs": lambda mine, number: regions.is_call_out_within(
        mine.connection, number, mine.reach, whole=True
    ),
}
#: What an entry within reach may be about.
KINDS = frozenset(
    {*_TESTS, *_OF_SHIFTS, "people", "posts", "roster"}
    | OF_A_PERSON
    | OF_A_POST
    | OF_ALERTS
    | OF_ITS_REGIONS
)


def texts_of(facts: object) -> Iterator[str]:
    """Every text in the facts of an entry."""
    match facts:
        case str():
            yield facts
        case dict():
            yield from texts_of([*facts.keys(), *facts.values()])
        case list():
            yield from chain.from_iterable(map(texts_of, facts))
