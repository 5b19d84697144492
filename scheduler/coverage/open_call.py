"""Open calls: nobody is obliged to come, so what counts is the chance that nobody does.

Where that chance is too large, at one class of time, there is an uncovered interval. Where there
are no answers nothing is known, and what is not known is not covered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.days import touched_dates
from data.model.gap import Cause, GapPart, UncoveredInterval
from data.model.intervals import split, subtract
from scheduler.coverage.call_chances import (
    ObservedShare,
    OpenCall,
    TimeClass,
    came_in_time,
    chances,
    share,
    stretches,
    too_few,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from data.model.contact import Pledge
    from data.model.days import Days
    from data.model.post import Post
    from data.model.shift import Stretch
    from scheduler.coverage.input import CoverageInput


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


def call_from(inputs: CoverageInput, post: Post, start: datetime, end: datetime) -> OpenCall:
    """What coverage knows of an open call, for the whole of ``[start, end)``."""
    days = touched_dates(start, end, inputs.zone)
    return OpenCall(
        post=post,
        members=members_of(post, inputs.regions, inputs.qualified, days),
        call_outs=inputs.alerts.call_outs,
        pledges=inputs.alerts.pledges,
        holidays=inputs.holidays.get(post.id, frozenset()),
        zone=inputs.zone,
    )


def kept(call: OpenCall) -> ObservedShare | None:
    """How often somebody who had pledged came in time when called; exercises do not tell."""
    pledges = [pledge for pledge in call.pledges if pledge.post == call.post.id]
    answers = [
        came_in_time(person, call.post)
        for one in call.call_outs
        if not one.is_exercise
        for person in one.called_for(call.post.id)
        if any(
            pledge.person == person.person and pledge.start <= one.alert_at < pledge.end
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
            found[chance.time_class] = list(subtract(each, covered))
    return {each: left for each, left in found.items() if left}


def uncovered_by_call(call: OpenCall, start: datetime, end: datetime) -> list[UncoveredInterval]:
    """One uncovered interval for each class of time that falls short anywhere in ``[start, end)``.

    It spans all of it: which part is not covered is told by `uncovered`.
    """
    required = call.post.required
    part = GapPart(start, end, required, Cause.OPEN_CALL)
    return [
        UncoveredInterval(call.post.id, each.value, start, end, required, required, (part,))
        for each in uncovered(call, start, end)
    ]


#: How often a pledge is kept where nothing was seen of it yet: as often as not. Cautious on
#: purpose: people pledge more readily than they come.
UNPROVEN = 0.5


@dataclass(frozen=True, slots=True)
class PledgedStretch:
    """A stretch in which the same number of people pledged to come.

    Parameters
    ----------
    start, end
        UTC, half open.
    people
        How many, >= 1.
    chance
        That too few of them come; those who did not pledge are not counted on.
    """

    start: datetime
    end: datetime
    people: int
    chance: float


def pledged_stretches(
    pledges: Sequence[Pledge], required: int, kept: ObservedShare | None, window: Stretch
) -> list[PledgedStretch]:
    """The stretches of the window in which somebody pledged, by start.

    Parameters
    ----------
    pledges
        Of one post, by people who may fill it. Two that overlap of one person count once.
    kept
        How often pledges were kept; its pessimistic end counts. None: `UNPROVEN`.
    """
    edges = (edge for one in pledges for edge in (one.start, one.end))
    rate = UNPROVEN if kept is None else kept.low
    found: list[PledgedStretch] = []
    for first, last in split(*window, edges):
        people = len({one.person for one in pledges if one.start <= first < one.end})
        if found and found[-1].end == first and found[-1].people == people:
            first = found.pop().start
        if people:
            chance = too_few(people, required, rate)
            found.append(PledgedStretch(first, last, people, chance))
    return found
