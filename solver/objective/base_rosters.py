"""Distance from the base rosters, and the roster that they give by themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from solver.problem_index import ProblemIndex

if TYPE_CHECKING:
    from collections.abc import Collection

    from solver.cpsat.model import Term
    from solver.formulation.roster_model import Pair, RosterModel


@dataclass(frozen=True)
class BaseRosterObjective:
    """Shifts by which people depart from their base rosters."""

    index: ProblemIndex
    name: str = field(default="base_roster", init=False)

    @cached_property
    def expected(self) -> frozenset[Pair]:
        """Who would have which shift by the base rosters."""
        shifts = self.index.problem.shift_by_id
        return frozenset(
            (one.person, one.shift) for one in self.index.problem.base if one.shift in shifts
        )

    def is_judged(self, pair: Pair) -> bool:
        """Whether it matters to a base roster if this person has this shift."""
        problem = self.index.problem
        return pair in self.expected or problem.follows_base(pair[0], problem.shift_by_id[pair[1]])

    def terms(self, roster: RosterModel) -> list[Term]:
        """One for each shift that somebody has and should not have, or the other way round."""
        return [
            (1, -literal if pair in self.expected else literal)
            for pair, literal in roster.literals.items()
            if self.is_judged(pair)
        ]

    def departures(self, pairs: Collection[Pair]) -> list[Pair]:
        """Each shift that is had and not expected, or expected and not had."""
        return sorted(
            self.expected.symmetric_difference(pair for pair in pairs if self.is_judged(pair))
        )

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """How many there are."""
        return len(self.departures(pairs))


def base_pairs(index: ProblemIndex) -> frozenset[Pair]:
    """What the base rosters give to people who are competent and there: a search may start here.

    It may break rules beside the history, and put more people on a shift than it needs.
    """
    expected = BaseRosterObjective(index).expected
    return expected & (index.pinned | frozenset(index.eligible))
