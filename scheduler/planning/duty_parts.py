"""Duties that several people had, or have, in part: as the problem of a roster knows them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.model.duty import Assignment, DutyKind
from data.model.person import CompetenceLevel
from data.model.stand_in import stand_ins_by_shift
from data.store import rosters
from data.store.stand_ins import stand_ins_between
from scheduler.coverage.served import ServiceRecords, absent_time

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.problem import RosterProblem
    from data.model.shift import Shift
    from data.model.stand_in import StandIn
    from scheduler.coverage.served import ServedPart


def service_records(
    connection: Connection,
    problem: RosterProblem,
    start: datetime,
    end: datetime,
    splits: Sequence[StandIn] = (),
) -> ServiceRecords:
    """What cuts the duties of a stretch of time; what the records say was done stands apart."""
    stand_ins = stand_ins_by_shift([*stand_ins_between(connection, start, end), *splits])
    return ServiceRecords(stand_ins, {}, absent_time(problem.absences))


def with_parts(
    connection: Connection,
    problem: RosterProblem,
    shifts: Iterable[Shift],
    held: Iterable[Assignment],
    now: datetime,
    splits: Sequence[StandIn] = (),
    *,
    is_settled: bool = True,
) -> RosterProblem:
    """The problem with each shift that several people had, or have in part, as what it became.

    The solver knows nothing of take-overs: it is given their parts as shifts that are pinned.

    Parameters
    ----------
    shifts
        Of the roster, those too that began.
    held
        Who is assigned to them.
    now
        Of a shift that began, absence cuts off a part; one to come falls open as a whole.
    splits
        Take-overs of a draft, which count in it beside those in force. Their parts are not pinned:
        what they break was accepted by nobody yet.
    is_settled
        False: no part is pinned, so that all that is broken is found.
    """
    cuts = service_records(connection, problem, problem.start, problem.end, splits)
    assigned: dict[str, list[tuple[str, bool]]] = {}
    for one in held:
        if one.person in problem.person_by_id:
            assigned.setdefault(one.shift, []).append((one.person, one.double))
    own = [shift for shift in shifts if shift.id in cuts.stand_ins or shift.start < now]
    earlier = _earlier_shifts(connection, problem, cuts)
    split = {}
    for shift in own:
        there = assigned.get(shift.id, [])
        parts = cuts.parts_of(shift, there)
        if [(part.person, part.is_whole) for part in parts] != sorted(
            (one, True) for one, _ in there
        ):
            split[shift] = parts
    inherited = {shift: cuts.parts_of(shift, _assigned_to(connection, shift)) for shift in earlier}
    if not (split or inherited):
        return problem
    free = {one.shift for one in splits} if is_settled else set(cuts.stand_ins)
    return _split(problem, {**inherited, **split}, free)


def _earlier_shifts(
    connection: Connection, problem: RosterProblem, cuts: ServiceRecords
) -> list[Shift]:
    """Shifts of an earlier roster that reach into the period and changed hands.

    Of the posts of the problem: those of other books are no shifts of it.
    """
    known = (rosters.shift_as_signed(connection, shift) for shift in cuts.stand_ins)
    return [
        one
        for one in known
        if one and one.start < problem.start < one.end and one.post in problem.post_by_id
    ]


def _assigned_to(connection: Connection, shift: Shift) -> list[tuple[str, bool]]:
    duties = rosters.duties_between(connection, shift.start, shift.end)
    return [(person, doubles) for person, one, doubles in duties if one.id == shift.id]


def _split(
    problem: RosterProblem, split: Mapping[Shift, Sequence[ServedPart]], free: Collection[str]
) -> RosterProblem:
    """Put parts in the place of shifts; those of shifts in `free` are not pinned."""
    gone = {shift.id for shift in split}
    parts, pins, beside = [], [], []
    for shift, mine in split.items():
        for number, part in enumerate(mine, start=1):
            if not problem.start <= part.start < problem.end:
                continue
            if part.person not in problem.person_by_id:
                continue
            one = shift.part(number, part.start, part.end, part.work_minutes)
            level = problem.level(part.person, one)
            if level is CompetenceLevel.QUALIFIED or (part.doubles and level):
                parts.append(one)
                is_pinned = shift.id not in free
                pins.append(Assignment(part.person, one.id, is_pinned, part.doubles))
            elif part.work_minutes:  # they worked, though they were no cover
                beside.append(replace(part.duty(), kind=DutyKind.ELSEWHERE))
    kept = tuple(shift for shift in problem.shifts if shift.id not in gone)
    shifts = tuple(sorted((*kept, *parts), key=lambda shift: (shift.start, shift.id)))
    return replace(
        problem,
        shifts=shifts,
        assignments=(*(one for one in problem.assignments if one.shift not in gone), *pins),
        published=tuple(one for one in problem.published if one.shift not in gone),
        base=problem.base_of(shifts),
        elsewhere=(*problem.elsewhere, *beside),
    )
