"""Writes the rules about two people into the model of a roster: once for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.person import CompetenceLevel
from solver.constraints.candidates import RowCandidate
from solver.cpsat.model import FALSE, TRUE
from solver.rules.pairing_rule import PairingRule
from solver.timeline.beside import Encounters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.model.company import Pairing
    from solver.cpsat.model import Literal, Model
    from solver.problem_index import ProblemIndex
    from solver.rules.base import Rule
    from solver.timeline.rows import Row


def write_pairings(
    index: ProblemIndex,
    rules: Sequence[Rule],
    model: Model,
    literals: Mapping[tuple[str, str], Literal],
) -> None:
    """Write down what each pairing that is a rule asks of both.

    Parameters
    ----------
    literals
        Per pair of person and shift; of a part of a problem they may lack some that could be
        chosen elsewhere. Such a part never asks for company that it does not hold.
    """
    asked = {rule.kind: rule for rule in rules if isinstance(rule, PairingRule)}
    if not index.pairings_of or not asked:
        return
    candidates = RowCandidates(index, literals)
    for pairing in index.problem.pairings:
        rule = asked.get(pairing.kind)
        if rule is None or not pairing.is_rule:
            continue
        for one, other in pairing.both_ways:
            if candidates.has_all(other) or not rule.needs_company:
                rule.constrain_both(candidates.encounters(pairing, one, other), model)


class RowCandidates:
    """Rows of people with their literals."""

    def __init__(self, index: ProblemIndex, literals: Mapping[tuple[str, str], Literal]) -> None:
        self._index = index
        self._literals: dict[str, dict[str, Literal]] = {}
        for (person, shift), literal in literals.items():
            self._literals.setdefault(person, {})[shift] = literal
        self._known: dict[str, list[RowCandidate]] = {}

    def of(self, person: str) -> list[RowCandidate]:
        """The rows of one person, by start."""
        if person not in self._known:
            index = self._index
            rows = [RowCandidate(row, TRUE) for row in index.fixed[person]]
            rows += [
                RowCandidate(index.row_of[shift], literal)
                for shift, literal in self._literals.get(person, {}).items()
                if literal != FALSE
            ]
            self._known[person] = sorted(rows, key=lambda one: (one.row.start, one.row.end))
        return self._known[person]

    def has_all(self, person: str) -> bool:
        """Whether every seat that could be somebody's is among them."""
        mine, levels = self._literals.get(person, {}), self._index.competence_levels
        return all(
            shift in mine
            for shift in self._index.eligible_of.get(person, ())
            if levels[person, shift] is CompetenceLevel.QUALIFIED
        )

    def encounters(self, pairing: Pairing, one: str, other: str) -> Encounters[RowCandidate]:
        """Where two people meet."""
        mine, theirs = self.of(one), self.of(other)
        return Encounters(pairing, self._index.clock, mine, theirs, _row)


def _row(candidate: RowCandidate) -> Row:
    return candidate.row
