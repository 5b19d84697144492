"""Doubles beside those who sit there already: the last thing that a repair looks at."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from solver.objective.company import SpreadShadowing
from solver.search.construct import DAYS_IN_WEEK
from solver.search.feasible import is_legal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.formulation.roster_model import Pair
    from solver.problem_index import ProblemIndex
    from solver.rules.base import Rule


def with_shadows(
    index: ProblemIndex,
    rules: Sequence[Rule],
    roster: frozenset[Pair],
    until: float,
    earliest: int | None = None,
) -> frozenset[Pair]:
    """A roster with the shifts that trainees are still to shadow, as far as they go with it.

    Nobody's duty moves for it. First an even share a week, then more.

    Parameters
    ----------
    until
        Moment of `time.monotonic` at which to give up.
    earliest
        Minute before which no such shift begins; None: any may.
    """
    held, rows = set(roster), index.row_of

    def may_be(person: str) -> Callable[[str], bool]:
        free = index.eligible_of.get(person, frozenset())

        def may(shift: str) -> bool:
            is_soon = earliest is not None and rows[shift].start < earliest
            if shift not in free or is_soon or time.monotonic() > until:
                return False
            return is_legal(index, rules, held, person, shift)

        return may

    for asked in index.problem.traineeships:
        shadowing = SpreadShadowing(index, asked)
        for most in (shadowing.share, DAYS_IN_WEEK):
            for _shift in shadowing.chosen(held, most, may_be(asked.person)):
                pass
    return frozenset(held)
