"""A roster made by anybody, as a problem and pairs that the rules can judge.

A roster may hold duties that are no shift of the problem: longer ones, shorter ones, other
minutes. They are judged like all others, so each becomes a shift of its own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.duty import Absence, AbsenceKind, Duty, DutyKind
from data.model.shift import Shift

if TYPE_CHECKING:
    from data.exchange.read_roster import RosterRows
    from data.model.problem import RosterProblem

Pairs = frozenset[tuple[str, str]]  #: person and shift
_Key = tuple[str, datetime, datetime, int]


def judged(problem: RosterProblem, rows: RosterRows) -> tuple[RosterProblem, Pairs]:
    """The problem with a shift for every duty in the rows, and who has which.

    Work elsewhere and absence in the rows are added to those of the problem, if new.
    """
    shifts = {_key(shift): shift for shift in problem.shifts}
    ids = {shift.id for shift in problem.shifts}
    elsewhere, absences = list(problem.elsewhere), list(problem.absences)
    away = {(absence.person, absence.start, absence.end) for absence in absences}
    pairs = set()
    for duty in rows.duties:
        match duty.kind:
            case DutyKind.ELSEWHERE:
                elsewhere += [duty] if duty not in elsewhere else []
            case DutyKind.ABSENCE:
                if (duty.person, duty.start, duty.end) not in away:
                    absences.append(_absence(duty))
            case _:
                shift = shifts.get(_key(duty)) or _own_shift(duty, problem, ids)
                shifts[_key(shift)] = shift
                ids.add(shift.id)
                pairs.add((duty.person, shift.id))
    whole = replace(
        problem,
        shifts=tuple(shifts.values()),
        elsewhere=tuple(elsewhere),
        absences=tuple(absences),
    )
    return whole, frozenset(pairs)


def _key(row: Shift | Duty) -> _Key:
    return row.post, row.start, row.end, row.work_minutes


def _own_shift(duty: Duty, problem: RosterProblem, ids: set[str]) -> Shift:
    local = duty.start.astimezone(problem.zone)
    wanted = f"{duty.post}:{local:%Y-%m-%dT%H:%M}"
    number = next(n for n in range(len(ids) + 1) if f"{wanted}+{n}" not in ids)
    return Shift(
        id=f"{wanted}+{number}",
        post=duty.post,
        name=duty.name,
        start=duty.start,
        end=duty.end,
        work_minutes=duty.work_minutes,
    )


def _absence(duty: Duty) -> Absence:
    kind = AbsenceKind(duty.post) if duty.post in tuple(AbsenceKind) else AbsenceKind.LEAVE
    return Absence(duty.person, kind, duty.start, duty.end, duty.work_minutes)
