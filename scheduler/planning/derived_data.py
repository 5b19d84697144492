"""What was derived from a problem, kept in memory: the next edit of its roster needs the same.

A problem never changes once it is kept, so nothing worked out of it can grow stale. Only the last
few are kept, for all who work in this process together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from data.i18n.language import LANGUAGES
from data.model.fairness import FairShares
from data.model.problem import RosterProblem
from data.store import problems, rosters
from scheduler.cache import Cache
from solver.diagnosis.person_costs import PersonCosts
from solver.diagnosis.roster_health import roster_health
from solver.objective.quality import QualityObjective
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.roster_health import RosterHealth
    from data.model.ruleset import Ruleset
    from data.model.shift import Shift
    from solver.formulation.roster_model import Pair
    from solver.rules.base import Rule

MOST = 6  #: a problem of a region and what is worked out of it take some tens of megabytes


@dataclass(frozen=True)
class DerivedData:
    """A problem, with what judging a roster of it needs again and again."""

    problem: RosterProblem

    @cached_property
    def index(self) -> ProblemIndex:
        """The problem as the rules see it."""
        return ProblemIndex(self.problem)

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules that hold."""
        return rules_in_force(self.problem.ruleset)

    @cached_property
    def sentences(self) -> dict[str, dict[str, str]]:
        """What each rule asks, by language and rule id."""
        return sentences_of(self.problem.ruleset)

    @cached_property
    def prices(self) -> PersonCosts:
        """What duties cost, by the objective of the solver."""
        return PersonCosts(QualityObjective(self.index, self.rules))

    def health(self, pairs: frozenset[Pair]) -> RosterHealth:
        """How healthy a roster is; of the last few it is kept."""
        make = partial(roster_health, self.index, self.rules, pairs)
        return self._healths.get(pairs, make)

    @cached_property
    def _healths(self) -> Cache[RosterHealth]:
        return Cache(MOST)

    @cached_property
    def shares(self) -> FairShares:
        """The fair shares that people are shown."""
        return FairShares(self.problem)


def sentences_of(ruleset: Ruleset) -> dict[str, dict[str, str]]:
    """What each rule in force asks, by language and rule id."""
    rules = rules_in_force(ruleset)
    return {code: {rule.id: rule.sentence(code) for rule in rules} for code in LANGUAGES}


_PROBLEMS: Cache[RosterProblem] = Cache(MOST)
_SHIFTS: Cache[tuple[Shift, ...]] = Cache(MOST)
_WORKED: Cache[DerivedData] = Cache(MOST)


def read_problem(connection: Connection, name: str) -> RosterProblem:
    """The problem of that hash: the same object each time, for as long as it is kept."""
    return _PROBLEMS.get(
        (str(connection.engine.url), name), lambda: problems.read_problem(connection, name)
    )


def read_shifts(connection: Connection, name: str) -> tuple[Shift, ...]:
    """The shifts of that hash, by start."""
    return _SHIFTS.get(
        (str(connection.engine.url), name), lambda: rosters.read_shifts(connection, name)
    )


def derived_from(problem: RosterProblem) -> DerivedData:
    """What was worked out of this very problem."""
    # Its identity is its name: what is kept holds it, so nobody else can get the same.
    return _WORKED.get(id(problem), lambda: DerivedData(problem))
