"""What stays open if one person were gone, and for whom that was worked out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


@dataclass(frozen=True, slots=True)
class SeatLost:
    """A shift that stays open without somebody."""

    post: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class LossOfPerson:
    """What stays open without one person for some weeks, beyond what stays open anyway.

    Parameters
    ----------
    weeks
        How long they are gone.
    found
        Seats that the best roster that was found leaves open.
    least
        Seats that every roster leaves open: proven. Equal to `found` where the search ended.
    seats
        The shifts that lack more people in that roster than they do anyway.
    """

    person: str
    weeks: int
    found: int = 0
    least: int = 0
    seats: tuple[SeatLost, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether no roster leaves fewer open."""
        return self.found == self.least

    def of_posts(self, posts: Collection[str]) -> LossOfPerson:
        """The same for some posts: what is proven of all together is proven of no part of them."""
        seats = tuple(one for one in self.seats if one.post in posts)
        if not seats:
            return LossOfPerson(self.person, self.weeks)
        if len(seats) == len(self.seats):
            return self
        return LossOfPerson(self.person, self.weeks, min(self.found, len(seats)), 0, seats)


@dataclass(frozen=True, slots=True)
class PostOnOnePerson:
    """A post that lacks somebody if one person is gone.

    Parameters
    ----------
    people
        Those without whom, one at a time, a seat stays open there.
    shifts
        That then stay open, of all of them together.
    """

    post: str
    people: tuple[str, ...]
    shifts: int


@dataclass(frozen=True, slots=True)
class LossReport:
    """Everybody who has duties in rosters in force, each gone for some weeks.

    Parameters
    ----------
    made_at
        When it was worked out, UTC.
    source_hash
        SHA-256 of the problem that it was worked out from.
    stamp
        Which rosters were in force, and the last change of the records: what differs is newer.
    first, last
        The days of the rosters that were looked at, both inclusive.
    open_anyway
        Seats that stay open with everybody there.
    losses
        By length and person.
    seconds
        How long it took.
    ends
        By post whose roster in force ends before `last`: its last day. Of the days after it nothing
        is known, and of posts without a roster in force nothing at all.
    """

    made_at: datetime
    source_hash: str
    stamp: str
    first: date
    last: date
    open_anyway: int
    losses: tuple[LossOfPerson, ...]
    seconds: float = 0.0
    ends: tuple[tuple[str, date], ...] = ()

    @property
    def lengths(self) -> tuple[int, ...]:
        """The weeks that somebody is gone, the shortest first."""
        return tuple(sorted({one.weeks for one in self.losses}))

    def of_posts(self, posts: Collection[str]) -> LossReport:
        """The same, in which only seats of some posts count: whose else nobody is missed there."""
        return replace(
            self,
            losses=tuple(one.of_posts(posts) for one in self.losses),
            ends=tuple(one for one in self.ends if one[0] in posts),
        )

    def missed(self, weeks: int) -> tuple[LossOfPerson, ...]:
        """Those without whom a seat stays open, the most first."""
        found = [one for one in self.losses if one.weeks == weeks and one.found]
        return tuple(sorted(found, key=lambda one: (-one.found, one.person)))

    def missed_surely(self, weeks: int) -> tuple[LossOfPerson, ...]:
        """Those of them without whom a seat stays open whatever others do: proven."""
        return tuple(one for one in self.missed(weeks) if one.least)

    def posts_missing(self, weeks: int) -> tuple[PostOnOnePerson, ...]:
        """The posts at which a seat stays open then, by id."""
        pairs = [(seat.post, one.person) for one in self.missed(weeks) for seat in one.seats]
        people: dict[str, dict[str, None]] = {}
        for post, person in pairs:
            people.setdefault(post, {})[person] = None
        shifts = Counter(post for post, _person in pairs)
        return tuple(
            PostOnOnePerson(post, tuple(people[post]), shifts[post]) for post in sorted(people)
        )

    def survives(self, weeks: int) -> bool:
        """Whether every seat survives the loss of any one person: proven."""
        return not self.missed(weeks)


def seats_by_post(seats: Iterable[SeatLost]) -> tuple[tuple[str, tuple[datetime, ...]], ...]:
    """When shifts stay open, by post; the post with the most first."""
    found: dict[str, list[datetime]] = {}
    for one in seats:
        found.setdefault(one.post, []).append(one.start)
    counts = Counter({post: len(starts) for post, starts in found.items()})
    return tuple((post, tuple(sorted(found[post]))) for post, _ in counts.most_common())
