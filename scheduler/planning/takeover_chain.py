"""Who may take over an open part one after another, where nobody may take all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler.planning.candidate_search import (
    CandidateSearch,
    finder_of,
    with_piece,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from zoneinfo import ZoneInfo

    from data.model.shift import Shift, Stretch


@dataclass(frozen=True, slots=True)
class ChainLink:
    """Somebody who may take over a part, up to where the next one does; UTC, half open."""

    person: str
    start: datetime
    end: datetime


MOST_LINKS = 3  #: people who follow one another in a part that nobody may take whole


def takeover_chain(sought: CandidateSearch, now: datetime) -> tuple[ChainLink, ...]:
    """Who may take over an open part one after another, where nobody may take all of it.

    Each has the longest stretch that the law allows anybody, up to a change at a usual moment: so
    there are few of them. Empty: not even so.
    """
    if sought.piece is None:
        return ()
    (at, end), found = sought.piece, list[ChainLink]()
    shift = replace(sought.problem.shift_by_id[sought.shift], start=at, end=end)
    while at < end and len(found) < MOST_LINKS:
        link = _longest_link(sought, shift, (at, end), {one.person for one in found[-1:]}, now)
        if link is None:
            return ()
        found.append(link)
        at = link.end
    return tuple(found) if at == end else ()


def _longest_link(
    sought: CandidateSearch, shift: Shift, left: Stretch, spent: Collection[str], now: datetime
) -> ChainLink | None:
    start, end = left
    cuts = [*_usual_changes(start, end, sought.problem.zone), end]
    pieces = [(start, cut) for cut in reversed(cuts)]
    problem = with_piece(sought.problem, shift, pieces)
    names = [shift.id if not number else f"{shift.id}@{number}" for number in range(len(pieces))]
    missed = {person for person, of in sought.on_paper if of == shift.id}
    left_out = frozenset((person, name) for person in missed for name in names)
    finder = finder_of(problem, sought.there, now, left_out)
    for name, piece in zip(names, pieces, strict=True):
        able = {
            one.id
            for one in problem.people
            if one.id not in spent and finder.hindrances(one.id, name) == ()
        }
        if able:
            first = next(one for one in finder.ranked(name) if one.person in able)
            return ChainLink(first.person, *piece)
    return None


_LONG = timedelta(hours=25)


_CHANGES = (8, 17)  #: hours of the local clock at which people on call relieve each other


def _usual_changes(start: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    """Moments within a stretch at which one may relieve another: whole hours, or 8:00 and 17:00."""
    if end - start <= _LONG:
        first = start.replace(minute=0) + timedelta(hours=1)
        hours = (first + timedelta(hours=n) for n in range(25))
        return [one for one in hours if start < one < end]
    first_day = start.astimezone(zone).date()
    days = (first_day + timedelta(days=n) for n in range((end - start).days + 2))
    found = (
        datetime.combine(day, time(hour), zone).astimezone(UTC) for day in days for hour in _CHANGES
    )
    return [one for one in found if start < one < end]
