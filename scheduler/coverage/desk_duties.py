"""Duties at desks that ask for presence: who has one, who confirmed it, who is late; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.presence import EARLY, Stay
from scheduler.coverage.hindrances import served_intervals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.post import Post
    from scheduler.coverage.input import CoverageInput


@dataclass(frozen=True, slots=True)
class DeskDuty:
    """A duty at a desk of a post that asks for presence, or did.

    Parameters
    ----------
    start, end
        Of the duty, or of the part of it that they have; UTC.
    latest
        Until when it may be confirmed in time; None: presence is not asked in this one.
    confirmed_at
        Since when they were confirmed to be there; None: they were not.
    """

    post: str
    shift: str
    person: str
    start: datetime
    end: datetime
    latest: datetime | None
    confirmed_at: datetime | None = None

    def is_missing(self, now: datetime) -> bool:
        """Whether somebody should have confirmed by now, and did not."""
        is_late = self.latest is not None and self.latest <= now < self.end
        return is_late and self.confirmed_at is None

    def is_open(self, now: datetime) -> bool:
        """Whether it can be confirmed now, and was not yet."""
        is_asked = self.latest is not None and self.confirmed_at is None
        return is_asked and self.start - EARLY <= now < self.end


def desk_duties(inputs: CoverageInput, start: datetime, end: datetime) -> Iterator[DeskDuty]:
    """The duties that touch ``[start, end)`` where presence was ever asked, by post and start.

    Time in which somebody is away or not competent is none of theirs: presence is asked from the
    first moment on that they serve.
    """
    if not inputs.presence.terms:
        return
    for post in inputs.posts.values():
        if post.is_desk and post.id in inputs.presence.terms:
            yield from _duties_at(inputs, post, start, end)


def _duties_at(
    inputs: CoverageInput, post: Post, start: datetime, end: datetime
) -> Iterator[DeskDuty]:
    known = inputs.presence
    for one in inputs.published.get(post.id, ()):
        if one.shift.end <= start or end <= one.shift.start:
            continue
        for part in one.pieces:
            served = served_intervals(inputs, part.person, post, part.start, part.end)
            begin = next((each.start for each in served if each.cause is None), None)
            if begin is None or part.end <= start or end <= begin:
                continue
            if not inputs.is_needed(post, begin, part.end):  # on a closed day nobody need come
                continue
            stay = Stay(begin, part.end, inputs.came(post.id, part.person, begin))
            yield DeskDuty(
                post.id,
                one.shift.id,
                part.person,
                begin,
                part.end,
                known.latest(post.id, stay),
                known.confirmed_at(post.id, part.person, stay),
            )


_LOOKS_AHEAD = timedelta(weeks=1)  #: coverage is read again before that, for the day is over


def next_deadline(inputs: CoverageInput) -> datetime | None:
    """The first moment after that of looking at which coverage turns though nothing is written.

    Somebody is late then, or their rest after a night call is over; None: there is none.
    """
    moments = [rest.end for mine in inputs.rest_owed.values() for rest in mine]
    if inputs.presence.terms:
        seen = inputs.presence.seen_at
        found = desk_duties(inputs, seen, seen + _LOOKS_AHEAD)
        latest = (one.latest for one in found if one.confirmed_at is None)
        moments += [at for at in latest if at is not None and at > seen]
    return min(moments, default=None)
