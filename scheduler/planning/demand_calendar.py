"""Demand as a calendar: what each day asks of posts beside their patterns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.demand import Demand, DemandSource, MinimumCover
from data.model.post import Post, PostKind
from data.store import record_objects
from data.tables.period import ZONE, dutch_holidays, same_holiday
from data.tables.values import midnight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from data.store.opening import Store

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DemandEntry:
    """Something that asks for another number of people than a pattern does, at one time.

    Parameters
    ----------
    table, number
        The row of the records that says so.
    start, end
        UTC, half open.
    source
        None: a minimum cover.
    """

    table: str
    number: int
    post: Post
    start: datetime
    end: datetime
    required: int
    source: DemandSource | None
    reason: str = ""
    yearly: bool = False


@dataclass(frozen=True, slots=True)
class DemandDay:
    """A local day.

    Parameters
    ----------
    entries
        Those that touch it, by post and start.
    begins, ends
        Posts whose first, or last, day it is.
    holiday
        Name of a public holiday; empty: it is none.
    """

    date: date
    entries: tuple[DemandEntry, ...] = ()
    begins: tuple[Post, ...] = ()
    ends: tuple[Post, ...] = ()
    holiday: str = ""


def demand_days(
    store: Store, first: date, last: date, posts: Sequence[str] = (), language: str = "nl"
) -> tuple[DemandDay, ...]:
    """The days of a stretch, both ends inclusive, with what they ask.

    Parameters
    ----------
    posts
        Codes of those that are looked at; none: all.
    language
        Of the names of holidays.
    """
    with store.reading() as connection:
        here = {post.id: post for post in record_objects.read_posts(connection)}
        demands = record_objects.read_demands(connection)
        covers = record_objects.read_covers(connection)
    chosen = {code: post for code, post in here.items() if not posts or code in posts}
    window = midnight(first, ZONE), midnight(last + _DAY, ZONE)
    entries = sorted(
        (*_of_demands(demands, chosen, window), *_of_covers(covers, chosen, window)),
        key=lambda one: (one.post.priority, one.post.id, one.start),
    )
    names = {"nl": "nl", "en": "en_US"}.get(language, "nl")
    holidays = dutch_holidays(range(first.year, last.year + 1), language=names)
    return tuple(
        _day(day, entries, chosen.values(), holidays.get(day, ""))
        for day in (first + number * _DAY for number in range((last - first).days + 1))
    )


def _day(
    day: date, entries: Iterable[DemandEntry], posts: Iterable[Post], holiday: str
) -> DemandDay:
    start, end = midnight(day, ZONE), midnight(day + _DAY, ZONE)
    posts = list(posts)
    return DemandDay(
        day,
        tuple(one for one in entries if one.start < end and start < one.end),
        tuple(post for post in posts if post.start == day),
        tuple(post for post in posts if post.until == day),
        holiday,
    )


def _of_demands(
    demands: Iterable[tuple[int, Demand]],
    posts: Mapping[str, Post],
    window: tuple[datetime, datetime],
) -> Iterator[DemandEntry]:
    for number, one in demands:
        for time in one.times(window, ZONE, same_holiday) if one.post in posts else ():
            yield DemandEntry(
                "demand",
                number,
                posts[one.post],
                time.start,
                time.end,
                one.required,
                one.source,
                one.reason,
                one.yearly,
            )


def _of_covers(
    covers: Iterable[tuple[int, MinimumCover]],
    posts: Mapping[str, Post],
    window: tuple[datetime, datetime],
) -> Iterator[DemandEntry]:
    for number, one in covers:
        for time in one.times(window, ZONE) if one.post in posts else ():
            post = posts[one.post]
            yield DemandEntry(
                "minimum_cover", number, post, time.start, time.end, one.required, None
            )


@dataclass(frozen=True, slots=True)
class DemandRow:
    """A demand that counts.

    Parameters
    ----------
    number
        Of its row in the records.
    times
        When it holds, of what was asked.
    """

    number: int
    demand: Demand
    times: tuple[tuple[datetime, datetime], ...] = ()


def demand_rows(
    store: Store, start: datetime | None = None, end: datetime | None = None
) -> list[DemandRow]:
    """The demands that hold at some time of ``[start, end)``, by that; of no time all of them."""
    with store.reading() as connection:
        demands = record_objects.read_demands(connection)
    if start is None or end is None:
        return [DemandRow(number, one) for number, one in demands]
    found = []
    for number, one in demands:
        times = tuple((t.start, t.end) for t in one.times((start, end), ZONE, same_holiday))
        if times:
            found.append(DemandRow(number, one, times))
    return sorted(found, key=lambda row: (row.times[0][0], row.number))


def rostered_posts(store: Store) -> tuple[Post, ...]:
    """The posts of which demand can be recorded, the first to be filled first."""
    with store.reading() as connection:
        posts = record_objects.read_posts(connection)
    found = (post for post in posts if post.kind is not PostKind.OPEN_CALL)
    return tuple(sorted(found, key=lambda post: (post.priority, post.id)))
