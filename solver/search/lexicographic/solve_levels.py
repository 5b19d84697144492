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


def solve_levels(search: LexicographicSearch) -> SolveState:
    """Solve all levels, from the roster that is given or from what is fixed."""
    found = SolveState(search.start or frozenset(search.index.pinned), hinted=bool(search.start))
    if search.best:
        search.best.watch(found)
    for place, level in enumerate(search.levels):
        search.enter(level, place)
        after = len(search.levels) - place - 1
        solver: LevelSolver = (
            CoverageLevelSolver(search, level, found, after)
            if isinstance(level, CoverageObjective)
            else LowerLevelSolver(search, level, found, after)
        )
        found.reports.append(solver.solve())
    return found
