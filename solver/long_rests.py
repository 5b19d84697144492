"""Long rests after every shift, as cliques: the small form of the rules that forgive short ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.intervals import interval_cliques

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.person_model import PersonModel
    from solver.rows import LegalShift


def require_rests(person: PersonModel, rest_after: Callable[[LegalShift], int]) -> None:
    """After every shift that is worked, no other one starts before its rest is over.

    Shifts whose time with the rest after it shares a moment exclude each other, so each largest set
    of them holds at most one.

    Parameters
    ----------
    rest_after
        Minutes of rest that a shift needs, at least 8 hours.
    """
    with_rest = [
        (c.shift.start, c.shift.end + rest_after(c.shift), c.literal) for c in person.shifts
    ]
    for clique in interval_cliques(with_rest):
        person.model.add_at_most_one(clique)
