"""Make a relief roster from who is free and rested now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.deployment import MOST_HOURS, SHIFT_HOURS, LegalGround, ReliefRoster, ReliefShift
from data.model.errors import Fault, InputError
from data.model.problem import RosterProblem
from data.store.record_objects import read_posts
from data.tables.faults import nearest, shown
from scheduler.relief.problem import ReliefProblem, ReliefRequest, relief_problem
from scheduler.relief.seats import read_seats
from solver.options import SolveOptions
from solver.relief import SECONDS, relieve

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.deployment import DeploymentSeat
    from data.store.opening import Store

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ReliefOrder:
    """What somebody asks for, as typed.

    Parameters
    ----------
    codes
        Teams, seats and posts; see `scheduler.relief.seats`.
    start
        UTC.
    hours
        How long.
    shift_hours
        How long somebody sits.
    regions
        Of which people may come to a seat of a team; empty: of all.
    """

    codes: tuple[str, ...]
    start: datetime
    hours: int
    shift_hours: int = SHIFT_HOURS[0]
    ground: LegalGround = LegalGround.NONE
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class MadeRelief:
    """A relief roster, and what it answers.

    Parameters
    ----------
    problem
        With the names of people, posts and functions.
    shifts
        The relief shifts by id.
    turned
        Ids of posts whose on-call becomes relief.
    """

    request: ReliefRequest
    problem: RosterProblem
    shifts: dict[str, ReliefShift]
    turned: frozenset[str]
    roster: ReliefRoster

    def has_holders(self, function: str) -> bool:
        """Whether anybody is known who holds a function."""
        return any(one.function == function for one in self.problem.competences)


def read_request(connection: Connection, order: ReliefOrder) -> ReliefRequest:
    """What is asked for, checked.

    Raises
    ------
    InputError
        With all that is wrong.
    """
    posts = {post.id: post for post in read_posts(connection)}
    known = sorted({region for post in posts.values() for region in post.regions})
    faults = [
        Fault(f"region {shown(one)} is unknown", nearest(one, known))
        for one in order.regions
        if one not in known
    ]
    if not 1 <= order.hours <= MOST_HOURS:
        what = f"{order.hours} hours is no length of a relief roster"
        faults.append(Fault(what, f"Choose 1 to {MOST_HOURS}; it can be extended"))
    if order.shift_hours not in SHIFT_HOURS:
        what = f"{order.shift_hours} hours is no length of a relief shift"
        faults.append(Fault(what, "Choose 8 or 12"))
    seats: tuple[DeploymentSeat, ...] = ()
    try:
        seats = read_seats(order.codes, posts, order.regions or tuple(known))
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(faults)
    start = order.start.replace(second=0, microsecond=0)
    end = start + timedelta(hours=order.hours)
    return ReliefRequest(seats, start, end, order.shift_hours, order.ground)


def make_relief(
    store: Store, order: ReliefOrder, now: datetime, seconds: float = SECONDS
) -> MadeRelief:
    """A relief roster as things stand; nothing is kept.

    Parameters
    ----------
    seconds
        Wall time of the search at most.

    Raises
    ------
    InputError
        The order makes no sense, or the records do not hold what a roster needs.
    """
    with store.reading() as connection:
        request = read_request(connection, order)
        found = relief_problem(connection, request, now)
    return solve_relief(request, found, seconds)


def solve_relief(request: ReliefRequest, found: ReliefProblem, seconds: float) -> MadeRelief:
    """The relief roster of a problem."""
    roster = relieve(
        found.problem,
        request.ground,
        SolveOptions(seconds),
        request.refused,
        found.on_call,
    )
    return MadeRelief(request, found.problem, found.shifts, found.turned, roster)
