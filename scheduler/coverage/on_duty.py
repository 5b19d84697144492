"""Who has duty on each post at a moment, how to reach them, and who comes next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.contact import WEBPUSH, Recipient
from data.model.errors import Fault, Refused
from data.model.post import Post
from data.model.roster import RosterHead
from data.model.shift import Shift
from data.model.stand_in import DutyPart
from data.store import rosters, staffing
from data.store.regions import people_within, posts_within
from data.tables.faults import nearest, shown
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.held_parts import held_parts
from scheduler.coverage.hindrances import served_intervals
from scheduler.coverage.input import CoverageInput, StaffedShift
from scheduler.coverage.open_call import members_of
from scheduler.coverage.uncovered import find_uncovered
from scheduler.records.contacts import people_to_reach

if TYPE_CHECKING:
    from data.model.account import Reach
    from data.model.gap import UncoveredInterval
    from data.store.opening import Store

AHEAD = timedelta(weeks=2)  #: so far the next shift is looked for


_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody on a shift.

    Parameters
    ----------
    contacts
        Pairs of channel and address; none of somebody who left.
    doubles
        A trainee beside the holder.
    counts
        False: they are on the roster, and coverage does not count them.
    start, end
        The part of the shift that they have, UTC, half open.
    """

    person: str
    name: str
    contacts: tuple[tuple[str, str], ...]
    doubles: bool
    counts: bool
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class OnShift:
    """A shift with who is on it.

    Parameters
    ----------
    by
        The signed roster that says so; None: it ended since, or the records say so.
    """

    shift: Shift
    holders: tuple[Holder, ...]
    by: RosterHead | None


@dataclass(frozen=True, slots=True)
class PostNow:
    """One post at a moment.

    Parameters
    ----------
    missing
        How many people are missing; 0: it is covered.
    now
        The shifts of that moment.
    following
        The shifts that begin next; empty: none within `AHEAD`.
    """

    post: Post
    missing: int
    now: tuple[OnShift, ...]
    following: tuple[OnShift, ...]


def who_is_on_duty(
    store: Store,
    at: datetime,
    now: datetime,
    post: str = "",
    region: str = "",
    reach: Reach = EVERYWHERE,
) -> tuple[PostNow, ...]:
    """Each post at a moment, by the rosters in force now.

    Parameters
    ----------
    post, region
        Only this post, or those that serve this region.
    reach
        Of whoever asks: what lies beyond it is as if it were not there.

    Raises
    ------
    Refused
        There is no such post or region.
    """
    with store.reading() as connection:
        inputs = read_coverage_input(connection, at, at + AHEAD, now, reach)
        chosen = _chosen(inputs, post, region)
        people = people_to_reach(connection)
        names = staffing.names_of_people(connection)
        doubled = [
            (person, shift.id)
            for person, shift, doubles in rosters.duties_between(connection, at, at + AHEAD)
            if doubles
        ]
        heads = rosters.signed_at(connection, at) + [
            head for head in rosters.in_force(connection, at, at + AHEAD) if head.start > at
        ]
        posts = rosters.posts_by_roster(connection, heads)
    desk = _Desk(inputs, at, people, names, doubled, [(head, posts[head.id]) for head in heads])
    return tuple(desk.row(each) for each in chosen)


@dataclass(frozen=True, slots=True)
class DutyEntry:
    """Somebody on a shift of a roster in force, or on a part of it.

    Parameters
    ----------
    start, end
        Of their part, UTC, half open.
    taken_from
        Ids of those from whom they took it over; an empty one: nobody had it.
    """

    person: str
    name: str
    shift: Shift
    doubles: bool
    start: datetime
    end: datetime
    taken_from: tuple[str, ...] = ()


def duties_of(
    store: Store,
    start: datetime,
    end: datetime,
    post: str = "",
    person: str = "",
    reach: Reach = EVERYWHERE,
) -> list[DutyEntry]:
    """Who sits where in ``[start, end)`` by the rosters in force and take-overs, by start.

    Of a shift in parts each part is an entry.

    Parameters
    ----------
    reach
        Of whoever asks: what lies beyond it is as if it were not there.

    Raises
    ------
    Refused
        There is no such post or person.
    """
    with store.reading() as connection:
        names = staffing.names_of_people(connection)
        posts = None if reach.is_all else posts_within(connection, reach)
        known = names if reach.is_all else people_within(connection, reach)
        what = f"there is no person {shown(person)}"
        _refuse_unknown(what, person, known)
        if post:
            inputs = read_coverage_input(connection, start, start, start, reach)
            _refuse_post(post, inputs)
        found = held_parts(connection, start, end, person or None)
    return [
        DutyEntry(
            one.person,
            names.get(one.person, one.person),
            one.whole,
            one.doubles,
            one.shift.start,
            one.shift.end,
            one.taken_from,
        )
        for one in found
        if (not post or one.shift.post == post) and (posts is None or one.shift.post in posts)
    ]


