"""Several levels in one objective: by weights that are large enough, as a proof must then confirm.

Weights that hold for any roster at all would be too large for an engine that reckons in floating
point. These weigh a minute of a level ten times one of the next, and the lowest more than a change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.objective.changes import ChangeObjective
from solver.objective.level import CoverageObjective, missing_people, shifts_to_fill
from solver.problem_index import ProblemIndex

if TYPE_CHECKING:
    from collections.abc import Collection

    from solver.cpsat.model import Term
    from solver.formulation.roster_model import Pair, RosterModel
    from solver.objective.level import Level

LIGHTEST, TIMES = 2, 10  #: weight of a minute on the lowest level of coverage, and the next one's


@dataclass(frozen=True, slots=True)
class CombinedObjective:
    """Coverage and changes of a problem.

    Parameters
    ----------
    coverage
        The levels of coverage, highest first.
    """

    index: ProblemIndex
    coverage: Sequence[CoverageObjective]
    changes: ChangeObjective

    @property
    def levels(self) -> list[Level]:
        """All levels, highest first."""
        return [*self.coverage, self.changes]

    @property
    def weights(self) -> list[int]:
        """What a minute of each level of coverage weighs."""
        count = len(self.coverage)
        return [LIGHTEST * TIMES ** (count - place - 1) for place in range(count)]

    def terms(self, roster: RosterModel) -> list[Term]:
        """The objective; the changes by the duties that are given up."""
        found = self.changes.given_up(roster)
        for weight, level in zip(self.weights, self.coverage, strict=True):
            found += [(weight * minutes, x) for minutes, x in level.terms(roster)]
        return found

    def values(self, pairs: Collection[Pair]) -> list[int]:
        """What a roster costs, level by level."""
        return [level.value(self.index, pairs) for level in self.levels]

    def total(self, pairs: frozenset[Pair]) -> int:
        """The objective of a roster, its constant part included."""
        return self.uncovered(self.values(pairs)) + self.changes.points(pairs)

    def uncovered(self, values: Sequence[int]) -> int:
        """What coverage adds to the objective."""
        return sum(w * minutes for w, minutes in zip(self.weights, values, strict=False))

    def fewest(self, total: int, roster: frozenset[Pair]) -> int:
        """The fewest changes with the coverage of a roster, where no total is below this one.

        As many minutes may be more places than this roster leaves open, if there are shifts of
        several lengths: each would be a change less.
        """
        values = self.values(roster)
        places = sum(
            most_places(self.index, level, minutes)
            for level, minutes in zip(self.coverage, values, strict=False)
        )
        more_open = places - sum(missing_people(self.index, roster).values())
        fewer_points = self.total(roster) - total
        return max(0, values[-1] - fewer_points - more_open)


def most_places(index: ProblemIndex, level: CoverageObjective, minutes: int) -> int:
    """The most places that can be open when so many minutes of a level are uncovered."""
    places: Counter[int] = Counter()
    for shift in shifts_to_fill(index):
        if level.counts(index, shift.id):
            row = index.row_of[shift.id]
            places[row.end - row.start] += shift.required
    best = {0: 0}
    for length, count in places.items():
        for total, already in sorted(best.items(), reverse=True):
            for more in range(1, min(count, (minutes - total) // length) + 1):
                key = total + more * length
                best[key] = max(best.get(key, 0), already + more)
    return best[minutes]
