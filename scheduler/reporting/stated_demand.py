"""Which demand changed how many people posts needed in the days of a statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data.model.demand import DemandSource
from data.store.record_objects import read_demands
from data.tables.period import ZONE, same_holiday
from scheduler.coverage.proof import is_counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from data.model.post import Post
    from data.model.shift import Stretch


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
