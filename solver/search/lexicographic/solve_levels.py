"""Up the levels of one pool, from the highest to the lowest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.objective.coverage import CoverageObjective
from solver.search.lexicographic.coverage_level import CoverageLevelSolver
from solver.search.lexicographic.lower_level import LowerLevelSolver
from solver.search.lexicographic.state import SolveState

if TYPE_CHECKING:
    from solver.search.lexicographic.level_solver import LevelSolver
    from solver.search.lexicographic.search import LexicographicSearch


def solve_levels(ladder: LexicographicSearch) -> SolveState:
    """Solve all levels, from the roster that is given or from what is settled."""
    found = SolveState(ladder.start or frozenset(ladder.setting.pinned), hinted=bool(ladder.start))
    if ladder.best:
        ladder.best.watch(found)
    for index, stage in enumerate(ladder.stages):
        ladder.enter(stage, index)
        after = len(ladder.stages) - index - 1
        level: LevelSolver = (
            CoverageLevelSolver(ladder, stage, found, after)
            if isinstance(stage, CoverageObjective)
            else LowerLevelSolver(ladder, stage, found, after)
        )
        found.reports.append(level.solve())
    return found
