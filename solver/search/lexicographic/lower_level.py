"""A level below coverage: bound by the relaxation, its roster made legal, then piece by piece."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.search.lexicographic.level_solver import LevelSolver
from solver.search.lexicographic.search import hint_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.search.lexicographic.formulation_model import FormulationModel

SHARE_OF_LOWER_BOUND = 0.6  #: of a level's time, what the relaxation may take
SHARE_OF_REPAIR = 0.4  #: of what is left then, what making its roster legal may take
MORE_PEOPLE = 2  #: at a time, beside those whose shifts are illegal, whose shifts may change


@dataclass
class LowerLevelSolver(LevelSolver):
    """Fairness, or wishes and patterns."""

    share_of_rest = 0.8
    slack = 0.003

    @property
    def _valued_by(self) -> FormulationModel:
        return self.search.exact

    def _search(self, budget: float, until: float) -> None:
        self._raise_bound(budget * SHARE_OF_LOWER_BOUND)
        if self.relaxed_roster:
            self._repair(self.search.spent + (until - self.search.spent) * SHARE_OF_REPAIR)
        self._walk(until)

    def _repair(self, until: float) -> None:
        """Make the roster of the relaxation legal: only a few people's shifts may change."""
        search, model = self.search, self.search.exact
        hint = hint_of(model.roster, self.relaxed_roster)
        tell = self._teller(bound_only=True)
        for people in self._to_repair():
            seconds = until - search.spent
            if seconds <= 0 or search.asked_to_stop:
                return
            loose = [pair for pair in search.free if pair[0] in people]
            near = model.fix(self.relaxed_roster, loose=loose)
            answer = search.solve(near, seconds, hint, tell, gap=self.slack)
            if answer.values and answer.objective is not None and answer.objective < self.best:
                found = model.found(answer)
                model.refuse_exact(search.illegal(found))
                self._take(found)
                return

    def _to_repair(self) -> Iterator[set[str]]:
        """Those whose shifts are illegal, and more and more who can take shifts of theirs."""
        search = self.search
        broken = {violation.person for violation in search.illegal(self.relaxed_roster)}
        shifts = {shift for person, shift in self.relaxed_roster if person in broken}
        others = sorted({p for p, shift in search.free if shift in shifts} - broken)
        random.Random(search.options.seed).shuffle(others)
        for more in range(MORE_PEOPLE, len(others) + MORE_PEOPLE, MORE_PEOPLE):
            yield broken | set(others[:more])
