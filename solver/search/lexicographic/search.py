"""What the levels share: the formulations of the model, the time, the judge."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.result import LevelReport
from solver.cpsat.engine import Answer, Search, Stop, solve
from solver.cpsat.engine import Progress as Report
from solver.cpsat.model import TRUE, Model
from solver.diagnosis.judge import new_violations, violations
from solver.formulation.roster_model import Formulation, Pair, RosterModel
from solver.objective.level import CoverageObjective, Level
from solver.options import Progress, SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.base import Family, Rule
from solver.search.lexicographic.formulation_model import FormulationModel

if TYPE_CHECKING:
    from data.model.result import Violation


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


Hint = Mapping[int, int]  #: values by variable number to start from


@dataclass
class LexicographicSearch:
    """What the levels of one pool share.

    Attributes
    ----------
    free
        Pairs the search may decide.
    start
        A legal roster to start from; empty: none is known.
    open
        Those of them that it may decide on the level it stands on.
    effort
        Seconds so far as the engine counts them in its own steps.
    """

    index: ProblemIndex
    rules: Sequence[Rule]
    levels: Sequence[Level]
    free: Sequence[Pair]
    options: SolveOptions
    progress: Progress | None = None
    stop: Stop | None = None
    start: frozenset[Pair] = frozenset()
    best: Best | None = None
    started: float = field(default_factory=time.monotonic)
    effort: float = 0.0
    open: Sequence[Pair] = ()

    @cached_property
    def relaxation(self) -> FormulationModel:
        """The formulation that gives bounds."""
        return self._formulation(Formulation.RELAXATION)

    @cached_property
    def restriction(self) -> FormulationModel:
        """The formulation that gives rosters."""
        return self._formulation(Formulation.RESTRICTION)

    @cached_property
    def exact(self) -> FormulationModel:
        """The formulation in which a roster is improved piece by piece."""
        return self._formulation(Formulation.EXACT)

    def _formulation(self, formulation: Formulation) -> FormulationModel:
        return FormulationModel(self.index, self.rules, self.open, formulation, self.stop)

    @property
    def formulations(self) -> list[FormulationModel]:
        """All formulations; each is written when it is first needed."""
        return [self.relaxation, self.restriction, self.exact]

    def enter(self, level: Level, place: int) -> None:
        """Let the search decide what a level is about, under the rules as it needs them."""
        self.open = self.free if place else self._free_for(level)
        for model in self.formulations:
            if len(model.free) != len(self.open):
                model.free = self.open
                model.rewrite()
            model.set_objective(level)

    def _free_for(self, first: Level) -> Sequence[Pair]:
        """Pairs that matter to the first level: duties of lower posts only stand in its way.

        Not so under the general rules of the field, which also ask for a least amount of work.
        """
        by_field = any(rule.family is Family.GENERAL for rule in self.rules)
        if by_field or not isinstance(first, CoverageObjective):
            return self.free
        return [pair for pair in self.free if first.counts(self.index, pair[1])]

    def bound_objective(self, level: Level, value: int) -> None:
        """Later levels may not give up this value."""
        for model in self.formulations:
            model.bound_objective(level, value)

    def illegal(self, pairs: frozenset[Pair]) -> list[Violation]:
        """What a roster breaks that the fixed input does not."""
        people = {pair[0] for pair in self.free}
        mine = [pair for pair in pairs if pair[0] in people]
        pinned = [pair for pair in self.index.pinned if pair[0] in people]
        return new_violations(
            violations(self.index, self.rules, mine), violations(self.index, self.rules, pinned)
        )

    @property
    def asked_to_stop(self) -> bool:
        """Whether the user wants the best so far."""
        return bool(self.stop and self.stop.asked)

    @property
    def spent(self) -> float:
        """Seconds so far; in reproducible mode those that the engine counts in its own steps."""
        return self.effort if self.options.reproducible else time.monotonic() - self.started

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.options.seconds - self.spent

    def solve(
        self,
        model: Model,
        seconds: float,
        hint: Hint,
        progress: Report | None = None,
        *,
        floor: int = 0,
        gap: float = 0.0,
    ) -> Answer:
        """Search a model for some seconds, down to a bound that is known or to a gap."""
        limits = Search(
            seconds=seconds,
            workers=self.options.workers,
            seed=self.options.seed,
            reproducible=self.options.reproducible,
            relative_gap=gap,
        )
        answer = solve(model, limits, hint=hint, progress=progress, stop=self.stop, floor=floor)
        self.effort += answer.effort
        return answer


def hint_of(roster: RosterModel, pairs: frozenset[Pair]) -> Hint:
    """A roster as values to start from."""
    return {
        literal: int(pair in pairs) for pair, literal in roster.literals.items() if literal != TRUE
    }
