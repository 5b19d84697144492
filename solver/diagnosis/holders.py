"""Who holds the function of a shift, and what keeps somebody from it at that moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.person import CompetenceLevel
from solver.timeline.rows import collides

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from data.model.shift import Shift
    from solver.diagnosis.judge import Pair
    from solver.problem_index import ProblemIndex
    from solver.timeline.rows import Row


def holders(index: ProblemIndex, shift: Shift, pairs: Collection[Pair]) -> list[str]:
    """Ids of everybody with a competence for a shift, valid or not, who is not on it yet."""
    return [p for p in index.holders[shift.post] if (p, shift.id) not in pairs]


def was_ever_qualified(index: ProblemIndex, person: str, shift: Shift) -> bool:
    """Whether somebody was or will be qualified for a shift of this post at some time."""
    problem = index.problem
    held = problem.competences_of(person, problem.post_by_id[shift.post].function)
    return any(c.level is CompetenceLevel.QUALIFIED for c in held)


def collisions(rows: Iterable[Row], row: Row) -> list[Row]:
    """The rows that share a moment with a shift and exclude it."""
    return [other for other in rows if other.shift != row.shift and collides(row, other)]


def missing(index: ProblemIndex, pairs: Collection[Pair], shift: Shift) -> int:
    """How many people a shift lacks; only who is qualified all through it fills a place."""
    qualified = [
        p
        for p, s in pairs
        if s == shift.id and index.competence_levels.get((p, s)) is CompetenceLevel.QUALIFIED
    ]
    return max(0, shift.required - len(qualified))
