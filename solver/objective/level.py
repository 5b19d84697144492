"""What a level of the objective is, and the first: as little time uncovered as can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from data.model.duty import DutyKind
from data.model.person import CompetenceLevel

if TYPE_CHECKING:
    from collections.abc import Collection, Container

    from data.model.shift import Shift
    from solver.cpsat.model import Term
    from solver.formulation.roster_model import Pair, RosterModel
    from solver.problem_index import ProblemIndex


class Level(Protocol):
    """One level: something to minimise, in the model and in plain Python.

    Both halves give the same number: `terms` summed over a solution plus the constant part equals
    `value` of the roster, as far as the model holds free pairs. In a model of a neighbourhood the
    constant may leave out whatever the free pairs cannot change.
    """

    @property
    def name(self) -> str:
        """Name of the level, as results and screens show it."""

    def terms(self, roster: RosterModel) -> list[Term]:
        """Terms to minimise; auxiliary variables may be added to the model."""

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """The value of a whole roster, in plain Python."""


@dataclass(frozen=True)
class CoverageObjective:
    """Minutes of missing people on the posts of one priority.

    Parameters
    ----------
    priority
        Posts of this priority count.
    """

    priority: int

    @property
    def name(self) -> str:
        """Name of the level."""
        return f"coverage {self.priority}"

    def terms(self, roster: RosterModel) -> list[Term]:
        """Missing people times the length of each shift."""
        found: list[Term] = []
        for shift_id, cover in roster.cover.items():
            if cover.under is not None and self.counts(roster.index, shift_id):
                row = roster.index.row_of[shift_id]
                found.append((row.end - row.start, cover.under))
        return found

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """Uncovered minutes of a roster."""
        return self.value_among(index, pairs, index.row_of)

    def value_among(
        self, index: ProblemIndex, pairs: Collection[Pair], shifts: Container[str]
    ) -> int:
        """Uncovered minutes of some shifts only."""
        return sum(
            missing * (index.row_of[shift].end - index.row_of[shift].start)
            for shift, missing in missing_people(index, pairs).items()
            if self.counts(index, shift) and shift in shifts
        )

    def counts(self, index: ProblemIndex, shift_id: str) -> bool:
        """Whether a shift is of a post of this priority."""
        shift = index.problem.shift_by_id[shift_id]
        return index.problem.post_by_id[shift.post].priority == self.priority


def coverage_levels(index: ProblemIndex) -> list[CoverageObjective]:
    """One level a priority, the most important first."""
    posts = {shift.post for shift in shifts_to_fill(index)}
    priorities = {index.problem.post_by_id[post].priority for post in posts}
    return [CoverageObjective(priority) for priority in sorted(priorities)]


def missing_people(index: ProblemIndex, pairs: Collection[Pair]) -> dict[str, int]:
    """Per shift that is not full: how many qualified people are missing."""
    present: dict[str, int] = {}
    for pair in pairs:
        if index.competence_levels.get(pair) is not CompetenceLevel.TRAINEE:
            present[pair[1]] = present.get(pair[1], 0) + 1
    missing = {s.id: s.required - present.get(s.id, 0) for s in shifts_to_fill(index)}
    return {shift: count for shift, count in missing.items() if count > 0}


def shifts_to_fill(index: ProblemIndex) -> list[Shift]:
    """The shifts that somebody is rostered on: nobody is obliged to take an open call."""
    row_of = index.row_of
    return [s for s in index.problem.shifts if row_of[s.id].kind is not DutyKind.OPEN_CALL]
