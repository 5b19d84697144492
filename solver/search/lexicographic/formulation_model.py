"""One form of the model, with what the levels have added to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from solver.cpsat.engine import Answer, Search, Stop, solve
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
    """One form of the model.

    Attributes
    ----------
    exact
        Rules of persons that are written exactly, whatever the form.
    kept
        Per level above: the stage, and the value that may not be given up.
    """

    setting: ProblemIndex
    rules: Sequence[Rule]
    free: Sequence[Pair]
    form: Formulation
    stop: Stop | None = None
    exact: set[RuleOfPerson] = field(default_factory=set)
    kept: list[tuple[Level, int]] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    _roster: RosterModel | None = None
    _aim: Level | None = None

    @property
    def roster(self) -> RosterModel:
        """The model with the values of the levels above, written when it is first needed."""
        if self._roster is None:
            self._roster = self._write()
        return self._roster

    def _write(self) -> RosterModel:
        roster = build_roster_model(
            self.setting,
            self.rules,
            free=self.free,
            form=self.form,
            exact=self.exact,
            stop=self.stop,
        )
        for stage, value in self.kept:
            _keep(roster, stage.terms(roster), value)
        if self._aim is not None:
            self.terms = self._aim.terms(roster)
            roster.model.minimise(self.terms)
        return roster

    def rewrite(self) -> None:
        """Forget the model: something it was made of has changed."""
        self._roster = None

    def aim(self, stage: Level) -> None:
        """Minimise a stage."""
        if self._aim is stage:
            return
        self._aim = stage
        if self._roster is not None:
            self.terms = stage.terms(self._roster)
            self._roster.model.minimise(self.terms)

    def keep(self, stage: Level, value: int) -> None:
        """Later levels may not give up this value of the stage that is aimed at."""
        self.kept.append((stage, value))
        if self._roster is not None:
            _keep(self._roster, self.terms, value)

    def hold(self, rules: Collection[RuleOfPerson]) -> None:
        """Write these rules of persons exactly from now on."""
        if not self.exact.issuperset(rules):
            self.exact |= set(rules)
            self.rewrite()

    def settled(self, pairs: frozenset[Pair], loose: Collection[Pair] = ()) -> Model:
        """The model with all pairs as in a roster, but for the loose ones."""
        model, free = self.roster.model, set(loose)
        clauses = [
            (literal,) if pair in pairs else (-literal,)
            for pair, literal in self.roster.literals.items()
            if literal != TRUE and pair not in free
        ]
        return replace(model, clauses=[*model.clauses, *clauses])

    def complete(self, pairs: frozenset[Pair], seed: int) -> Answer:
        """Values of all variables for a given roster; none if this form does not hold it."""
        limits = Search(seconds=COMPLETE_SECONDS, workers=1, seed=seed)
        return solve(self.settled(pairs), limits)

    def found(self, answer: Answer) -> frozenset[Pair]:
        """The roster of an answer."""
        return self.roster.pairs_of(answer.holds)

    def own_up(self, broken: Sequence[Violation]) -> None:
        """Refuse to go on when a rule is broken that this form holds as it is: a defect of ours."""
        lazy = {
            rule.id for rule in self.rules if rule.is_lazy and self.form is not Formulation.EXACT
        }
        refuse([b for b in broken if b.rule not in lazy or (b.rule, b.person) in self.exact])


def _keep(roster: RosterModel, terms: Sequence[Term], value: int) -> None:
    if terms:
        roster.model.add_at_most(terms, value)
