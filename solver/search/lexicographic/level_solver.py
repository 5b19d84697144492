"""One level: from the roster of the level above to one that is better on this one."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from data.model.errors import BrokenResult
from solver.cpsat.engine import SearchOutcome, Stopped
from solver.formulation.roster_model import Formulation, Pair
from solver.objective.level import Level
from solver.options import ProgressEvent
from solver.search.lexicographic.search import (
    Hint,
    LexicographicSearch,
    SolveState,
    hint_of,
    level_report,
)
from solver.search.neighbourhood import NeighbourhoodSearch

if TYPE_CHECKING:
    from data.model.result import LevelReport
    from solver.cpsat.engine import Answer
    from solver.cpsat.engine import Progress as Report
    from solver.search.lexicographic.formulation_model import FormulationModel


@dataclass
class LevelSolver(ABC):
    """What all levels do; `_search` says in which order.

    Attributes
    ----------
    share_of_rest
        Of the time that is left, what the level may take if others follow.
    slack
        Gap at which it gives way to the next, as a share of its value.
    bound, best
        Proven, and found; without `offset`.
    offset
        What of the value no free pair can change.
    relaxed_roster
        A better roster that only the relaxation allows.
    exhausted
        The relaxation was solved to the end.
    """

    share_of_rest: ClassVar[float]
    slack: ClassVar[float]

    search: LexicographicSearch
    level: Level
    state: SolveState
    levels_after: int
    began: float = field(default_factory=time.monotonic)
    bound: int = 0
    best: int = 0
    offset: int = 0
    relaxed_roster: frozenset[Pair] = frozenset()
    exhausted: bool = False

    def solve(self) -> LevelReport:
        """Search as long as this level may; what was found is kept."""
        search = self.search
        self.state.stopped |= search.asked_to_stop
        if search.left <= 0 or self.state.stopped:
            return self._unsearched()
        try:
            return self._searched()
        except Stopped:
            self.state.stopped = True
            return self._unsearched()

    def _searched(self) -> LevelReport:
        search = self.search
        budget = search.left * (self.share_of_rest if self.levels_after else 1)
        self.best = self._value(self.state.pairs)
        self._tell()
        if self.best > 0:
            self._search(budget, search.spent + budget)
        self.state.stopped |= search.asked_to_stop
        search.bound_objective(self.level, self.best)
        self._tell()
        whole = self.best + self.offset
        short = max(0, self.best - self.bound)
        return level_report(self.level.name, whole, whole - short, time.monotonic() - self.began)

    @property
    @abstractmethod
    def _valued_by(self) -> FormulationModel:
        """The formulation that holds the rosters of this level."""

    @abstractmethod
    def _search(self, budget: float, until: float) -> None:
        """Better `best`, `bound` and the roster."""

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to gain, or next to nothing."""
        return self.best <= self._floor

    @property
    def _floor(self) -> int:
        """The value that is good enough."""
        return self.bound + int(self.slack * (self.best + self.offset))

    def _unsearched(self) -> LevelReport:
        """No time: the roster of the level above, of which only "not below nothing" is known."""
        whole = self.level.value(self.search.index, self.state.pairs)
        return level_report(self.level.name, whole, 0, time.monotonic() - self.began)

    def _value(self, pairs: frozenset[Pair]) -> int:
        """The value of a roster as the models count it: without what no free pair can change."""
        model = self._valued_by
        answer = model.complete(pairs, self.search.options.seed)
        if answer.objective is None:
            model.formulation = Formulation.EXACT
            model.rewrite()
            answer = model.complete(pairs, self.search.options.seed)
        if answer.objective is None:
            raise BrokenResult([f"the model of {self.level.name} does not hold a legal roster"])
        self.offset = self.level.value(self.search.index, pairs) - answer.objective
        return answer.objective

    def _raise_bound(self, seconds: float) -> None:
        """Search the relaxation; what it finds is taken if it happens to be legal."""
        search, model = self.search, self.search.relaxation
        hint: Hint = hint_of(model.roster, self.state.pairs) if self.state.reports else {}
        tell = self._teller(bound_only=True)
        answer = search.solve(model.roster.model, seconds, hint, tell)
        self.bound = max(self.bound, answer.bound or 0)
        self.exhausted = answer.outcome is SearchOutcome.OPTIMAL
        if not answer.values or answer.objective is None or answer.objective >= self.best:
            return
        found = model.found(answer)
        broken = search.illegal(found)
        if broken:
            model.refuse_exact(broken)
            self.relaxed_roster = found
        else:
            self._take(found)

    def _take(self, pairs: frozenset[Pair]) -> None:
        """Go on with a better roster; a search may have valued it a little too high."""
        self.state.pairs, self.state.hinted = pairs, False
        self.best = self.level.value(self.search.index, pairs) - self.offset

    def _walk(self, until: float) -> None:
        """Improve the roster piece by piece, under the exact rules."""
        search, model = self.search, self.search.exact
        if self.is_done or search.spent >= until:
            return
        answer = model.complete(self.state.pairs, search.options.seed)
        if not answer.values or not model.roster.model.objective:
            return
        walk = self._search_from(model, answer)
        tell = self._teller(bound_only=False)
        seconds = until - search.spent
        self.state.under_way = lambda: model.roster.pairs_of(walk.snapshot())
        search.effort += walk.run(seconds, self._floor, tell and (lambda v: tell(v, None)))
        self.state.under_way = None
        found = model.roster.pairs_of(walk.holds)
        model.refuse_exact(search.illegal(found))
        self._take(found)

    def _search_from(self, model: FormulationModel, answer: Answer) -> NeighbourhoodSearch:
        """A search from the roster as it stands."""
        return NeighbourhoodSearch(
            model.roster,
            np.array(answer.values[1:], np.int64),
            seed=self.search.options.seed,
            reproducible=self.search.options.reproducible,
            stop=self.search.stop,
        )

    def _tell(self) -> None:
        """Say where the level stands, when it begins and when it is over."""
        if tell := self._teller(bound_only=False):
            tell(self.best, None)

    def _teller(self, *, bound_only: bool) -> Report | None:
        progress = self.search.progress
        if progress is None:
            return None

        def tell(objective: int | None, bound: int | None) -> None:
            known = max(self.bound, bound or 0) if bound_only else self.bound
            best = None if bound_only else objective
            seconds = time.monotonic() - self.search.started
            progress(
                ProgressEvent(self.level.name, self.best if best is None else best, known, seconds)
            )

        return tell
