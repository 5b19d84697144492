"""A deployment from its beginning to its end: made, filled, extended, shrunk, ended."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.i18n.language import language
from data.model.deployment import (
    MOST_HOURS,
    Deployment,
    DeploymentState,
    LegalGround,
    ReliefStatus,
    relief_shifts,
)
from data.model.errors import Fault, InputError, Refused
from data.store import deployments as kept
from data.store.audit import trail
from data.store.audit.trail import Act
from scheduler.improvement.recovery import make_recovery
from scheduler.relief.asking import withdraw_duties
from scheduler.relief.problem import ReliefRequest, relief_problem
from scheduler.relief.roster import MadeRelief, ReliefOrder, make_relief, solve_relief
from solver.relief import SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from data.model.deployment import KeptShift
    from data.store.opening import Store
    from scheduler.settings import Settings

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class NewDeployment:
    """What somebody begins.

    Parameters
    ----------
    name
        What it is called.
    criteria_at
        When the criteria for alerting were met (Bvr 2.2.1); None: not known.
    """

    order: ReliefOrder
    name: str
    criteria_at: datetime | None = None
    is_exercise: bool = False


def begin_deployment(
    store: Store, asked: NewDeployment, who: str, now: datetime, seconds: float = SECONDS
) -> tuple[Deployment, MadeRelief]:
    """Make the relief roster of a new deployment, and keep both; nobody is asked yet.

    Raises
    ------
    InputError
        The order makes no sense.
    Refused
        It has no name, or an exercise leans on a legal ground.
    """
    _refuse_bad(asked)
    made = make_relief(store, asked.order, now, seconds)
    request = made.request
    given = Deployment(
        0,
        asked.name.strip(),
        asked.criteria_at,
        request.start,
        request.end,
        request.shift_hours,
        request.ground,
        asked.is_exercise,
        who,
        now,
    )
    with store.writing() as connection:
        trail.take_turn(connection)
        deployment = kept.add_deployment(connection, given, request.seats)
        kept.add_shifts(connection, deployment.id, made.shifts.values())
        state = kept.read_state(connection, deployment.id)
        kept.add_duties(connection, state, made.roster.duties)
        facts = {
            "name": deployment.name,
            "start": deployment.start.isoformat(),
            "end": deployment.end.isoformat(),
            "ground": deployment.ground.value,
            "exercise": deployment.is_exercise,
            "relief_duties": len(made.roster.duties),
        }
        _note(connection, deployment.id, "begun", facts, who, now)
    return deployment, made


def _refuse_bad(asked: NewDeployment) -> None:
    faults = []
    if not asked.name.strip():
        faults.append(Fault("the deployment has no name", "Give it one, such as the incident"))
    if len(asked.name.strip()) > LONGEST_NAME:
        what = f"the name of the deployment is longer than {LONGEST_NAME} characters"
        faults.append(Fault(what, "Shorten it"))
    if asked.is_exercise and asked.order.ground is not LegalGround.NONE:
        what = "an exercise is no ground to set rules aside"
        faults.append(Fault(what, "Choose no legal ground"))
    if faults:
        raise Refused(faults)


def fill_open(
    store: Store, number: int, who: str, now: datetime, seconds: float = SECONDS
) -> MadeRelief | None:
    """Seek people for what a deployment lacks, as things stand; None: it lacks nobody.

    Whoever said no to a shift is not sought for it again.

    Raises
    ------
    Refused
        There is no such deployment, or it is over.
    """
    with store.reading() as connection:
        state = _under_way(connection, number, now)
        request = _lacking_request(state, now)
        if request is None:
            return None
        found = relief_problem(connection, request, now)
    made = solve_relief(request, found, seconds)
    with store.writing() as connection:
        trail.take_turn(connection)
        state = _under_way(connection, number, now)
        places = {one.shift.id: state.lacking(one) for one in state.shifts}
        # Whoever got a duty meanwhile, as another planner sought too, may not be rested any more.
        meanwhile = {one.person for one in state.duties if one.id > request.last_duty}
        chosen = []
        for duty in made.roster.duties:
            if places.get(duty.shift, 0) > 0 and duty.person not in meanwhile:
                places[duty.shift] -= 1
                chosen.append(duty)
        kept.add_duties(connection, state, chosen)
        _note(connection, number, "filled", {"relief_duties": len(chosen)}, who, now)
    return made


def _lacking_request(state: DeploymentState, now: datetime) -> ReliefRequest | None:
    """What a deployment lacks from now on, as a request; None: nothing."""
    start = now.replace(second=0, microsecond=0)
    lacking = []
    for one in state.shifts:
        missing = state.lacking(one)
        if missing and one.shift.end > start:
            lacking.append(replace(one.shift, required=missing))
    if not lacking:
        return None
    shift_ids = {one.id: one.shift.id for one in state.shifts}
    refused = frozenset(
        (one.person, shift_ids[one.shift])
        for one in state.duties
        if one.status is ReliefStatus.DECLINED and one.shift in shift_ids
    )
    deployment = state.deployment
    return ReliefRequest(
        state.seats,
        min(one.start for one in lacking),
        deployment.end,
        deployment.shift_hours,
        deployment.ground,
        refused,
        deployment.id,
        tuple(lacking),
        max((one.id for one in state.duties), default=0),
    )


def why_open(
    store: Store, number: int, now: datetime, seconds: float = SECONDS
) -> MadeRelief | None:
    """Who could have what a deployment lacks, and what stops the others; nothing is kept.

    Raises
    ------
    Refused
        There is no such deployment.
    """
    with store.reading() as connection:
        request = _lacking_request(kept.read_state(connection, number), now)
        found = relief_problem(connection, request, now) if request else None
    return solve_relief(request, found, seconds) if request and found else None


def extend(
    store: Store, number: int, hours: int, who: str, now: datetime, seconds: float = SECONDS
) -> Deployment:
    """Let a deployment last longer, and seek people for that time.

    Raises
    ------
    Refused
        There is no such deployment, it is over, or it would last too long.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        state = _under_way(connection, number, now)
        before = state.deployment
        end = before.end + timedelta(hours=hours)
        if hours < 1 or end - before.start > timedelta(hours=MOST_HOURS * 2):
            what = f"{hours} hours more is not possible"
            raise Refused([Fault(what, "Choose 1 or more, up to four weeks in all")])
        done = kept.change_deployment(connection, number, end=end)
        added = relief_shifts(state.seats, before.end, end, before.shift_hours)
        kept.add_shifts(connection, number, added)
        facts = {"end": end.isoformat()}
        act = Act(f"{trail.DEPLOYMENT}extended", f"deployment/{number}", _end_of(before), facts)
        trail.append(connection, [act], who, now)
    fill_open(store, number, who, now, seconds)
    return done


