"""What an edit of a roster does: which rules it breaks or mends, for whom, and what opens or fills.

Only the people whose duties change are judged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.effect import CoverChange, Effect, PersonEffect
from solver.diagnosis.costing import Costing, Move
from solver.diagnosis.holders import missing
from solver.diagnosis.what_if import WhatIf
from solver.objective.coverage import shifts_to_fill
from solver.objective.fairness import FairnessObjective

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.model.result import Violation
    from solver.diagnosis.judge import Pair
    from solver.diagnosis.what_if import TrialTimeline
    from solver.problem_index import ProblemIndex
    from solver.rules.base import Rule


def effect(
    index: ProblemIndex,
    rules: Sequence[Rule],
    before: frozenset[Pair],
    after: frozenset[Pair],
    fairness: FairnessObjective | None = None,
) -> Effect:
    """What an edit does.

    Parameters
    ----------
    before, after
        The roster without and with the edit.
    fairness
        The fair shares of the problem, if they were worked out before.
    """
    edit = _Edit(
        WhatIf(index, rules, before, known=before), WhatIf(index, rules, after, known=after)
    )
    moves = {person: edit.move(person) for person in sorted({p for p, _ in before ^ after})}
    costing = Costing(index, edit.before.by_person, fairness or FairnessObjective(index, rules))
    covers = list(_cover_changes(index, before, after))
    return Effect(
        people=tuple(edit.of(person, move) for person, move in moves.items()),
        opened=tuple(change for change in covers if change.after > change.before),
        filled=tuple(change for change in covers if change.after < change.before),
        cost=costing.cost(moves, others=len(moves)),
    )


@dataclass(frozen=True)
class _Edit:
    """Two rosters."""

    before: WhatIf
    after: WhatIf

    def move(self, person: str) -> Move:
        """The duties that somebody gets and gives up."""
        had, has = self.before.shifts_of(person), self.after.shifts_of(person)
        return Move([s for s in has if s not in had], [s for s in had if s not in has])

    def of(self, person: str, move: Move) -> PersonEffect:
        """What the edit does to one person."""
        trial = self.before.trial(person, self.after.shifts_of(person))
        broken = self.before.all_violations(trial)
        at_once = self._at_once(trial, broken) if broken else []
        return PersonEffect(
            person=person,
            gained=tuple(move.gained),
            lost=tuple(move.lost),
            now=tuple(violation for violation in broken if _is_among(violation, at_once)),
            later=tuple(violation for violation in broken if not _is_among(violation, at_once)),
            resolved=tuple(
                self.after.all_violations(self.after.trial(person, self.before.shifts_of(person)))
            ),
        )

    def _at_once(self, trial: TrialTimeline, broken: Sequence[Violation]) -> list[Violation]:
        """What of it is broken without anything that begins after the last change."""
        _, end = trial.changed or (0, 0)
        rows = tuple(row for row in trial.whole.rows if row.start < end)
        cut = replace(trial, whole=replace(trial.whole, rows=rows))
        ids = {violation.rule for violation in broken}
        rules = [rule for rule in self.before.rules if rule.id in ids]
        return [violation for rule in rules for violation in self.before.broken(rule, cut)]


def _is_among(violation: Violation, others: Iterable[Violation]) -> bool:
    return any(
        other.rule == violation.rule and other.start < violation.end and violation.start < other.end
        for other in others
    )


def _cover_changes(
    index: ProblemIndex, before: frozenset[Pair], after: frozenset[Pair]
) -> Iterator[CoverChange]:
    """The shifts that lack more people than before, or fewer, by start."""
    ids = {shift for _, shift in before ^ after}
    shifts = [s for s in shifts_to_fill(index) if s.id in ids]
    for shift in sorted(shifts, key=lambda s: (s.start, s.post, s.id)):
        then, now = (missing(index, pairs, shift) for pairs in (before, after))
        if then != now:
            yield CoverChange(shift.id, shift.post, shift.start, shift.end, then, now)