def _refuse_unknown(what: str, wanted: str, inputs: Collection[str]) -> None:
    """Refuse a name that is not there: an empty answer would say that nothing is."""
    if wanted and wanted not in inputs:
        raise Refused([Fault(what, nearest(wanted, inputs))])


def _refuse_post(post: str, inputs: CoverageInput) -> None:
    what = f"there is no post {shown(post)}"
    _refuse_unknown(what, post, inputs.posts)


def _chosen(inputs: CoverageInput, post: str, region: str) -> list[Post]:
    _refuse_post(post, inputs)
    what = f"there is no region {shown(region)}"
    _refuse_unknown(what, region, {one for each in inputs.posts.values() for one in each.regions})
    return [
        each
        for each in inputs.posts.values()
        if (not post or each.id == post) and (not region or region in each.regions)
    ]


@dataclass(frozen=True)
class _Desk:
    inputs: CoverageInput
    at: datetime
    people: Mapping[str, Recipient]
    names: Mapping[str, str]
    doubled: Sequence[tuple[str, str]]
    heads: Sequence[tuple[RosterHead, Collection[str]]]  #: with the posts that each holds

    @cached_property
    def uncovered(self) -> tuple[UncoveredInterval, ...]:
        """What is open at the moment, of all posts: it is looked for once."""
        return find_uncovered(self.inputs, self.at, self.at + _MOMENT)

    def row(self, post: Post) -> PostNow:
        filled = self.inputs.published.get(post.id, ())
        here = [one for one in filled if one.shift.start <= self.at < one.shift.end]
        later = [one for one in filled if one.shift.start > self.at]
        begin = min((one.shift.start for one in later), default=None)
        intervals = [
            interval
            for interval in self.uncovered
            if interval.post == post.id and interval.start <= self.at < interval.end
        ]
        absent = {part.person for interval in intervals for part in interval.parts if part.person}
        return PostNow(
            post,
            sum(interval.missing for interval in intervals),
            tuple(self.on(one, self.at, absent) for one in here),
            tuple(self.on(one, one.shift.start) for one in later if one.shift.start == begin),
        )

    def on(self, filled: StaffedShift, at: datetime, absent: Collection[str] = ()) -> OnShift:
        shift = filled.shift
        there = [part for part in filled.pieces if part.start <= at < part.end]
        trainees = [
            DutyPart(person, shift.start, shift.end)
            for person, of in self.doubled
            if of == shift.id
        ]
        return OnShift(
            shift,
            (
                *(self.holder(part, absent, doubles=False) for part in there),
                *(self.holder(part, absent, doubles=True) for part in trainees),
            ),
            None
            if filled.is_recorded  # no signature put them there
            else next(
                (
                    head
                    for head, posts in self.heads
                    if shift.post in posts and head.start <= shift.start < head.end
                ),
                None,
            ),
        )

    def holder(self, part: DutyPart, absent: Collection[str], *, doubles: bool) -> Holder:
        person, reach = part.person, self.people.get(part.person)
        name = self.names.get(person, person)
        counts = not doubles and person not in absent
        known = reach.contacts if reach else ()
        contacts = tuple(way for way in known if way[0] != WEBPUSH)  # nobody can use that but us
        return Holder(person, name, contacts, doubles, counts, part.start, part.end)


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AvailablePerson:
    """Somebody who may fill the seat, and has no duty now.

    Parameters
    ----------
    last_end, next_start
        Of the duties around now, any post; None: there is none near.
    """

    person: str
    last_end: datetime | None
    next_start: datetime | None


def available_people(
    inputs: CoverageInput, interval: UncoveredInterval, now: datetime
) -> list[AvailablePerson]:
    """Who may fill an uncovered interval that is open now, the longest without duty first.

    Whether they have rested enough is for whoever calls to ask: their last and next duty stand by.
    """
    post = inputs.posts.get(interval.post)
    if post is None or interval.end <= now:
        return []
    start = max(now, interval.start)
    today = now.astimezone(inputs.zone).date()
    members = members_of(post, inputs.regions, inputs.qualified, (today, today))
    duties: dict[str, list[DutyPart]] = {}
    for filled in inputs.published.values():
        for one in filled:
            for part in one.pieces:
                duties.setdefault(part.person, []).append(part)
    found = []
    for person in members:
        mine = duties.get(person, [])
        busy = any(one.start <= now < one.end for one in mine)
        first = served_intervals(inputs, person, post, start, interval.end)[0]
        if not busy and first.cause is None:
            last = max((one.end for one in mine if one.end <= now), default=None)
            after = min((one.start for one in mine if one.start > now), default=None)
            found.append(AvailablePerson(person, last, after))
    return sorted(found, key=lambda one: (one.last_end or _LONG_AGO, one.person))
