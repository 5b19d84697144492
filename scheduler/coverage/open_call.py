"""Open calls: nobody is obliged to come, so what counts is the chance that nobody does.

Where that chance is too large, at one class of time, there is a hole. Where there are no answers
nothing is known, and what is not known is not covered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.days import touched_dates
from data.model.gap import Cause, GapPart, Hole
from data.model.post import PostKind
from scheduler.coverage.call_chances import OpenCall, came_in_time, chances
from scheduler.coverage.chance import Share, share
from scheduler.coverage.pledged import PledgedStretch, minus, pledged_stretches
from scheduler.coverage.time_class import TimeClass, stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from data.model.days import Days
    from data.model.post import Post
    from data.model.uncovered import Stretch
    from scheduler.coverage.known import Known


def members_of(
    post: Post,
    regions: Mapping[str, tuple[str, ...]],
    qualified: Callable[[str, str], Days],
    days: tuple[date, date],
) -> frozenset[str]:
    """Who may fill a post on each of these days, the first and the last inclusive.

    Parameters
    ----------
    regions
        Of everybody who is here, by id.
    qualified
        The days on which a person may fill a function alone, as of a `Register`.
    """
    first, last = days
    return frozenset(
        person
        for person, served in regions.items()
        if set(served) & set(post.regions)
        and any(
            begin <= first.toordinal() and last.toordinal() < beyond
            for begin, beyond in qualified(person, post.function).spans
        )
    )


def call_from(known: Known, post: Post, start: datetime, end: datetime) -> OpenCall:
    """What coverage knows of an open call, for the whole of ``[start, end)``."""
    days = touched_dates(start, end, known.zone)
    return OpenCall(
        post=post,
        members=members_of(post, known.regions, known.qualified, days),
        answers=known.alerts.answers,
        pledges=known.alerts.pledges,
        holidays=known.holidays.get(post.id, frozenset()),
        zone=known.zone,
    )


def kept(call: OpenCall) -> Share | None:
    """How often somebody who had pledged to come when the call came did come in time."""
    pledges = [pledge for pledge in call.pledges if pledge.post == call.post.id]
    answers = [
        came_in_time(answer, call.post)
        for answer in call.answers
        if answer.post == call.post.id
        and any(
            pledge.person == answer.person and pledge.start <= answer.called_at < pledge.end
            for pledge in pledges
        )
    ]
    return share(sum(answers), len(answers))


def pledged(call: OpenCall, start: datetime, end: datetime) -> list[PledgedStretch]:
    """The stretches of a window in which somebody who may fill the post pledged to come."""
    mine = [
        pledge
        for pledge in call.pledges
        if pledge.post == call.post.id and pledge.person in call.members
    ]
    return pledged_stretches(mine, call.post.required, kept(call), (start, end))


def covered_by_pledges(call: OpenCall, start: datetime, end: datetime) -> tuple[Stretch, ...]:
    """Where enough people pledged to come; it is cut out of what falls short."""
    most = call.post.most_chance_nobody
    if most is None:
        return ()
    found = pledged(call, start, end)
    return tuple((one.start, one.end) for one in found if one.chance <= most)


def uncovered(call: OpenCall, start: datetime, end: datetime) -> dict[TimeClass, list[Stretch]]:
    """Per class that falls short its time in ``[start, end)``, without what pledges cover."""
    covered = covered_by_pledges(call, start, end)
    found = {}
    for chance in chances(call, start):
        if chance.falls_short:
            each = stretches(chance.time_class, start, end, call.holidays, call.zone)
            found[chance.time_class] = minus(each, covered)
    return {each: left for each, left in found.items() if left}


def open_call_holes(call: OpenCall, start: datetime, end: datetime) -> list[Hole]:
    """One hole for each class of time that falls short anywhere in ``[start, end)``.

    It spans all of it: which part is not covered is told by `uncovered`.
    """
    required = call.post.required
    part = GapPart(start, end, required, Cause.OPEN_CALL)
    return [
        Hole(call.post.id, each.value, start, end, required, required, (part,))
        for each in uncovered(call, start, end)
    ]


def find_open_calls(known: Known, start: datetime, end: datetime) -> list[Hole]:
    """The same for every open call there is."""
    return [
        hole
        for post in known.posts.values()
        if post.kind is PostKind.OPEN_CALL
        for hole in open_call_holes(call_from(known, post, start, end), start, end)
    ]
