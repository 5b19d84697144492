"""The weighted sum of the public benchmark: cover by its weights, plus wishes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.person import CompetenceLevel
from solver.objective.wishes import WishObjective

if TYPE_CHECKING:
    from collections.abc import Collection

    from solver.cpsat.model import Term
    from solver.formulation.roster_model import Pair, RosterModel
    from solver.problem_index import ProblemIndex


@dataclass(frozen=True)
class WeightedObjective:
    """Each missing and each surplus person at the shift's price, and each wish not met."""

    name: str = "weighted"

    def terms(self, roster: RosterModel) -> list[Term]:
        """Cover variables and wishes at their weights."""
        found = WishObjective().terms(roster)
        for cover in roster.cover.values():
            weights = cover.shift.cover
            if weights is None:
                continue
            if cover.under is not None:
                found.append((weights.under, cover.under))
            if cover.over is not None:
                found.append((weights.over, cover.over))
        return found

    def constant(self, roster: RosterModel) -> int:
        """What no choice can change."""
        return sum(
            cover.shift.cover.under * cover.fixed_under + cover.shift.cover.over * cover.fixed_over
            for cover in roster.cover.values()
            if cover.shift.cover is not None
        )

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """The same, of a whole roster."""
        present = Counter(
            shift
            for person, shift in pairs
            if index.competence_levels.get((person, shift)) is not CompetenceLevel.TRAINEE
        )
        total = WishObjective().value(index, pairs)
        for shift in index.problem.shifts:
            if shift.cover is not None:
                missing = shift.required - present[shift.id]
                total += shift.cover.under * max(0, missing) + shift.cover.over * max(0, -missing)
        return total