def shrink(
    store: Store,
    settings: Settings,
    number: int,
    counts: Mapping[str, int],
    who: str,
    now: datetime,
) -> DeploymentState:
    """Ask for fewer people on seats of a deployment from the next shift on; 0: for none.

    Of those on a shift the last who came to it is let go, and gets a message; who has begun stays.

    Raises
    ------
    Refused
        There is no such deployment, it is over, or it has no such seat.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        state = _under_way(connection, number, now)
        seats = {seat.code: seat for seat in state.seats}
        faults = [
            Fault(f"seat {code} is not asked for {count} people", "Choose a seat, and fewer people")
            for code, count in counts.items()
            if code not in seats or not 0 <= count <= seats[code].count
        ]
        if faults:
            raise Refused(faults)
        gone = []
        for code, count in counts.items():
            kept.change_count(connection, number, code, count)
            for one in state.shifts:
                if one.shift.seat == code and one.shift.start > now:
                    gone += _let_go(connection, state, one, count)
        withdraw_duties(store, connection, settings, state, gone, now)
        facts = {"seats": dict(counts), "let_go": len(gone)}
        _note(connection, number, "shrunk", facts, who, now)
        return kept.read_state(connection, number)


def _let_go(
    connection: Connection, state: DeploymentState, shift: KeptShift, count: int
) -> list[int]:
    """Ask for so many on a shift; the numbers of the duties that are too many."""
    kept.change_shift(connection, shift.id, required=min(shift.shift.required, count))
    return [one.id for one in state.on(shift)[count:]]


def end_deployment(
    store: Store, settings: Settings, number: int, who: str, now: datetime
) -> Deployment:
    """End a deployment: what has not begun is not needed, and what goes on ends now.

    What templates ask after it becomes a finding with actions.

    Raises
    ------
    Refused
        There is no such deployment, or it is over.
    """
    moment = now.replace(second=0, microsecond=0)
    with store.writing() as connection:
        trail.take_turn(connection)
        state = _under_way(connection, number, now)
        gone = []
        for one in state.shifts:
            if one.shift.start >= moment:
                gone += _let_go(connection, state, one, 0)
            elif one.shift.end > moment:
                worked = (moment - one.shift.start) // timedelta(minutes=1)
                work = min(one.shift.work_minutes, worked)
                kept.change_shift(connection, one.id, end=moment, work_minutes=work)
        withdraw_duties(store, connection, settings, state, gone, now)
        done = kept.change_deployment(
            connection, number, ended_at=now, end=max(moment, state.deployment.start)
        )
        act = Act(
            f"{trail.DEPLOYMENT}ended",
            f"deployment/{number}",
            _end_of(state.deployment),
            {"end": done.end.isoformat(), "let_go": len(gone)},
        )
        trail.append(connection, [act], who, now)
    with suppress(InputError):  # the periodic task tries it again, and says what is wrong
        make_recovery(store, language(settings.language), who, now)
    return done


def _under_way(connection: Connection, number: int, now: datetime) -> DeploymentState:
    state = kept.read_state(connection, number)
    if not state.deployment.is_under_way(now):
        what = f"deployment {number} is over"
        raise Refused([Fault(what, "Begin a new one")])
    return state


def _end_of(deployment: Deployment) -> dict[str, object]:
    return {"end": deployment.end.isoformat()}


def _note(
    connection: Connection,
    number: int,
    what: str,
    facts: Mapping[str, object],
    who: str,
    now: datetime,
) -> None:
    act = Act(f"{trail.DEPLOYMENT}{what}", f"deployment/{number}", None, facts)
    trail.append(connection, [act], who, now)
