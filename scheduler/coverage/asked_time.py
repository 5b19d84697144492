"""When posts ask for people: by their patterns, by demand, and on which holidays; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.intervals import split
from data.model.post import PostKind
from data.tables.expand import required_time, seat_times
from data.tables.period import ZONE, holiday_dates
from scheduler.coverage.call_chances import MEMORY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, timedelta

    from data.model.post import Post, Region, ShiftPattern
    from data.model.shift import SeatTime, Stretch
    from data.tables.expand import DemandPlan


def holidays_of_calls(
    posts: Iterable[Post], regions: Iterable[Region], window: Stretch
) -> dict[str, frozenset[date]]:
    """By open call, from the first call that counts up to the end of the window."""
    first, last = (at.astimezone(ZONE).date() for at in (window[0] - MEMORY, window[1]))
    return {
        post.id: holiday_dates(first, last, [one for one in regions if one.id in post.regions])
        for post in posts
        if post.kind is PostKind.OPEN_CALL
    }


def usual_time(
    posts: Iterable[Post], patterns: Mapping[str, ShiftPattern], window: Stretch
) -> dict[str, tuple[Stretch, ...]]:
    """What the patterns ask that touches the window, by post; it may reach beyond it."""
    found = {
        post.id: tuple(stretch for stretch, _shift in required_time(post, patterns, *window, ZONE))
        for post in posts
    }
    return {post: stretches for post, stretches in found.items() if stretches}


def seats_by_demand(
    posts: Iterable[Post],
    patterns: Mapping[str, ShiftPattern],
    window: Stretch,
    demand: DemandPlan,
    around: timedelta,
) -> dict[str, tuple[SeatTime, ...]]:
    """When how many people are needed on the posts that demand changes, around a window too."""
    wide = window[0] - around, window[1] + around
    return {
        post.id: seat_times(post, patterns, wide, ZONE, demand)
        for post in posts
        if demand.changes(post)
    }


def asked_time(
    needed: Mapping[str, Sequence[SeatTime]],
    usual: Mapping[str, Sequence[Stretch]],
    window: Stretch,
) -> dict[str, tuple[Stretch, ...]]:
    """The stretches of that which touch the window, cut where shifts of the pattern change."""
    found = {}
    for post, times in needed.items():
        edges = {edge for stretch in usual.get(post, ()) for edge in stretch}
        found[post] = tuple(
            piece
            for one in times
            for piece in split(one.start, one.end, edges)
            if piece[0] < window[1] and window[0] < piece[1]
        )
    return found
