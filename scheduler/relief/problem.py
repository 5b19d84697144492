"""The problem of a relief roster: its seats, and everybody's time as signed rosters have it.

Signed rosters go on: whoever has a duty in them keeps it. Only on-call on a post of which the
relief fills the function becomes relief: whoever is on call when it begins has the first shift of
the seat, as work on a call, and nobody is on call for that post until the relief ends. A desk that
the relief has a seat of goes on too, and only the time that nobody there covers is filled. Ordinary
office hours give way on the days of the relief.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.deployment import (
    SEAT_BY_CODE,
    DeploymentSeat,
    LegalGround,
    ReliefShift,
    relief_shifts,
)
from data.model.duty import Assignment, DutyKind
from data.model.intervals import overlaps_any, split, subtract
from data.model.person import CompetenceLevel
from data.model.post import Authority, Function, Post, PostKind
from data.model.problem import RosterProblem
from data.model.shift import Shift
from data.store.deployments import duties_between
from data.tables.period import ZONE
from scheduler.coverage.relief import relief_rests, relief_rows
from scheduler.coverage.served import served_parts
from scheduler.planning.current_problem import current_problem
from scheduler.planning.duty_parts import service_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from data.model.duty import Duty
    from data.model.person import Person
    from scheduler.coverage.served import ServedPart

_WEEK = timedelta(weeks=1)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_AROUND = timedelta(weeks=3)  #: no deployment lasts longer
TEAM_ORDER = {"MK": 1, "COPI": 2, "ROT": 2}  #: which seats are filled first; others after them


@dataclass(frozen=True)
class ReliefRequest:
    """What a relief roster is asked for.

    Parameters
    ----------
    start, end
        UTC, whole minutes, half open.
    shift_hours
        How long somebody sits: one of `data.model.deployment.SHIFT_HOURS`.
    refused
        Pairs of person and relief shift (by id) that are not tried: they said no.
    deployment
        Number of the deployment that it is for; 0: it is not kept.
    shifts
        The shifts to fill, with who is lacking; None: all of its time.
    last_duty
        Number of the last relief duty that it knows of.
    """

    seats: tuple[DeploymentSeat, ...]
    start: datetime
    end: datetime
    shift_hours: int
    ground: LegalGround = LegalGround.NONE
    refused: frozenset[tuple[str, str]] = frozenset()
    deployment: int = 0
    shifts: tuple[ReliefShift, ...] | None = None
    last_duty: int = 0


@dataclass(frozen=True)
class ReliefProblem:
    """The problem of a relief roster.

    Parameters
    ----------
    problem
        Its free shifts are the relief shifts; those in force are pinned.
    shifts
        The relief shifts by id.
    turned
        Ids of on-call posts of which on-call becomes relief.
    on_call
        Who is on call for a seat when the relief begins, with its first shift by id.
    """

    problem: RosterProblem
    shifts: dict[str, ReliefShift]
    turned: frozenset[str]
    on_call: tuple[tuple[str, str], ...]


def relief_problem(connection: Connection, request: ReliefRequest, now: datetime) -> ReliefProblem:
    """Everything a relief roster needs, as things stand in the store.

    Raises
    ------
    InputError
        The records do not hold what a roster needs.
    """
    first, weeks = _days(request)
    base = _of_deployment(connection, current_problem(connection, first, weeks, now), request)
    turned = frozenset(
        post.id
        for post in base.posts
        if post.kind is PostKind.ON_CALL and any(_fills(seat, post) for seat in request.seats)
    )
    cuts = service_records(connection, base, base.start, base.end)
    parts = served_parts(connection, base.start, base.end, cuts)
    if request.shifts is None:
        shifts = tuple(_relief_shifts(request, base, parts))
        on_call = tuple(_on_call(request, base, parts, turned, shifts))
    else:
        shifts, on_call = request.shifts, ()
    problem = _with_seats(_released(base, request), request.seats)
    problem = replace(
        problem,
        history=tuple(_history(problem, turned, request)),
        shifts=tuple(_as_shift(one) for one in shifts),
        assignments=(),
        published=(),
        wishes=(),
        base=(),
        base_rosters=(),
        base_members=(),
    )
    pinned = _with_signed(problem, parts, turned, request)
    return ReliefProblem(pinned, {one.id: one for one in shifts}, turned, on_call)


def _of_deployment(
    connection: Connection, problem: RosterProblem, request: ReliefRequest
) -> RosterProblem:
    """The problem with what a deployment gave people already; its rest comes after all of it."""
    if not request.deployment:
        return problem
    window = request.start - _AROUND, request.end + _AROUND
    kept = [
        one
        for one in duties_between(connection, *window, with_exercises=True)
        if one[0].id == request.deployment
    ]
    rests = {(one.person, one.end) for one in relief_rests(kept)}
    exercises = [one for one in kept if one[0].is_exercise]
    own = relief_rows(exercises, (*problem.history, *problem.elsewhere))
    return replace(
        problem,
        absences=tuple(one for one in problem.absences if (one.person, one.end) not in rests),
        elsewhere=(*problem.elsewhere, *own),
    )


def _days(request: ReliefRequest) -> tuple[date, int]:
    """The Monday before a relief, and the weeks that it touches: rules judge whole weeks."""
    first = request.start.astimezone(ZONE).date()
    monday = first - timedelta(days=first.weekday())
    last = request.end.astimezone(ZONE).date()
    return monday, (last - monday) // _WEEK + 1


def _fills(seat: DeploymentSeat, post: Post) -> bool:
    """Whether a seat is that of a post."""
    if seat.code not in SEAT_BY_CODE:
        return seat.code == post.id
    return seat.function == post.function and bool(set(seat.regions) & set(post.regions))


def _relief_shifts(
    request: ReliefRequest, base: RosterProblem, parts: Sequence[ServedPart]
) -> Iterator[ReliefShift]:
    """The shifts of all seats; of a desk that the rosters fill, only what they leave open."""
    for seat in request.seats:
        desks = [post for post in base.posts if post.is_desk and _fills(seat, post)]
        held = [one for one in parts if _covers(base, one, desks)]
        for start, end, lacking in _lacking(seat.count, request, held):
            own = replace(seat, count=lacking)
            yield from relief_shifts([own], start, end, request.shift_hours)


def _covers(base: RosterProblem, part: ServedPart, desks: Iterable[Post]) -> bool:
    """Whether a part of a signed shift fills one of these desks."""
    if part.doubles or part.person not in base.person_by_id:
        return False
    if part.shift.post not in {post.id for post in desks}:
        return False
    return base.level(part.person, part.shift) is CompetenceLevel.QUALIFIED


def _lacking(
    count: int, request: ReliefRequest, held: Sequence[ServedPart]
) -> Iterator[tuple[datetime, datetime, int]]:
    """When a seat lacks how many people, beside who holds its desks, by start."""
    edges = {at for one in held for at in (one.start, one.end)}
    found: list[tuple[datetime, datetime, int]] = []
    for start, end in split(request.start, request.end, edges):
        there = sum(one.start <= start and end <= one.end for one in held)
        lacking = max(0, count - there)
        if found and found[-1][2] == lacking:
            start = found.pop()[0]
        found.append((start, end, lacking))
    yield from (one for one in found if one[2])


def _on_call(
    request: ReliefRequest,
    base: RosterProblem,
    parts: Sequence[ServedPart],
    turned: frozenset[str],
    shifts: Sequence[ReliefShift],
) -> Iterator[tuple[str, str]]:
    """Who is on call for a seat when the relief begins, with its first shift; nobody has two."""
    first = [shift for shift in shifts if shift.start == request.start]
    seats = {seat.code: seat for seat in request.seats}
    taken: set[str] = set()
    for shift in first:
        places = shift.required
        for part in parts:
            post = base.post_by_id.get(part.shift.post)
            is_on = part.start <= shift.start < part.end and not part.doubles
            if places == 0 or post is None or post.id not in turned or not is_on:
                continue
            is_theirs = _fills(seats[shift.seat], post) and part.person not in taken
            if not is_theirs or (part.person, shift.id) in request.refused:
                continue
            one = replace(part.shift, start=shift.start, end=shift.end)
            if part.person in base.person_by_id and _may(base, part.person, one):
                taken.add(part.person)
                places -= 1
                yield part.person, shift.id


def _may(base: RosterProblem, person: str, shift: Shift) -> bool:
    """Whether somebody is qualified for a shift, and not away or at work elsewhere during it."""
    if base.level(person, shift) is not CompetenceLevel.QUALIFIED:
        return False
    away = (one for one in base.absences if one.person == person)
    busy = (one for one in base.elsewhere if one.person == person)
    return not overlaps_any(shift, away) and not overlaps_any(shift, busy)


def _as_shift(one: ReliefShift) -> Shift:
    post = relief_post(one.seat)
    return Shift(one.id, post, "", one.start, one.end, one.work_minutes, one.required)


def relief_post(code: str) -> str:
    """The id of the desk of a seat in a relief roster; no post of the records is called so."""
    return f"relief {code}"


def _with_seats(problem: RosterProblem, seats: Sequence[DeploymentSeat]) -> RosterProblem:
    """The problem with a desk for each seat, and functions that the records do not know."""
    known = {function.id for function in problem.functions}
    unknown = dict.fromkeys(seat.function for seat in seats if seat.function not in known)
    return replace(
        problem,
        posts=(*problem.posts, *(_seat_post(seat) for seat in seats)),
        functions=(*problem.functions, *(Function(one, one) for one in unknown)),
    )


def _seat_post(seat: DeploymentSeat) -> Post:
    known = SEAT_BY_CODE.get(seat.code)
    priority = TEAM_ORDER.get(known.team, 3) if known else 2
    authority = Authority.REGIONAL if known is None else Authority.STATUTE
    return Post(
        relief_post(seat.code),
        seat.code,
        seat.function,
        seat.regions,
        PostKind.ON_SITE,
        "",
        priority,
        authority,
        required=seat.count,
    )


def _released(problem: RosterProblem, request: ReliefRequest) -> RosterProblem:
    """The problem without ordinary office hours on the days of the relief."""
    first = request.start.astimezone(problem.zone).date()
    last = request.end.astimezone(problem.zone).date()

    def free(person: Person) -> Person:
        weekly = []
        for work in person.weekly_work:
            if work.first is None or work.first < first:
                before = first - _DAY
                weekly.append(replace(work, last=min(work.last or before, before)))
            if work.last is None or work.last > last:
                after = last + _DAY
                weekly.append(replace(work, first=max(work.first or after, after)))
        return replace(person, weekly_work=tuple(weekly))

    return replace(problem, people=tuple(free(person) for person in problem.people))


def _history(
    problem: RosterProblem, turned: frozenset[str], request: ReliefRequest
) -> Iterator[Duty]:
    """The past, in which on-call that becomes relief ends when the relief begins."""
    for duty in problem.history:
        if duty.post not in turned or duty.kind is not DutyKind.ON_CALL:
            yield duty
            continue
        window = [(request.start, request.end)]
        for start, end in subtract([(duty.start, duty.end)], window):
            if start < problem.start:
                yield replace(duty, start=start, end=end)


def _with_signed(
    problem: RosterProblem,
    parts: Sequence[ServedPart],
    turned: frozenset[str],
    request: ReliefRequest,
) -> RosterProblem:
    """The problem with the duties of signed rosters: pinned, but for on-call that is relief."""
    shifts, pins, beside = [], [], []
    for number, part in enumerate(parts):
        if part.person not in problem.person_by_id:
            continue
        window = [(request.start, request.end)] if part.shift.post in turned else []
        for start, end in subtract([(part.start, part.end)], window):
            if not problem.start <= start < problem.end:
                continue
            work = min(part.work_minutes, (end - start) // _MINUTE)
            one = part.shift.part(number, start, end, work)
            level = problem.level(part.person, one)
            if level is None or (level is CompetenceLevel.TRAINEE and not part.doubles):
                if work:
                    duty = replace(part.duty(), start=start, end=end, work_minutes=work)
                    beside.append(replace(duty, kind=DutyKind.ELSEWHERE))
                continue
            shifts.append(one)
            pins.append(Assignment(part.person, one.id, pinned=True, double=part.doubles))
    return replace(
        problem,
        shifts=(*problem.shifts, *shifts),
        assignments=tuple(pins),
        elsewhere=(*problem.elsewhere, *beside),
    )
