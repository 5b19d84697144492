"""Preexisting violations: those among the fixed rows, which no choice of the solver resolves.

Near such a violation the shifts of the fixed rows are constants (`PersonModel.find_shifts`), and
the model sees to constants. A rule needs more only where shifts that may be worked as well decide
whether there is a violation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.cpsat.model import TRUE

if TYPE_CHECKING:
    from solver.constraints.candidates import ShiftCandidate
    from solver.constraints.person_model import PersonModel


def breaks_already(person: PersonModel, rule: str, *shifts: ShiftCandidate) -> bool:
    """Whether shifts are fixed, and the fixed rows break a rule somewhere around them."""
    start, end = shifts[0].shift.start, max(c.shift.end for c in shifts)
    fixed = all(c.literal == TRUE for c in shifts)
    return fixed and person.is_preexisting(rule, start, end)


def is_imposed_violation(person: PersonModel, rule: str, candidate: ShiftCandidate) -> bool:
    """Whether fixed rows impose a shift that is no constant, and break a rule around it."""
    start, end = candidate.shift.start, candidate.shift.end
    return (
        candidate.literal != TRUE
        and person.is_preexisting(rule, start, end)
        and any(c.literal == TRUE and c.row.overlaps(start, end) for c in person.work)
    )
