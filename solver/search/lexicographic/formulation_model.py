"""One formulation of the model, with what the levels have added to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from solver.cpsat.engine import Answer, Interrupt, Search, solve
from solver.cpsat.model import TRUE, Model, Term
from solver.diagnosis.judge import refuse
from solver.formulation.roster_model import (
    Formulation,
    Pair,
    RosterModel,
    RuleOfPerson,
    build_roster_model,
)
from solver.objective.level import Level
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule

if TYPE_CHECKING:
    from data.model.result import Violation

COMPLETE_SECONDS = 60  #: at most, to find what else follows from a whole roster


@dataclass
class FormulationModel:
    """One formulation of the model.

    Attributes
    ----------
    exact
        Rules of persons that are written exactly, whatever the formulation.
    kept
        Per level above: the level, and the value that may not be given up.
    """

    index: ProblemIndex
    rules: Sequence[Rule]
    free: Sequence[Pair]
    formulation: Formulation
    stop: Interrupt | None = None
    exact: set[RuleOfPerson] = field(default_factory=set)
    kept: list[tuple[Level, int]] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    _roster: RosterModel | None = None
    _objective_level: Level | None = None

    @property
    def roster(self) -> RosterModel:
        """The model with the values of the levels above, written when it is first needed."""
        if self._roster is None:
            self._roster = self._write()
        return self._roster

    def _write(self) -> RosterModel:
        roster = build_roster_model(
            self.index,
            self.rules,
            free=self.free,
            formulation=self.formulation,
            exact=self.exact,
            stop=self.stop,
        )
        for level, value in self.kept:
            _add_bound(roster, level.terms(roster), value)
        if self._objective_level is not None:
            self.terms = self._objective_level.terms(roster)
            roster.model.minimise(self.terms)
        return roster

    def rewrite(self) -> None:
        """Forget the model: something it was made of has changed."""
        self._roster = None

    def set_objective(self, level: Level) -> None:
        """Minimise a level."""
        if self._objective_level is level:
            return
        self._objective_level = level
        if self._roster is not None:
            self.terms = level.terms(self._roster)
            self._roster.model.minimise(self.terms)

    def bound_objective(self, level: Level, value: int) -> None:
        """Later levels may not give up this value of the level that is aimed at."""
        self.kept.append((level, value))
        if self._roster is not None:
            _add_bound(self._roster, self.terms, value)

    def enforce_exact(self, rules: Collection[RuleOfPerson]) -> None:
        """Write these rules of persons exactly from now on."""
        if not self.exact.issuperset(rules):
            self.exact |= set(rules)
            self.rewrite()

    def fix(self, pairs: frozenset[Pair], loose: Collection[Pair] = ()) -> Model:
        """The model with all pairs as in a roster, but for the loose ones."""
        model, free = self.roster.model, set(loose)
        clauses = [
            (literal,) if pair in pairs else (-literal,)
            for pair, literal in self.roster.literals.items()
            if literal != TRUE and pair not in free
        ]
        return replace(model, clauses=[*model.clauses, *clauses])

    def complete(self, pairs: frozenset[Pair], seed: int) -> Answer:
        """Values of all variables for a given roster; none if it does not hold that."""
        limits = Search(seconds=COMPLETE_SECONDS, workers=1, seed=seed)
        return solve(self.fix(pairs), limits)

    def found(self, answer: Answer) -> frozenset[Pair]:
        """The roster of an answer."""
        return self.roster.pairs_of(answer.holds)

    def refuse_exact(self, broken: Sequence[Violation]) -> None:
        """Refuse a roster that breaks a rule which is written exactly: a defect of ours."""
        lazy = {
            rule.id
            for rule in self.rules
            if rule.is_lazy and self.formulation is not Formulation.EXACT
        }
        refuse([b for b in broken if b.rule not in lazy or (b.rule, b.person) in self.exact])


def _add_bound(roster: RosterModel, terms: Sequence[Term], value: int) -> None:
    if terms:
        roster.model.add_at_most(terms, value)
