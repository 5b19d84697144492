"""What a rule leaves alone: violations among the certain rows, which no choice of the solver mends.

Near such a violation the shifts of the certain rows are constants (`PersonModel.find_shifts`), and
the model sees to constants. A rule needs more only where shifts that may be worked as well decide
whether there is a violation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.cpsat.model import TRUE

if TYPE_CHECKING:
    from solver.constraints.candidates import ShiftCandidate
    from solver.constraints.person_model import PersonModel


def is_settled(person: PersonModel, rule: str, *shifts: ShiftCandidate) -> bool:
    """Whether shifts are certain, and the certain rows break a rule somewhere around them."""
    start, end = shifts[0].shift.start, max(c.shift.end for c in shifts)
    certain = all(c.literal == TRUE for c in shifts)
    return certain and person.is_given(rule, start, end)


def is_left_alone(person: PersonModel, rule: str, candidate: ShiftCandidate) -> bool:
    """Whether certain rows impose a shift that is no constant, and break a rule around it."""
    start, end = candidate.shift.start, candidate.shift.end
    return (
        candidate.literal != TRUE
        and person.is_given(rule, start, end)
        and any(c.literal == TRUE and c.row.overlaps(start, end) for c in person.work)
    )
