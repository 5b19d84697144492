"""What the people of each employer delivered: the minutes that they served on posts.

By the rosters in force, less absence, plus take-overs, as `scheduler.coverage.served` tells it; up
to now. Who shadows somebody delivers nothing. Whether they were competent is a matter of coverage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.store.record_objects import read_posts
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.coverage.served import served_parts
from scheduler.records.partners import employers_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.store.opening import Store

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class EmployerTime:
    """What the people of one employer served.

    Parameters
    ----------
    name
        Of the partner, or of the employer as it was typed; empty: of people without an employer.
    code
        Id of the partner; empty: it is none.
    people
        How many people served anything.
    posts
        Minutes by id of the post.
    """

    name: str
    code: str
    people: int
    posts: Mapping[str, int]

    @property
    def minutes(self) -> int:
        """Of all posts together."""
        return sum(self.posts.values())


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was served of a period of local days, both inclusive.

    Parameters
    ----------
    posts
        Names of the posts that were served, by id, in the order of the records.
    employers
        Whoever served most first.
    """

    first: date
    last: date
    posts: Mapping[str, str]
    employers: tuple[EmployerTime, ...]

    @property
    def minutes(self) -> int:
        """Of everybody together."""
        return sum(one.minutes for one in self.employers)

    def of_post(self, post: str) -> int:
        """What everybody served on a post, in minutes."""
        return sum(one.posts.get(post, 0) for one in self.employers)

    def of_partner(self, code: str) -> EmployerTime | None:
        """What the people of a partner served; None: nothing."""
        return next((one for one in self.employers if code and one.code == code), None)


def delivered(
    store: Store, first: date, last: date, now: datetime, reach: Reach = EVERYWHERE
) -> Delivered:
    """What was served of local days, both ends inclusive, as far as it is over.

    Parameters
    ----------
    reach
        Posts of these regions, whoever served on them.
    """
    start, end = midnight(first, ZONE), min(midnight(last + _DAY, ZONE), now)
    with store.reading() as connection:
        posts = {one.id: one.name for one in read_posts(connection) if reach.covers(one.regions)}
        served = _served(connection, start, end) if start < end else Counter()
        employers = employers_of(connection)
    sums: dict[tuple[str, str], Counter[str]] = {}
    who: dict[tuple[str, str], set[str]] = {}
    for (person, post), minutes in served.items():
        if post in posts:
            key = employers.get(person, ("", ""))
            sums.setdefault(key, Counter())[post] += minutes
            who.setdefault(key, set()).add(person)
    found = [EmployerTime(*key, len(who[key]), dict(sums[key])) for key in sums]
    found.sort(key=lambda one: (-one.minutes, one.name.casefold()))
    kept = {post for one in found for post in one.posts}
    names = {post: name for post, name in posts.items() if post in kept}
    return Delivered(first, last, names, tuple(found))


def _served(connection: Connection, start: datetime, end: datetime) -> Counter[tuple[str, str]]:
    """Minutes within a stretch, by person and post."""
    found: Counter[tuple[str, str]] = Counter()
    for part in served_parts(connection, start, end):
        minutes = (min(part.end, end) - max(part.start, start)) // _MINUTE
        if not part.doubles and minutes > 0:
            found[part.person, part.shift.post] += minutes
    return found
