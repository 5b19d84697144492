"""What pages and reports ask of call-outs: which there are, who could be called, and the CaCo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.call_out import CallOut
from data.model.days import touched_dates
from data.model.errors import Fault, Refused
from data.model.gap import Cause
from data.model.post import Discipline, Post, PostKind
from data.store import records, staffing
from data.store.call_outs import read_call_outs
from data.store.record_objects import read_functions, read_posts, read_regions
from data.store.regions import people_within, posts_within
from data.tables.faults import nearest, shown
from scheduler.call_outs.recording import CALLS, mark_of, refuse_out_of_reach
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.hindrances import who_serves
from scheduler.coverage.open_call import members_of
from scheduler.coverage.uncovered import segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.post import Function
    from data.store.opening import Store
    from scheduler.coverage.input import CoverageInput

_MOMENT = timedelta(minutes=1)
_AT_THE_DESK = (PostKind.ON_SITE, PostKind.ON_SITE_STANDBY)


@dataclass(frozen=True, slots=True)
class ControlRoom:
    """The seats in charge of the control room at the moment of an alert, as coverage has them.

    Parameters
    ----------
    posts
        Ids of the posts.
    people
        Ids of who was validly there.
    is_valid
        Whether every seat was validly filled; None: no roster tells of that time.
    """

    posts: tuple[str, ...]
    people: tuple[str, ...]
    is_valid: bool | None


@dataclass(frozen=True, slots=True)
class RecordedCallOut:
    """A call-out with what coverage says of it.

    Parameters
    ----------
    number
        Of its row in the records.
    desk
        See `ControlRoom`; it is worked out when it is asked, and never typed.
    """

    number: int
    call_out: CallOut
    desk: ControlRoom


@dataclass(frozen=True, slots=True)
class PostTeam:
    """Who can be ticked off for one post.

    Parameters
    ----------
    on_duty
        Ids of who had duty at the alert and was validly there.
    others
        Ids of everybody else who may fill it.
    """

    post: Post
    on_duty: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallOutForm:
    """What a form about a call-out is made of.

    Parameters
    ----------
    recorded
        What is there already; None: it is new.
    teams
        The posts that are called, by priority.
    names
        Of people, by id.
    seen
        See `scheduler.call_outs.recording.CallOutEntry`.
    is_whole
        Whether all of it is within reach; of what is not, the rest is left out, and it is to be
        read only.
    """

    recorded: RecordedCallOut | None
    teams: tuple[PostTeam, ...]
    names: Mapping[str, str]
    seen: str = ""
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class CallOutChoices:
    """What may be called: posts and regions, by id, with their names."""

    posts: Mapping[str, str]
    regions: Mapping[str, str]


def choices(store: Store, reach: Reach = EVERYWHERE) -> CallOutChoices:
    """The posts and regions there are within reach."""
    with store.reading() as connection:
        posts, regions = read_posts(connection), read_regions(connection)
    return CallOutChoices(
        {
            post.id: post.name
            for post in sorted(posts, key=lambda post: (post.priority, post.id))
            if reach.covers(post.regions)
        },
        {one.id: one.name for one in regions if reach.covers([one.id])},
    )


def list_call_outs(
    store: Store, since: datetime, until: datetime, now: datetime, reach: Reach = EVERYWHERE
) -> tuple[RecordedCallOut, ...]:
    """Call-outs whose alert lies in ``[since, until)``, by alert, as far as they are in reach."""
    with store.reading() as connection:
        return call_outs_between(connection, since, until, now, reach)


def call_outs_between(
    connection: Connection,
    since: datetime,
    until: datetime,
    now: datetime,
    reach: Reach = EVERYWHERE,
) -> tuple[RecordedCallOut, ...]:
    """The same on a connection that is open already."""
    recorded = [one for one in read_call_outs(connection, since) if one.alert_at < until]
    found = _seen(connection, recorded, reach)
    if not found:
        return ()
    numbers = {row.key: row.number for row in records.read_rows(connection, CALLS).values()}
    first, last = found[0].alert_at, found[-1].alert_at + _MOMENT
    inputs = read_coverage_input(connection, first, last, now)
    functions = read_functions(connection)
    return tuple(
        RecordedCallOut(
            numbers[one.id],
            one,
            control_room(_near(inputs, one.alert_at), functions, one, reach),
        )
        for one in found
    )


def _seen(connection: Connection, found: Sequence[CallOut], reach: Reach) -> Sequence[CallOut]:
    """Those that concern a region within reach, without what they say of others."""
    if reach.is_all:
        return found
    posts = posts_within(connection, reach)
    return [seen for one in found if (seen := seen_within(one, posts, reach)) is not None]


def seen_within(call_out: CallOut, posts: frozenset[str], reach: Reach) -> CallOut | None:
    """What of a call-out is within reach; None: nothing.

    Parameters
    ----------
    posts
        Ids of the posts within reach.
    """
    people = tuple(one for one in call_out.people if one.post in posts)
    regions = tuple(one for one in call_out.regions if reach.covers([one]))
    called = tuple(one for one in call_out.posts if one in posts)
    if not called and not regions:  # the team of another region, and one of theirs beside it
        called = tuple(dict.fromkeys(one.post for one in people))
    if not called and not regions:
        return None
    return replace(call_out, posts=called, regions=regions, people=people)


def _near(inputs: CoverageInput, at: datetime) -> CoverageInput:
    """The same with only the shifts of a moment: those of two years are not looked through."""
    return replace(
        inputs,
        published={
            post: tuple(one for one in mine if one.shift.start <= at < one.shift.end)
            for post, mine in inputs.published.items()
        },
        expected={
            post: tuple(one for one in mine if one[0] <= at < one[1])
            for post, mine in inputs.expected.items()
        },
    )


def control_room(
    inputs: CoverageInput,
    functions: Iterable[Function],
    call_out: CallOut,
    reach: Reach = EVERYWHERE,
) -> ControlRoom:
    """Who was in charge of the control room when the alert of a call-out came.

    In charge is who holds a post at the desk of a function of the control room that serves one of
    the regions of the call-out (Bvr 2.2.2(1) asks for one person in charge; the field calls them
    calamity coordinator). What counts is what coverage counts: there, competent, and not away.
    """
    at = call_out.alert_at
    leading = {one.id for one in functions if one.discipline is Discipline.CONTROL_ROOM}
    regions = set(call_out.regions) | {
        region
        for post in call_out.posts
        if post in inputs.posts
        for region in inputs.posts[post].regions
    }
    desks = [
        post
        for post in inputs.posts.values()
        if post.function in leading
        and post.kind in _AT_THE_DESK
        and regions & set(post.regions)
        and reach.covers(post.regions)
    ]
    people = dict.fromkeys(piece.person for desk in desks for piece in who_serves(inputs, desk, at))
    return ControlRoom(
        tuple(desk.id for desk in desks), tuple(people), _is_valid(inputs, desks, at)
    )


def _is_valid(inputs: CoverageInput, desks: Sequence[Post], at: datetime) -> bool | None:
    """None where there is no desk, or no roster that tells of it."""
    answers: list[bool | None] = []
    for desk in desks:
        here = [one for one in segments(inputs, desk, at, at + _MOMENT) if one.start <= at]
        causes = {cause for one in here for cause, _person in one.lacks}
        if not here or causes == {Cause.NOT_BEGUN}:
            answers.append(None)
        else:
            answers.append(sum(one.valid for one in here) >= max(one.required for one in here))
    if not answers or (None in answers and False not in answers):
        return None
    return all(answer is True for answer in answers)


def form_for(
    store: Store, call_out: CallOut, now: datetime, reach: Reach = EVERYWHERE
) -> CallOutForm:
    """What a form about a call-out that is not recorded yet is made of.

    Raises
    ------
    Refused
        It names a post or region that is not there, or not within reach.
    """
    with store.reading() as connection:
        refuse_out_of_reach(connection, reach, call_out.posts, call_out.regions)
        return _form(connection, call_out, None, now, reach)


def form_of(store: Store, number: int, now: datetime, reach: Reach = EVERYWHERE) -> CallOutForm:
    """The same of one that is recorded.

    Raises
    ------
    Refused
        There is none of that number within reach.
    """
    with store.reading() as connection:
        rows = records.read_rows(connection, CALLS).values()
        code = next((row.key for row in rows if row.number == number and not row.has_ended), None)
        recorded = {one.id: one for one in read_call_outs(connection)}
        seen = [] if code is None else _seen(connection, [recorded[code]], reach)
        if code is None or not seen:
            what = f"there is no call-out {shown(str(number))}"
            raise Refused([Fault(what, "See the list of call-outs")])
        form = _form(connection, seen[0], number, now, reach)
    return replace(form, is_whole=seen[0] == recorded[code])


def _form(
    connection: Connection, call_out: CallOut, number: int | None, now: datetime, reach: Reach
) -> CallOutForm:
    inputs = read_coverage_input(connection, call_out.alert_at, call_out.alert_at + _MOMENT, now)
    within = {code: post for code, post in inputs.posts.items() if reach.covers(post.regions)}
    teams = tuple(_team(inputs, post, call_out) for post in called_posts(call_out, within))
    recorded = None
    if number is not None:
        desk = control_room(inputs, read_functions(connection), call_out, reach)
        recorded = RecordedCallOut(number, call_out, desk)
    return CallOutForm(
        recorded,
        teams,
        _names(connection, reach),
        mark_of(connection, call_out.id) if number is not None else "",
    )


def _names(connection: Connection, reach: Reach) -> Mapping[str, str]:
    names = staffing.names_of_people(connection)
    if reach.is_all:
        return names
    within = people_within(connection, reach)
    return {code: name for code, name in names.items() if code in within}


def called_posts(call_out: CallOut, posts: Mapping[str, Post]) -> list[Post]:
    """The posts that were called, by priority.

    Raises
    ------
    Refused
        One of them is unknown.
    """
    unknown = [post for post in call_out.posts if post not in posts]
    if unknown:
        raise Refused(
            [Fault(f"there is no post {shown(one)}", nearest(one, posts)) for one in unknown]
        )
    mine = set(call_out.regions)
    found = [
        post
        for post in posts.values()
        if post.id in call_out.posts or (not call_out.posts and mine & set(post.regions))
    ]
    return sorted(found, key=lambda post: (post.priority, post.id))


def _team(inputs: CoverageInput, post: Post, call_out: CallOut) -> PostTeam:
    at = call_out.alert_at
    on_duty = dict.fromkeys(piece.person for piece in who_serves(inputs, post, at))
    days = touched_dates(at, at + _MOMENT, inputs.zone)
    members = members_of(post, inputs.regions, inputs.qualified, days)
    here = inputs.regions.keys()  # what people who left did stays as it is
    called = {one.person for one in call_out.people if one.post == post.id} & here
    others = sorted((members | called) - set(on_duty))
    return PostTeam(post, tuple(on_duty), tuple(others))
