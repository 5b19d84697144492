"""A level of coverage: bound by the relaxation, roster by the restriction, until they meet."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from solver.objective.coverage import CoverageObjective, missing_people
from solver.search.feasible import fill
from solver.search.lexicographic.level_solver import LevelSolver
from solver.search.lexicographic.search import hint_of

if TYPE_CHECKING:
    from solver.formulation.roster_model import Pair
    from solver.search.lexicographic.formulation_model import FormulationModel

SHARE_OF_BOUND = 0.5  #: of a level's time, what the relaxation may take
SHARE_OF_ATTEMPT = 0.15  #: what asking for a roster at the bound may take
SHARE_OF_WALK = 0.2  #: what neighbourhoods get where the formulations part
FILL_SECONDS = 5  #: for filling what is plainly free, where coverage is not proven
MOST_CORRECTIONS = 5  #: times that a roster of the restriction may turn out illegal


@dataclass
class CoverageLevelSolver(LevelSolver):
    """Uncovered time of the posts of one priority."""

    level: CoverageObjective

    share_of_rest = 0.5
    slack = 0.0

    @property
    def _valued_by(self) -> FormulationModel:
        return self.search.restriction

    def _search(self, budget: float, until: float) -> None:
        before_walk = until - budget * SHARE_OF_WALK
        self._attain(budget * SHARE_OF_ATTEMPT)
        if self.is_done:
            return
        self._raise_bound(budget * SHARE_OF_BOUND)
        if 0 < self.bound < self.best:
            self._attain(budget * SHARE_OF_ATTEMPT)
        self._improve(before_walk)
        self._close(before_walk)
        self._fill()
        self._walk(until)

    def _value(self, pairs: frozenset[Pair]) -> int:
        """As plain Python counts it where a roster was given: the restriction need not hold it."""
        if not self.state.hinted:
            return super()._value(pairs)
        index, cover = self.search.index, self.search.restriction.roster.cover
        value = sum(
            missing * (index.row_of[shift].end - index.row_of[shift].start)
            for shift, missing in missing_people(index, pairs).items()
            if self.level.counts(index, shift) and shift in cover and cover[shift].under is not None
        )
        self.offset = self.level.value(index, pairs) - value
        return value

    def _attain(self, seconds: float) -> None:
        """Ask for a roster at the bound itself: a question that is answered sooner than "best"."""
        search, model = self.search, self.search.restriction
        bound = max(self.bound, model.roster.model.least_objective)
        hint = hint_of(model.roster, self.relaxed_roster or self.state.pairs)
        answer = search.solve(model.roster.model.within(bound), seconds, hint)
        if answer.values:
            found = model.found(answer)
            if not search.illegal(found):
                self._take(found)
                self.bound = bound

    def _improve(self, until: float) -> None:
        """Search the restriction; a roster that is illegal after all makes its rules exact."""
        search, model = self.search, self.search.restriction
        for _ in range(MOST_CORRECTIONS):
            seconds = until - search.spent
            if self.is_done or seconds <= 0 or search.asked_to_stop:
                return
            hint = hint_of(model.roster, self.relaxed_roster or self.state.pairs)
            tell = self._teller(bound_only=False)
            answer = search.solve(model.roster.model, seconds, hint, tell, floor=self.bound)
            if not answer.values or answer.objective is None or answer.objective >= self.best:
                return
            found = model.found(answer)
            broken = search.illegal(found)
            if not broken:
                self._take(found)
                return
            model.refuse_exact(broken)
            model.enforce_exact({(violation.rule, violation.person) for violation in broken})

    def _close(self, until: float) -> None:
        """While the two leave a gap: hold the relaxation to what its best roster breaks."""
        search, model = self.search, self.search.relaxation
        for _ in range(MOST_CORRECTIONS):
            seconds = until - search.spent
            done = self.is_done or seconds <= 0 or search.asked_to_stop
            if done or not self.relaxed_roster or not self.exhausted:
                return
            model.enforce_exact(
                {
                    (violation.rule, violation.person)
                    for violation in search.illegal(self.relaxed_roster)
                }
            )
            self.relaxed_roster = frozenset()
            self._raise_bound(seconds)

    def _fill(self) -> None:
        """Leave no shift open that somebody can plainly take."""
        search, roster = self.search, self.state.pairs
        if self.is_done or search.asked_to_stop:
            return
        until = inf if search.options.reproducible else time.monotonic() + FILL_SECONDS
        more = fill(search.index, search.rules, roster, search.free, until)
        if more != roster and not search.illegal(more):
            self._take(more)
