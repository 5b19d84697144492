"""A deployment as pages, the board and the command line show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from data.i18n.language import N_
from data.i18n.relief_words import deployment_title
from data.model.account import EVERYWHERE, Reach
from data.model.deployment import Deployment, DeploymentState, ReliefStatus
from data.store import deployments as kept
from data.store import record_objects, staffing
from data.store.regions import is_deployment_within
from data.tables.period import ZONE
from scheduler.coverage.relief import relief_rests
from scheduler.relief.seats import seat_name
from scheduler.relief.words import ground_limits, ground_name, leaning, rest_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.deployment import KeptDuty, KeptShift
    from data.model.post import Post
    from data.store.opening import Store

STATUS_WORDS = {
    ReliefStatus.PLANNED: N_("not asked yet"),
    ReliefStatus.ASKED: N_("asked"),
    ReliefStatus.ACCEPTED: N_("comes"),
    ReliefStatus.DECLINED: N_("cannot come"),
    ReliefStatus.WITHDRAWN: N_("no longer needed"),
}


@dataclass(frozen=True, slots=True)
class ReliefPerson:
    """Somebody on a seat.

    Parameters
    ----------
    number
        Of the duty.
    how
        What it leans on, or that it is a call; empty: nothing.
    owed
        The rest that it takes, in words.
    """

    number: int
    name: str
    status: ReliefStatus
    word: str
    how: str
    owed: str


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat in some hours."""

    seat: str
    people: tuple[ReliefPerson, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class HoursBlock:
    """The seats in some hours.

    Parameters
    ----------
    is_now, is_over
        Against the moment at which it is shown.
    """

    when: str
    is_now: bool
    is_over: bool
    seats: tuple[SeatLine, ...]


@dataclass(frozen=True)
class DeploymentView:
    """All of a deployment, in words.

    Parameters
    ----------
    unknown
        Names of seats of whose function the records know nobody.
    seat_counts
        Code, name and number of people of each seat.
    owed
        Names with the rest that they are owed afterwards, and until when it is kept free.
    """

    deployment: Deployment
    title: str
    is_under_way: bool
    ground: str
    limits: str
    blocks: tuple[HoursBlock, ...]
    unknown: tuple[str, ...]
    seat_counts: tuple[tuple[str, str, int], ...]
    counts: Mapping[ReliefStatus, int]
    missing: int
    owed: tuple[tuple[str, str, datetime], ...]


def view_of(store: Store, number: int, now: datetime, speech: Language) -> DeploymentView:
    """One deployment.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.reading() as connection:
        state = kept.read_state(connection, number)
        return _view(connection, state, now, speech)


def _view(
    connection: Connection, state: DeploymentState, now: datetime, speech: Language
) -> DeploymentView:
    deployment = state.deployment
    posts = {post.id: post for post in record_objects.read_posts(connection)}
    names = staffing.names_of_people(connection)
    held = _held_functions(connection, now)
    unknown = [seat for seat in state.seats if seat.function not in held]
    lines = [one for one in state.shifts if one.shift.seat not in {seat.code for seat in unknown}]
    day = deployment.start.astimezone(ZONE).date()
    shifts = {one.id: one for one in state.shifts}
    counted = [
        (deployment, shifts[one.shift], one)
        for one in state.duties
        if one.status.counts and one.shift in shifts
    ]
    return DeploymentView(
        deployment=deployment,
        title=deployment_title(deployment, speech),
        is_under_way=deployment.is_under_way(now),
        ground=ground_name(deployment.ground, day, speech),
        limits=ground_limits(deployment.ground, day, speech),
        blocks=tuple(_blocks(state, lines, posts, names, now, speech)),
        unknown=tuple(seat_name(seat.code, posts, speech) for seat in unknown),
        seat_counts=tuple(
            (seat.code, seat_name(seat.code, posts, speech), seat.count) for seat in state.seats
        ),
        counts={
            status: sum(
                one.status is status and one.shift in shifts and now < shifts[one.shift].shift.end
                for one in state.duties
            )
            for status in ReliefStatus
        },
        missing=sum(state.lacking(one) for one in lines if now < one.shift.end),
        owed=tuple(
            (names.get(one.person, one.person), rest_words(one.owed, speech), one.end)
            for one in relief_rests(counted)
            if not deployment.is_exercise
        ),
    )


def _held_functions(connection: Connection, now: datetime) -> set[str]:
    """The functions that anybody holds."""
    register = record_objects.read_register(connection, now.astimezone(ZONE).date())
    return {one.function for one in register.competences}


def _blocks(
    state: DeploymentState,
    lines: Iterable[KeptShift],
    posts: Mapping[str, Post],
    names: Mapping[str, str],
    now: datetime,
    speech: Language,
) -> Iterator[HoursBlock]:
    order = {seat.code: place for place, seat in enumerate(state.seats)}
    ordered = sorted(lines, key=lambda o: (o.shift.start, o.shift.end, order[o.shift.seat]))
    for (start, end), found in groupby(ordered, key=lambda one: (one.shift.start, one.shift.end)):
        seats = tuple(
            SeatLine(
                seat_name(one.shift.seat, posts, speech),
                tuple(
                    _person(duty, names, speech)
                    for duty in state.duties
                    if duty.shift == one.id and duty.status is not ReliefStatus.WITHDRAWN
                ),
                state.lacking(one),
            )
            for one in found
        )
        when = speech.stretch(start, end, ZONE)
        yield HoursBlock(when, start <= now < end, end <= now, seats)


def _person(duty: KeptDuty, names: Mapping[str, str], speech: Language) -> ReliefPerson:
    say = speech.gettext
    how = leaning(duty, speech)
    if duty.is_call:
        how = "; ".join(filter(None, (say("is on call: work on a call"), how)))
    return ReliefPerson(
        duty.id,
        names.get(duty.person, duty.person),
        duty.status,
        say(STATUS_WORDS[duty.status]),
        how,
        rest_words(duty.rest_owed, speech),
    )


@dataclass(frozen=True, slots=True)
class SeatNow:
    """A seat of a deployment on the board.

    Parameters
    ----------
    people
        Names of who said that they come, or is on call.
    waiting
        Names of who did not answer yet.
    until
        When they are relieved; None: nobody is needed.
    missing
        How many people it lacks.
    """

    name: str
    people: tuple[str, ...]
    waiting: tuple[str, ...]
    until: datetime
    missing: int


@dataclass(frozen=True, slots=True)
class DeploymentNow:
    """A deployment on the board: who is there now.

    Parameters
    ----------
    unknown
        How many more seats there are of whose function the records know nobody.
    """

    number: int
    title: str
    is_exercise: bool
    seats: tuple[SeatNow, ...]
    unknown: int


def deployments_now(
    store: Store, now: datetime, speech: Language, reach: Reach = EVERYWHERE
) -> list[DeploymentNow]:
    """The deployments within reach that go on, with who is there now, by number."""
    with store.reading() as connection:
        numbers = [
            one.id
            for one in kept.deployments(connection)
            if one.is_under_way(now) and _is_within(connection, one.id, reach)
        ]
        if not numbers:
            return []
        posts = {post.id: post for post in record_objects.read_posts(connection)}
        names = staffing.names_of_people(connection)
        states = [kept.read_state(connection, number) for number in sorted(numbers)]
        held = _held_functions(connection, now)
    return [
        DeploymentNow(
            state.deployment.id,
            deployment_title(state.deployment, speech),
            state.deployment.is_exercise,
            tuple(
                _seat_now(state, one, posts, names, speech)
                for one in state.shifts
                if one.shift.start <= now < one.shift.end and one.shift.seat not in lacking
            ),
            len(lacking),
        )
        for state in states
        for lacking in [{seat.code for seat in state.seats if seat.function not in held}]
    ]


def _is_within(connection: Connection, number: int, reach: Reach) -> bool:
    return reach.is_all or is_deployment_within(connection, number, reach)


def _seat_now(
    state: DeploymentState,
    one: KeptShift,
    posts: Mapping[str, Post],
    names: Mapping[str, str],
    speech: Language,
) -> SeatNow:
    def named(*statuses: ReliefStatus) -> tuple[str, ...]:
        return tuple(
            names.get(duty.person, duty.person) for duty in state.on(one) if duty.status in statuses
        )

    return SeatNow(
        seat_name(one.shift.seat, posts, speech),
        named(ReliefStatus.ACCEPTED),
        named(ReliefStatus.PLANNED, ReliefStatus.ASKED),
        one.shift.end,
        state.lacking(one),
    )


@dataclass(frozen=True, slots=True)
class DeploymentLine:
    """A deployment in the list."""

    number: int
    title: str
    when: str
    ground: str
    is_under_way: bool


def kept_deployments(store: Store, reach: Reach = EVERYWHERE) -> list[Deployment]:
    """All deployments within reach, the latest first."""
    with store.reading() as connection:
        return [
            one for one in kept.deployments(connection) if _is_within(connection, one.id, reach)
        ]


def kept_state(store: Store, number: int) -> DeploymentState:
    """One deployment with all that is kept of it.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.reading() as connection:
        return kept.read_state(connection, number)


def list_deployments(
    store: Store, now: datetime, speech: Language, reach: Reach = EVERYWHERE
) -> list[DeploymentLine]:
    """All deployments within reach, the latest first, in words."""
    found = kept_deployments(store, reach)
    return [
        DeploymentLine(
            one.id,
            deployment_title(one, speech),
            speech.stretch(one.start, one.end, ZONE),
            ground_name(one.ground, one.start.astimezone(ZONE).date(), speech),
            one.is_under_way(now),
        )
        for one in found
    ]
