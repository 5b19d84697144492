"""Who could be called for a seat that is empty now: the roster no longer changes there; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from data.model.shift import Shift
from scheduler.coverage.open_call import members_of
from scheduler.coverage.validity import unable

if TYPE_CHECKING:
    from data.model.gap import Hole
    from scheduler.coverage.known import Known

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OnHand:
    """Somebody who may fill the seat, and has no duty now.

    Parameters
    ----------
    last_end, next_start
        Of the duties around now, any post; None: there is none near.
    """

    person: str
    last_end: datetime | None
    next_start: datetime | None


def on_hand(known: Known, hole: Hole, now: datetime) -> list[OnHand]:
    """Who may fill a hole that is open now, the longest without duty first.

    Whether they have rested enough is for whoever calls to ask: their last and next duty stand by.
    """
    post = known.posts.get(hole.post)
    if post is None or hole.end <= now:
        return []
    rest = Shift("", post.id, "", max(now, hole.start), hole.end, 0, hole.required)
    today = now.astimezone(known.zone).date()
    members = members_of(post, known.regions, known.qualified, (today, today))
    duties: dict[str, list[Shift]] = {}
    for filled in known.published.values():
        for one in filled:
            for person in one.holders:
                duties.setdefault(person, []).append(one.shift)
    found = []
    for person in members:
        mine = duties.get(person, [])
        busy = any(one.start <= now < one.end for one in mine)
        away = any(start <= now < end for start, end, _ in unable(known, person, post, rest))
        if not busy and not away:
            last = max((one.end for one in mine if one.end <= now), default=None)
            after = min((one.start for one in mine if one.start > now), default=None)
            found.append(OnHand(person, last, after))
    return sorted(found, key=lambda one: (one.last_end or _LONG_AGO, one.person))
