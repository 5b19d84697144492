"""A level below coverage: bound by the relaxed form, its roster made legal, then piece by piece."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.search.lexicographic.level_solver import LevelSolver
from solver.search.lexicographic.search import hint_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.search.lexicographic.formulation_model import FormulationModel

SHARE_OF_BOUND = 0.6  #: of a level's time, what the relaxed form may take
SHARE_OF_MENDING = 0.4  #: of what is left then, what making its roster legal may take
MORE_PEOPLE = 2  #: at a time, beside those whose shifts are illegal, whose shifts may change


@dataclass
class LowerLevelSolver(LevelSolver):
    """Fairness, or wishes and patterns."""

    share_of_rest = 0.8
    slack = 0.003

    @property
    def _valued_by(self) -> FormulationModel:
        return self.ladder.exact

    def _search(self, budget: float, until: float) -> None:
        self._raise_bound(budget * SHARE_OF_BOUND)
        if self.dream:
            self._mend(self.ladder.spent + (until - self.ladder.spent) * SHARE_OF_MENDING)
        self._walk(until)

    def _mend(self, until: float) -> None:
        """Make the roster of the relaxed form legal: only a few people's shifts may change."""
        ladder, side = self.ladder, self.ladder.exact
        hint = hint_of(side.roster, self.dream)
        tell = self._teller(bound_only=True)
        for people in self._to_mend():
            seconds = until - ladder.spent
            if seconds <= 0 or ladder.asked_to_stop:
                return
            model = side.settled(self.dream, loose=[p for p in ladder.free if p[0] in people])
            answer = ladder.search(model, seconds, hint, tell, gap=self.slack)
            if answer.values and answer.objective is not None and answer.objective < self.best:
                found = side.found(answer)
                side.own_up(ladder.illegal(found))
                self._take(found)
                return

    def _to_mend(self) -> Iterator[set[str]]:
        """Those whose shifts are illegal, and more and more who can take shifts of theirs."""
        ladder = self.ladder
        broken = {violation.person for violation in ladder.illegal(self.dream)}
        shifts = {shift for person, shift in self.dream if person in broken}
        others = sorted({p for p, shift in ladder.free if shift in shifts} - broken)
        random.Random(ladder.options.seed).shuffle(others)
        for more in range(MORE_PEOPLE, len(others) + MORE_PEOPLE, MORE_PEOPLE):
            yield broken | set(others[:more])
