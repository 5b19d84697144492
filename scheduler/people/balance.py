"""What somebody does in the rosters in force, against their fair share and their contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.fairness import FairLine, fair_lines
from data.model.roster import RosterHead
from data.store import rosters, snapshots

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.problem import RosterProblem


@dataclass(frozen=True, slots=True)
class Balance:
    """One person in one roster.

    Parameters
    ----------
    contract_hours
        What their contract comes to in the period, work elsewhere included.
    """

    head: RosterHead
    line: FairLine
    contract_hours: float


def balances_of(connection: Connection, person: str, now: datetime) -> tuple[Balance, ...]:
    """Their lines in the rosters that are in force and not over, by start."""
    found = []
    for head in rosters.in_force_after(connection, now):
        problem = snapshots.read_problem(connection, head.problem_hash)
        if head.end > now and person in problem.person_by_id:
            found.append(_balance(connection, head, problem, person))
    return tuple(found)


def _balance(
    connection: Connection, head: RosterHead, problem: RosterProblem, person: str
) -> Balance:
    duties = [
        problem.duty(one)
        for one in rosters.read_assignments(connection, head.id)
        if one.shift in problem.shift_by_id and one.person in problem.person_by_id
    ]
    (line,) = [one for one in fair_lines(problem, duties) if one.person == person]
    hours = problem.person_by_id[person].hours_per_week(head.first_date) * head.weeks
    return Balance(head, line, hours)
