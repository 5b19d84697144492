"""Up the rungs of one pool, from the highest to the lowest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.ladder.coverage_rung import CoverageRung
from solver.ladder.lower_rung import LowerRung
from solver.ladder.report import Climb
from solver.objective.coverage import Coverage

if TYPE_CHECKING:
    from solver.ladder.ladder import Ladder
    from solver.ladder.rung import Rung


def climb(ladder: Ladder) -> Climb:
    """Solve all rungs, from the roster that is given or from what is settled."""
    found = Climb(ladder.start or frozenset(ladder.setting.pinned), hinted=bool(ladder.start))
    if ladder.best:
        ladder.best.watch(found)
    for index, stage in enumerate(ladder.stages):
        ladder.enter(stage, index)
        after = len(ladder.stages) - index - 1
        rung: Rung = (
            CoverageRung(ladder, stage, found, after)
            if isinstance(stage, Coverage)
            else LowerRung(ladder, stage, found, after)
        )
        found.reports.append(rung.solve())
    return found
