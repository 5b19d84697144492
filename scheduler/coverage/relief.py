"""Relief duties of deployments: as work in everybody's time, and the rest that they leave owed.

Those of exercises are left out: nobody rests later, and no duty moves, for an exercise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.calls import CALLED_OUT, RELIEF, RestOwed
from data.model.deployment import work_of
from data.model.duty import Absence, AbsenceKind, Duty, DutyKind
from data.model.intervals import subtract
from data.model.relief_fairness import ReliefWork, with_relief_balance
from data.store.deployments import duties_between, read_state
from data.store.record_objects import read_posts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from data.model.deployment import Deployment, KeptDuty, KeptShift
    from data.model.problem import RosterProblem

DAILY = timedelta(hours=11)  #: the rest of every day, which comes first (ATW 5:3(2))
LOOK_BACK = timedelta(weeks=3)  #: no deployment lasts longer, and what it owes is over
EVER = datetime(1970, 1, 1, tzinfo=UTC)
LOOK_BACK_FAR = timedelta(weeks=60)  #: how far the history of a problem reaches at most

Kept = tuple["Deployment", "KeptShift", "KeptDuty"]


@dataclass(frozen=True, slots=True)
class ReliefRest:
    """The rest that somebody is to be given after a deployment (ATW 5:10(3)).

    Parameters
    ----------
    deployment
        Its number.
    owed
        What their duties took of it, minutes.
    start, end
        From the end of their last duty: the daily rest, and what is owed behind it.
    """

    person: str
    deployment: int
    owed: int
    start: datetime
    end: datetime


def relief_rows(kept: Iterable[Kept], others: Iterable[Duty]) -> list[Duty]:
    """The rows of `rows_of_relief`."""
    return [row for _, row in rows_of_relief(kept, others)]


def rows_of_relief(kept: Iterable[Kept], others: Iterable[Duty]) -> list[tuple[Kept, Duty]]:
    """Relief duties as rows of time, by start: beside other work, or on a call.

    What somebody does meanwhile at a desk, on a call-out or in another deployment is told there, so
    that no time is told twice. The breaks of what is left are those of a relief shift so long.

    Parameters
    ----------
    others
        What else these people did and do.
    """
    told: dict[str, list[tuple[datetime, datetime]]] = {}
    for row in others:
        if row.kind in (DutyKind.CALL, DutyKind.WORK) or row.post in (CALLED_OUT, RELIEF):
            told.setdefault(row.person, []).append((row.start, row.end))
    found: list[tuple[Kept, Duty]] = []
    for each in sorted(kept, key=lambda one: (one[1].shift.start, one[2].id)):
        _deployment, shift, duty = each
        kind = DutyKind.CALL if duty.is_call else DutyKind.ELSEWHERE
        one, mine = shift.shift, told.setdefault(duty.person, [])
        left = one.work_minutes
        for start, end in list(subtract([(one.start, one.end)], mine)):
            minutes = min(left, work_of(start, end))
            left -= minutes
            found.append((each, Duty(duty.person, RELIEF, kind, start, end, minutes)))
        mine.append((one.start, one.end))
    return found


def relief_rests(kept: Iterable[Kept]) -> list[ReliefRest]:
    """What people are owed after deployments, by person and deployment."""
    last: dict[tuple[str, int], datetime] = {}
    owed: dict[tuple[str, int], int] = {}
    for deployment, shift, duty in kept:
        key = duty.person, deployment.id
        last[key] = max(last.get(key, shift.shift.end), shift.shift.end)
        owed[key] = owed.get(key, 0) + duty.rest_owed
    return [
        ReliefRest(
            person,
            number,
            minutes,
            last[person, number],
            last[person, number] + DAILY + timedelta(minutes=minutes),
        )
        for (person, number), minutes in sorted(owed.items())
        if minutes
    ]


def relief_rests_at(connection: Connection, now: datetime) -> list[ReliefRest]:
    """What people are still owed after deployments, or will be."""
    kept = duties_between(connection, now - LOOK_BACK, now + LOOK_BACK)
    return [one for one in relief_rests(kept) if one.end > now]


def with_relief(
    connection: Connection, problem: RosterProblem, now: datetime | None
) -> RosterProblem:
    """The problem with the work of deployments, and the rest that they leave owed.

    Whoever is owed rest is away for that long: no duty is planned in it.
    """
    kept = duties_between(connection, EVER, problem.end + LOOK_BACK)
    mine = [one for one in kept if one[2].person in problem.person_by_id]
    if not mine:
        return problem
    problem = _with_balance(connection, problem, mine)
    recent = problem.start - LOOK_BACK_FAR
    mine = [one for one in mine if one[1].shift.end > recent]
    since = min([problem.start, *(duty.start for duty in problem.history)])
    others = (*problem.history, *problem.elsewhere)
    rows = [row for row in relief_rows(mine, others) if row.end > since]
    before = [row for row in rows if row.start < problem.start]
    history = sorted((*problem.history, *before), key=lambda d: (d.start, d.end, d.person))
    return replace(
        problem,
        history=tuple(history),
        elsewhere=(*problem.elsewhere, *(row for row in rows if row.start >= problem.start)),
        absences=(*problem.absences, *_away(relief_rests(mine), problem, now)),
    )


def _with_balance(
    connection: Connection, problem: RosterProblem, kept: Sequence[Kept]
) -> RosterProblem:
    """The problem with what all relief so far puts people above or below their fair share.

    Of a book it is the relief in functions of its posts.
    """
    here = {post.function for post in problem.posts}
    is_whole = here >= {post.function for post in read_posts(connection)}
    numbers = {deployment.id for deployment, _, _ in kept}
    seats = {
        (number, seat.code): seat
        for number in numbers
        for seat in read_state(connection, number).seats
    }
    work = []
    others = (*problem.history, *problem.elsewhere)
    for (deployment, shift, _), row in rows_of_relief(kept, others):
        seat = seats.get((deployment.id, shift.shift.seat))
        if seat and row.start < problem.end and (is_whole or seat.function in here):
            work.append(ReliefWork(row, seat.function, seat.regions))
    return with_relief_balance(problem, work)


def _away(
    rests: Iterable[ReliefRest], problem: RosterProblem, now: datetime | None
) -> Iterator[Absence]:
    """Rest that is still to come, as absence in which nobody works."""
    for one in rests:
        start = one.start if now is None else max(one.start, now)
        if start < one.end and one.end > problem.start:
            yield Absence(one.person, AbsenceKind.ABSENT, start, one.end)


def as_rest_owed(rests: Iterable[ReliefRest]) -> dict[str, tuple[RestOwed, ...]]:
    """The same as rest after a call: whoever is at a desk in it is no cover."""
    found: dict[str, tuple[RestOwed, ...]] = {}
    for one in rests:
        rest = RestOwed(one.person, one.start, one.start, one.end, one.end - one.start)
        found[one.person] = (*found.get(one.person, ()), rest)
    return found
