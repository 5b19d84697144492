"""The state of a search: the roster so far, and how far each level came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from data.model.result import LevelReport
from solver.formulation.roster_model import Pair


@dataclass
class SolveState:
    """The roster so far, and how far each level came.

    Attributes
    ----------
    pairs
        The roster: pairs of person and shift.
    reports
        One per level.
    stopped
        The user asked for the end.
    hinted
        The roster is still the one that was given to start from.
    under_way
        The roster of a search that goes on, better than `pairs`.
    """

    pairs: frozenset[Pair] = frozenset()
    reports: list[LevelReport] = field(default_factory=list)
    stopped: bool = False
    hinted: bool = False
    under_way: Callable[[], frozenset[Pair]] | None = None


@dataclass
class Best:
    """A handle by which another thread reads the best roster so far of a running solve."""

    _states: list[SolveState] = field(default_factory=list)

    def watch(self, state: SolveState) -> None:
        """Take the roster of another pool into account."""
        self._states.append(state)

    def pairs(self) -> frozenset[Pair]:
        """Who does what in it; checked by no rule yet, so something to start from, not to use."""
        found: frozenset[Pair] = frozenset()
        for state in list(self._states):
            found |= state.under_way() if state.under_way else state.pairs
        return found


def level_report(name: str, objective: int, bound: int, seconds: float) -> LevelReport:
    """The report of a level from its value and the bound that was proven."""
    bound = min(bound, objective)
    return LevelReport(
        name=name,
        objective=objective,
        bound=bound,
        gap=(objective - bound) / max(1, abs(objective)),
        proven=bound >= objective,
        seconds=round(seconds, 3),
    )
