"""One level: how good any roster can be on it, and, on the way, better rosters.

A bound comes from the relaxation. A roster that the relaxation finds and that is legal after all is
as good as can be; one that is not shows which rules must be written exactly.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.person import CompetenceLevel
from data.model.result import LevelReport
from solver.cpsat.engine import SearchOutcome, Stopped
from solver.formulation.roster_model import Pair
from solver.objective.level import CoverageObjective, Level, missing_people
from solver.search.lexicographic.search import (
    Hint,
    Incumbent,
    LexicographicSearch,
    hint_of,
)

if TYPE_CHECKING:
    from solver.cpsat.engine import Progress as Report

SHARE_OF_REST = 0.5  #: of the time that is left, what a level of coverage may take
SHARE_OF_BOUND = 0.5  #: of a level's time, what the relaxation may take
SHARE_OF_ATTEMPT = 0.15  #: what asking for a roster at the bound may take
MOST_CORRECTIONS = 5  #: times that a roster may turn out illegal and its rules be written exactly


@dataclass
class LevelProver:
    """Raises the bound of one level, given the values of those above.

    Attributes
    ----------
    incumbent
        The best roster that any search of the pool knows.
    until
        When the proofs end, in the seconds that the search counts.
    bound
        Proven, in the level's own unit.
    relaxed_roster
        A better roster that only the relaxation allows.
    exhausted
        The relaxation was solved to the end.
    """

    search: LexicographicSearch
    level: Level
    place: int
    incumbent: Incumbent
    until: float
    began: float = field(default_factory=time.monotonic)
    bound: int = 0
    relaxed_roster: frozenset[Pair] = frozenset()
    exhausted: bool = False

    def prove(self) -> None:
        """Search as long as this level may; a better roster goes to the incumbent."""
        search = self.search
        self.bound = self.offset if self._is_coverage else 0
        self._tell()
        if not self.is_held:
            return
        budget = (self.until - search.spent) * (SHARE_OF_REST if self._is_coverage else 1)
        if not self.is_done and budget > 0 and not search.asked_to_stop:
            with suppress(Stopped):
                self._search(budget, search.spent + budget)
        self._tell()

    @property
    def best(self) -> int:
        """The value of the best roster that is known."""
        return self.incumbent.values[self.place]

    @property
    def report(self) -> LevelReport:
        """How far the level came."""
        return LevelReport.of(self.level.name, self.best, self.bound, time.monotonic() - self.began)

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to gain."""
        return self.best <= self.bound

    @property
    def _is_coverage(self) -> bool:
        return isinstance(self.level, CoverageObjective)

    @cached_property
    def offset(self) -> int:
        """What of the value no free pair can change, and the models therefore do not hold."""
        index, level = self.search.index, self.level
        if isinstance(level, CoverageObjective):
            levels = index.competence_levels
            may = {s for p, s in self.search.free if levels[p, s] is CompetenceLevel.QUALIFIED}
            missing = missing_people(index, index.pinned)
            return level.value_among(index, index.pinned, missing.keys() - may)
        return 0 if self._modelled is None else self._modelled

    @property
    def is_held(self) -> bool:
        """Whether the models hold the best roster that is known.

        Where the past breaks a rule they are stricter than its check, and may not.
        """
        return self._is_coverage or self._modelled is not None

    @cached_property
    def _modelled(self) -> int | None:
        """The difference between the value of the best roster and what the models count of it."""
        pairs = self.incumbent.pairs
        answer = self.search.relaxation.complete(pairs, self.search.options.seed)
        if answer.objective is None:
            return None
        return self.level.value(self.search.index, pairs) - answer.objective

    def _search(self, budget: float, until: float) -> None:
        self._raise_bound(budget * SHARE_OF_BOUND if self._is_coverage else budget)
        if self._is_coverage and not self.is_done:
            if self.bound < self.best:
                self._attain(budget * SHARE_OF_ATTEMPT)
            self._improve(until)
        self._close(until)

    def _raise_bound(self, seconds: float) -> None:
        """Search the relaxation; what it finds is taken if it happens to be legal."""
        search, model = self.search, self.search.relaxation
        hint: Hint = hint_of(model.roster, self.incumbent.pairs)
        answer = search.solve(model.roster.model, seconds, hint, self._teller())
        self.bound = max(self.bound, (answer.bound or 0) + self.offset)
        self.exhausted = answer.outcome is SearchOutcome.OPTIMAL
        if (
            not answer.values
            or answer.objective is None
            or answer.objective + self.offset >= self.best
        ):
            return
        found = model.found(answer)
        broken = search.illegal(found)
        if broken:
            model.refuse_exact(broken)
            self.relaxed_roster = found
        else:
            self.incumbent.offer(found)

    def _attain(self, seconds: float) -> None:
        """Ask for a roster at the bound itself: a question that is answered sooner than "best"."""
        search, model = self.search, self.search.restriction
        wanted = max(self.bound - self.offset, model.roster.model.least_objective)
        hint = hint_of(model.roster, self.relaxed_roster or self.incumbent.pairs)
        answer = search.solve(model.roster.model.within(wanted), seconds, hint)
        if answer.values:
            found = model.found(answer)
            if not search.illegal(found):
                self.incumbent.offer(found)

    def _improve(self, until: float) -> None:
        """Search the restriction; a roster that is illegal after all makes its rules exact."""
        search, model = self.search, self.search.restriction
        for _ in range(MOST_CORRECTIONS):
            seconds = until - search.spent
            if self.is_done or seconds <= 0 or search.asked_to_stop:
                return
            hint = hint_of(model.roster, self.relaxed_roster or self.incumbent.pairs)
            floor = self.bound - self.offset
            answer = search.solve(model.roster.model, seconds, hint, floor=floor)
            if not answer.values or answer.objective is None:
                return
            if answer.objective + self.offset >= self.best:
                return
            found = model.found(answer)
            broken = search.illegal(found)
            if not broken:
                self.incumbent.offer(found)
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

    def _tell(self) -> None:
        """Say where the level stands, when it begins and when it is over."""
        self.search.tell(self.level, self.best, self.bound)

    def _teller(self) -> Report | None:
        """What the engine calls with its bounds."""

        def tell(_objective: int | None, bound: int | None) -> None:
            known = self.bound if bound is None else max(self.bound, bound + self.offset)
            self.search.tell(self.level, self.best, known)

        return tell if self.search.progress else None
