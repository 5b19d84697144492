"""The levels of one pool, solved from the highest to the lowest: coverage, then the others."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from solver.objective.level import CoverageObjective, missing_people
from solver.search.feasible import greedy_fill
from solver.search.lexicographic.level_solver import LevelSolver
from solver.search.lexicographic.search import SolveState, hint_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.formulation.roster_model import Pair
    from solver.search.lexicographic.formulation_model import FormulationModel
    from solver.search.lexicographic.search import LexicographicSearch

SHARE_OF_BOUND = 0.5  #: of a level's time, what the relaxation may take
SHARE_OF_ATTEMPT = 0.15  #: what asking for a roster at the bound may take
SHARE_OF_WALK = 0.2  #: what neighbourhoods get where the formulations part
FILL_SECONDS = 5  #: for filling what is plainly free, where coverage is not proven
MOST_CORRECTIONS = 5  #: times that a roster of the restriction may turn out illegal
SHARE_OF_LOWER_BOUND = 0.6  #: of a level's time, what the relaxation may take
SHARE_OF_REPAIR = 0.4  #: of what is left then, what making its roster legal may take
MORE_PEOPLE = 2  #: at a time, beside those whose shifts are illegal, whose shifts may change


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
        more = greedy_fill(search.index, search.rules, roster, search.free, until)
        if more != roster and not search.illegal(more):
            self._take(more)


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


def solve_levels(search: LexicographicSearch) -> SolveState:
    """Solve all levels, from the roster that is given or from what is fixed."""
    found = SolveState(search.start or frozenset(search.index.pinned), hinted=bool(search.start))
    if search.best:
        search.best.watch(found)
    for place, level in enumerate(search.levels):
        search.enter(level, place)
        after = len(search.levels) - place - 1
        solver: LevelSolver = (
            CoverageLevelSolver(search, level, found, after)
            if isinstance(level, CoverageObjective)
            else LowerLevelSolver(search, level, found, after)
        )
        found.reports.append(solver.solve())
    return found
