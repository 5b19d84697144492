"""A level of coverage: bound by the relaxed form, roster by the tight one, until they meet."""

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

SHARE_OF_BOUND = 0.5  #: of a level's time, what the relaxed form may take
SHARE_OF_ATTEMPT = 0.15  #: what asking for a roster at the bound may take
SHARE_OF_WALK = 0.2  #: what neighbourhoods get where the forms part
FILL_SECONDS = 5  #: for filling what is plainly free, where coverage is not proven
MOST_CORRECTIONS = 5  #: times that a roster of the tight form may turn out illegal


@dataclass
class CoverageLevelSolver(LevelSolver):
    """Uncovered time of the posts of one priority."""

    stage: CoverageObjective

    share_of_rest = 0.5
    slack = 0.0

    @property
    def _valued_by(self) -> FormulationModel:
        return self.ladder.tight

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
        """As plain Python counts it where a roster was given: the tight form need not hold it."""
        if not self.climb.hinted:
            return super()._value(pairs)
        setting, cover = self.ladder.setting, self.ladder.tight.roster.cover
        value = sum(
            missing * (setting.row_of[shift].end - setting.row_of[shift].start)
            for shift, missing in missing_people(setting, pairs).items()
            if self.stage.counts(setting, shift)
            and shift in cover
            and cover[shift].under is not None
        )
        self.offset = self.stage.value(setting, pairs) - value
        return value

    def _attain(self, seconds: float) -> None:
        """Ask for a roster at the bound itself: a question that is answered sooner than "best"."""
        ladder, side = self.ladder, self.ladder.tight
        bound = max(self.bound, side.roster.model.least_objective)
        hint = hint_of(side.roster, self.dream or self.climb.pairs)
        answer = ladder.search(side.roster.model.within(bound), seconds, hint)
        if answer.values:
            found = side.found(answer)
            if not ladder.illegal(found):
                self._take(found)
                self.bound = bound

    def _improve(self, until: float) -> None:
        """Search the tight form; a roster that is illegal after all makes its rules exact."""
        ladder, side = self.ladder, self.ladder.tight
        for _ in range(MOST_CORRECTIONS):
            seconds = until - ladder.spent
            if self.is_done or seconds <= 0 or ladder.asked_to_stop:
                return
            hint = hint_of(side.roster, self.dream or self.climb.pairs)
            tell = self._teller(bound_only=False)
            answer = ladder.search(side.roster.model, seconds, hint, tell, floor=self.bound)
            if not answer.values or answer.objective is None or answer.objective >= self.best:
                return
            found = side.found(answer)
            broken = ladder.illegal(found)
            if not broken:
                self._take(found)
                return
            side.own_up(broken)
            side.hold({(violation.rule, violation.person) for violation in broken})

    def _close(self, until: float) -> None:
        """While the two forms leave a gap: hold the relaxed one to what its best roster breaks."""
        ladder, side = self.ladder, self.ladder.relaxed
        for _ in range(MOST_CORRECTIONS):
            seconds = until - ladder.spent
            done = self.is_done or seconds <= 0 or ladder.asked_to_stop
            if done or not self.dream or not self.exhausted:
                return
            side.hold(
                {(violation.rule, violation.person) for violation in ladder.illegal(self.dream)}
            )
            self.dream = frozenset()
            self._raise_bound(seconds)

    def _fill(self) -> None:
        """Leave no shift open that somebody can plainly take."""
        ladder, roster = self.ladder, self.climb.pairs
        if self.is_done or ladder.asked_to_stop:
            return
        until = inf if ladder.options.reproducible else time.monotonic() + FILL_SECONDS
        more = fill(ladder.setting, ladder.rules, roster, ladder.free, until)
        if more != roster and not ladder.illegal(more):
            self._take(more)
