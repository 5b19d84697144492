"""The rosters in force of all books as one problem: who has what from tomorrow on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.duty import Assignment
from data.store import rosters
from data.tables.period import ZONE
from scheduler.planning.current_problem import current_problem

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.problem import RosterProblem

WEEKS = 13  #: that are looked at


def standing_problem(connection: Connection, now: datetime, weeks: int = WEEKS) -> RosterProblem:
    """What is rostered from tomorrow on, the duties of all books as assignments; nothing is fixed.

    Of each post the shifts that a roster in force holds. What began before tomorrow is history.

    Raises
    ------
    InputError
        The records do not hold what a roster needs.
    """
    tomorrow = now.astimezone(ZONE).date() + timedelta(days=1)
    problem = current_problem(connection, tomorrow, weeks)
    heads = rosters.in_force(connection, problem.start, problem.end)
    signed = {
        (shift.post, shift.start)
        for head in heads
        for shift in rosters.read_shifts(connection, head.shift_set)
    }
    shifts = tuple(one for one in problem.shifts if (one.post, one.start) in signed)
    known = {one.id for one in shifts}
    duties = rosters.duties_between(connection, problem.start, problem.end)
    return replace(
        problem,
        shifts=shifts,
        assignments=tuple(
            Assignment(person, shift.id, double=doubles)
            for person, shift, doubles in duties
            if shift.id in known and person in problem.person_by_id
        ),
        base=problem.base_of(shifts),
    )
