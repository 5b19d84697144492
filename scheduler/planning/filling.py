"""One open shift of the roster in force, filled: its assignments with one more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.duty import Assignment
from scheduler.current_problem import can_do

if TYPE_CHECKING:
    from scheduler.planning.offering import Sought


def with_one_more(sought: Sought, person: str) -> tuple[Assignment, ...]:
    """The roster in force with somebody on the shift; who is on it in name alone makes room."""
    problem, shift = sought.problem, sought.problem.shift_by_id[sought.shift]
    kept = [
        one
        for one in sought.prepared.published
        if one.shift != sought.shift
        or (one.person in problem.person_by_id and can_do(problem, one.person, shift))
    ]
    return (*kept, Assignment(person, sought.shift))
