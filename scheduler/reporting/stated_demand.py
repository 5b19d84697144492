"""Which demand changed how many people posts needed in the days of a statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data.i18n.sheet_words import choice_word
from data.model.demand import DemandSource
from data.store.record_objects import read_demands
from data.tables.period import ZONE, same_holiday
from scheduler.coverage.proof import is_counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.post import Post
    from data.model.shift import Stretch
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class StatedDemand:
    """That a post needed another number of people than usual, and why.

    Parameters
    ----------
    start, end
        UTC, half open; it may reach beyond the days of the statement.
    required
        People needed at once; 0: none.
    reason
        As it was recorded; empty where it is no longer told.
    """

    post: str
    start: datetime
    end: datetime
    required: int
    source: DemandSource
    reason: str


def demand_stated(
    connection: Connection, posts: Iterable[Post], window: Stretch
) -> Iterator[StatedDemand]:
    """The demands of posts that are counted and that hold in a window, by post and start."""
    demands = [one for _number, one in read_demands(connection)]
    for post in filter(is_counted, posts):
        yield from sorted(
            (
                StatedDemand(post.id, time.start, time.end, one.required, one.source, one.reason)
                for one in demands
                if one.post == post.id
                for time in one.times(window, ZONE, same_holiday)
            ),
            key=lambda one: (one.start, one.end),
        )


def demand_of(
    store: Store, posts: Iterable[Post], start: datetime, end: datetime
) -> tuple[StatedDemand, ...]:
    """The same, of a store."""
    with store.reading() as connection:
        return tuple(demand_stated(connection, posts, (start, end)))


def demand_said(one: StatedDemand, speech: Language) -> str:
    """A sentence on time in which another number of people is needed than usual."""
    why = choice_word(one.source, speech) + (f", {one.reason}" if one.reason else "")
    text = speech.gettext("{when}: {count} needed ({why}).")
    if not one.required:
        text = speech.gettext("{when}: nobody needed ({why}).")
    return text.format(when=speech.stretch(one.start, one.end, ZONE), count=one.required, why=why)


def days_said(post: Post, first: date, last: date, speech: Language) -> str:
    """From when until when a post is to be filled; empty: on all days of a period."""
    say = speech.gettext
    begins = post.start if post.start and post.start > first else None
    ends = post.until if post.until and post.until < last else None
    if begins and ends:
        text = say("This post is to be filled from {first} up to and including {last}.")
        return text.format(first=speech.long_date(begins), last=speech.long_date(ends))
    if begins:
        text = say("This post is to be filled from {first} on.")
        return text.format(first=speech.long_date(begins))
    if ends:
        text = say("This post was to be filled up to and including {last}.")
        return text.format(last=speech.long_date(ends))
    return ""


def demand_facts(demands: Iterable[StatedDemand], *, for_good: bool) -> dict[str, Any]:
    """Them for programs; of a statement without any nothing, as it always was.

    Parameters
    ----------
    for_good
        As it is signed: without the reason, in which somebody may be named.
    """
    rows = [
        {
            "post": one.post,
            "start": one.start.isoformat(),
            "end": one.end.isoformat(),
            "required": one.required,
            "source": one.source.value,
            "reason": None if for_good else one.reason,
        }
        for one in demands
    ]
    return {"demand": rows} if rows else {}


def demand_from(rows: Iterable[Mapping[str, Any]]) -> tuple[StatedDemand, ...]:
    """What such facts tell of."""
    return tuple(
        StatedDemand(
            one["post"],
            datetime.fromisoformat(one["start"]),
            datetime.fromisoformat(one["end"]),
            one["required"],
            DemandSource(one["source"]),
            one["reason"] or "",
        )
        for one in rows
    )
