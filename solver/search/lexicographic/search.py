"""What the levels share: the formulations of the model, the time, the judge."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.result import LevelReport
from solver.cpsat.engine import Answer, Deadline, Interrupt, Search, Stop, solve
from solver.cpsat.engine import Progress as Report
from solver.cpsat.model import TRUE, Model
from solver.diagnosis.judge import violations_of
from solver.formulation.roster_model import Formulation, Pair, RosterModel
from solver.objective.level import CoverageObjective, Level
from solver.objective.quality import QualityObjective
from solver.options import Progress, ProgressEvent, SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.base import Family, Rule
from solver.search.lexicographic.formulation_model import FormulationModel

if TYPE_CHECKING:
    from data.model.result import Violation
    from solver.objective.share import Sharing


@dataclass
class SolveState:
    """The roster of a pool, and how far each level came.

    Attributes
    ----------
    pairs
        The roster: pairs of person and shift.
    reports
        One per level.
    stopped
        The user asked for the end.
    """

    pairs: frozenset[Pair] = frozenset()
    reports: list[LevelReport] = field(default_factory=list)
    stopped: bool = False


class Incumbent:
    """The best roster that is known, whichever search found it; safe to use from many threads.

    Attributes
    ----------
    pairs
        A legal roster.
    values
        Its value on each level.
    """

    def __init__(
        self, index: ProblemIndex, levels: Sequence[Level], pairs: frozenset[Pair]
    ) -> None:
        self._index, self._levels, self._lock = index, levels, threading.Lock()
        self.pairs, self.values = pairs, self._value(pairs)

    def _value(self, pairs: frozenset[Pair]) -> tuple[int, ...]:
        return tuple(level.value(self._index, pairs) for level in self._levels)

    def offer(self, pairs: frozenset[Pair]) -> bool:
        """Take a legal roster if it is better, level by level; whether it was."""
        values = self._value(pairs)
        with self._lock:
            if values >= self.values:
                return False
            self.pairs, self.values = pairs, values
            return True


@dataclass
class Best:
    """A handle by which another thread reads the best roster so far of a running solve."""

    _incumbents: list[Incumbent] = field(default_factory=list)

    def watch(self, incumbent: Incumbent) -> None:
        """Take the roster of another pool into account."""
        self._incumbents.append(incumbent)

    def pairs(self) -> frozenset[Pair]:
        """Who does what in it."""
        return frozenset[Pair]().union(*(one.pairs for one in list(self._incumbents)))


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
    walkers
        How many improve the roster side by side, beside the proofs.
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
    walkers: int = 1

    def begin(self, seconds: float) -> None:
        """Search for so many seconds from now."""
        self.started, self.options = time.monotonic(), replace(self.options, seconds=seconds)

    @cached_property
    def relaxation(self) -> FormulationModel:
        """The formulation that gives bounds."""
        return self._formulation(Formulation.RELAXATION)

    @cached_property
    def restriction(self) -> FormulationModel:
        """The formulation that gives rosters."""
        return self._formulation(Formulation.RESTRICTION)

    def _formulation(self, formulation: Formulation) -> FormulationModel:
        return FormulationModel(self.index, self.rules, self.open, formulation, self.deadline)

    @cached_property
    def deadline(self) -> Interrupt | None:
        """What ends the writing of a model when the time is up."""
        if self.options.reproducible:
            return self.stop
        return Deadline(self.started + self.options.seconds, self.stop)

    @property
    def formulations(self) -> list[FormulationModel]:
        """Both formulations; each is written when it is first needed."""
        return [self.relaxation, self.restriction]

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

        Not so under the general rules of the field, which also ask for a least amount of work; and
        who may serve only beside another keeps all of their duties.
        """
        by_field = any(rule.family is Family.GENERAL for rule in self.rules)
        if by_field or not isinstance(first, CoverageObjective):
            return self.free
        paired = self.index.pairings_of
        return [
            pair for pair in self.free if first.counts(self.index, pair[1]) or pair[0] in paired
        ]

    def bound_objective(self, level: Level, value: int) -> None:
        """Later levels may not give up this value."""
        for model in self.formulations:
            model.bound_objective(level, value)

    def tell(self, level: Level, objective: int, bound: int) -> None:
        """Say how far a level is."""
        if self.progress:
            seconds = time.monotonic() - self.started
            self.progress(ProgressEvent(level.name, objective, bound, seconds))

    def illegal(self, pairs: frozenset[Pair]) -> list[Violation]:
        """What a roster breaks that the fixed input does not."""
        people = {pair[0] for pair in self.free}
        return violations_of(self.index, self.rules, pairs, people)

    @property
    def sharing(self) -> Sharing | None:
        """Who should carry how much, if a level asks."""
        qualities = [level for level in self.levels if isinstance(level, QualityObjective)]
        return qualities[0].fairness.sharing if qualities else None

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
