"""Gathers what coverage is worked out from, as the store has it: of all posts, or of some."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE, Reach
from data.model.call_out import call_work
from data.model.calls import RestOwed, RestTerms, worked_on_calls
from data.model.company import Substitution
from data.model.duty import Duty, DutyKind
from data.model.post import Post, PostKind
from data.model.shift import EarlierDuty, Shift
from data.model.stand_in import StandIn, stand_ins_by_shift
from data.store import presences, record_objects, staffing
from data.store.regions import members_within
from data.store.stand_ins import stand_ins_between
from data.tables.period import ZONE
from scheduler.coverage.asked_time import (
    asked_time,
    holidays_of_calls,
    seats_by_demand,
    usual_time,
)
from scheduler.coverage.calls import RECENT, owed_rest
from scheduler.coverage.input import (
    CoverageInput,
    StaffedShift,
    first_promise,
    input_of_posts,
    with_recorded,
)
from scheduler.coverage.relief import as_rest_owed, relief_rests_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Set
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.call_out import CallWork
    from data.model.contact import AlertRecords
    from data.model.shift import Stretch

    PostTest = Callable[[Post], bool]

_LONGEST = timedelta(weeks=1)  #: a shift that began may reach over what the pattern asks first


def read_coverage_input(
    connection: Connection,
    start: datetime,
    end: datetime,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> CoverageInput:
    """Everything that coverage of ``[start, end)`` asks, as the store has it.

    Parameters
    ----------
    reach
        Of the posts that serve one of these regions, and of the people who serve there or have
        anything on these posts; what is read of them is the same.

    Raises
    ------
    InputError
        The competence register does not hold together.
    """
    if reach.is_all:
        return _read(connection, start, end, now, None)
    return _read(connection, start, end, now, lambda post: reach.covers(post.regions))


def read_input_of_posts(
    connection: Connection, start: datetime, end: datetime, now: datetime, posts: Set[str]
) -> CoverageInput:
    """The same of some posts, by their ids.

    Raises
    ------
    InputError
        The competence register does not hold together.
    """
    return _read(connection, start, end, now, lambda post: post.id in posts)


def _read(
    connection: Connection, start: datetime, end: datetime, now: datetime, test: PostTest | None
) -> CoverageInput:
    every = record_objects.read_posts(connection)
    wanted = _Wanted.of(every, test)
    known = _duties(connection, start, end, wanted)
    alerts = record_objects.read_alert_records(connection, known.people)
    terms = record_objects.read_rest_terms(connection)
    called = _called(alerts, terms, known, now)
    if called:
        # Of whoever worked on a call everything counts that they have elsewhere: when they rest.
        beyond = staffing.posts_held_by(connection, called, start - _LONGEST, end)
        more = wanted.with_posts(every, beyond)
        known = replace(_duties(connection, start, end, more), people=known.people)
    inputs = _input(connection, (start, end), now, known, alerts)
    begins = staffing.rostered_since(connection, wanted.ids)
    first = staffing.first_roster(connection)
    inputs = replace(
        inputs,
        begins=begins,
        others_from=first_promise([first] if first else [], every),
        rest_owed=_rest_owed(connection, inputs, terms, known.people, now),
    )
    return inputs if wanted.ids is None else input_of_posts(inputs, wanted.ids)


@dataclass(frozen=True)
class _Wanted:
    """The posts that are read.

    Parameters
    ----------
    ids
        Of them; None: all that there are, also those that were given up.
    """

    posts: tuple[Post, ...]
    ids: frozenset[str] | None

    @classmethod
    def of(cls, every: tuple[Post, ...], test: PostTest | None) -> _Wanted:
        if test is None:
            return cls(every, None)
        posts = tuple(post for post in every if test(post))
        return cls(posts, frozenset(post.id for post in posts))

    def with_posts(self, every: tuple[Post, ...], more: Set[str]) -> _Wanted:
        """The same, and some more."""
        if self.ids is None:
            return self
        ids = self.ids | more
        return _Wanted(tuple(post for post in every if post.id in ids), ids)


@dataclass(frozen=True)
class _Duties:
    """Who has what on the posts that are read.

    Parameters
    ----------
    people
        Ids of whoever has any of it, or serves a region of these posts; None: everybody.
    """

    wanted: _Wanted
    published: Sequence[tuple[Shift, tuple[str, ...]]]
    recorded: Mapping[str, tuple[EarlierDuty, ...]]
    stand_ins: Sequence[StandIn]
    people: Collection[str] | None


def _duties(connection: Connection, start: datetime, end: datetime, wanted: _Wanted) -> _Duties:
    since, ids = start - _LONGEST, wanted.ids
    published = staffing.published_shifts(connection, since, end, ids)
    recorded = staffing.recorded_duties(connection, since, end, ids)
    stand_ins = stand_ins_between(connection, since, end + _LONGEST, posts=ids)
    people = None
    if ids is not None:
        regions = frozenset(one for post in wanted.posts for one in post.regions)
        people = {
            *members_within(connection, Reach(regions)),
            *(person for _shift, holders in published for person in holders),
            *(duty.person for duties in recorded.values() for duty in duties),
            *(person for one in stand_ins for person in (one.leaver, one.comer) if person),
        }
    return _Duties(wanted, published, recorded, stand_ins, people)


def _input(
    connection: Connection, window: Stretch, now: datetime, known: _Duties, alerts: AlertRecords
) -> CoverageInput:
    """What coverage asks but rest and when rosters began."""
    (start, end), posts, ids = window, known.wanted.posts, known.wanted.ids
    patterns = record_objects.read_patterns(connection)
    demand = record_objects.read_demand_plan(connection)
    expected = usual_time(posts, patterns, window)
    needed = seats_by_demand(posts, patterns, window, demand, _LONGEST)
    expected |= asked_time(needed, expected, window)
    away = staffing.absences_by_person(connection, start, end, known.people)
    inputs = CoverageInput(
        zone=ZONE,
        posts={post.id: post for post in posts},
        regions=staffing.regions_of_people(connection, known.people),
        register=record_objects.read_register(
            connection, now.astimezone(ZONE).date(), known.people
        ),
        substitutions=record_objects.read_objects(connection, Substitution, "substitutions"),
        away={person: tuple(found) for person, found in away.items()},
        reachable=frozenset(contact.person for contact in alerts.contacts),
        left=staffing.people_left(connection),
        published={},
        expected=expected,
        needed=needed,
        periods=tuple(staffing.periods_in_force(connection, start, end)),
        recorded=known.recorded,
        stand_ins=stand_ins_by_shift(known.stand_ins),
        ends=staffing.rostered_until(connection, ids),
        holidays=holidays_of_calls(posts, record_objects.read_regions(connection), window),
        alerts=alerts,
        presence=presences.read_presence(connection, start - _LONGEST, end, now, ids),
    )
    published: dict[str, list[StaffedShift]] = {}
    for shift, holders in known.published:
        published.setdefault(shift.post, []).append(inputs.staffed(shift, holders))
    filled = {post: tuple(found) for post, found in published.items()}
    return with_recorded(replace(inputs, published=filled), inputs.periods)


def _called(
    alerts: AlertRecords, terms: RestTerms | None, known: _Duties, now: datetime
) -> frozenset[str]:
    """Who of the people that are read lately worked on a call, where not all posts are read."""
    if terms is None or known.people is None:
        return frozenset()
    return frozenset({one.person for one in _recent_work(alerts, now)} & set(known.people))


def _rest_owed(
    connection: Connection,
    inputs: CoverageInput,
    terms: RestTerms | None,
    people: Collection[str] | None,
    now: datetime,
) -> dict[str, tuple[RestOwed, ...]]:
    owed = rest_after_calls(inputs, terms, now)
    for person, rests in as_rest_owed(relief_rests_at(connection, now)).items():
        owed[person] = (*owed.get(person, ()), *rests)
    return {person: rests for person, rests in owed.items() if people is None or person in people}


def _recent_work(alerts: AlertRecords, now: datetime) -> list[CallWork]:
    recent = (one for one in alerts.call_outs if now - 2 * RECENT < one.alert_at <= now)
    work = call_work(recent)
    return [one for one in work if now - RECENT < one.start <= now and not one.is_exercise]


def rest_after_calls(
    inputs: CoverageInput, terms: RestTerms | None, now: datetime
) -> dict[str, tuple[RestOwed, ...]]:
    """The rest that people are owed now or later, by person.

    Of what is over, the check of what was done tells: who sat at a desk then was there.

    Parameters
    ----------
    terms
        None: the region keeps no such rest.
    """
    work = [] if terms is None else _recent_work(inputs.alerts, now)
    if terms is None or not work:
        return {}
    rows = list(_planned(inputs, {one.person for one in work}))
    return owed_rest([*worked_on_calls(work, rows), *rows], inputs.zone, terms, now)


def _planned(inputs: CoverageInput, people: Collection[str]) -> Iterator[Duty]:
    """What these people have at a desk and on call, as things stand."""
    for post, recorded in inputs.recorded.items():
        if post in inputs.posts and inputs.posts[post].kind is PostKind.ON_CALL:
            for duty in recorded:
                yield Duty(duty.person, post, DutyKind.ON_CALL, duty.start, duty.end, 0)
    for post, filled in inputs.published.items():
        if post not in inputs.posts:  # given up since: a roster in force may still hold its shifts
            continue
        kind = DutyKind.WORK if inputs.posts[post].is_desk else DutyKind.ON_CALL
        for one in filled:
            for part in one.pieces:
                if part.person in people:
                    yield Duty(part.person, post, kind, part.start, part.end, 0)
