"""What an edit of a roster does: which rules it breaks or mends, for whom, and what opens or fills.

Only the people whose duties change are judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.candidate import CoverChange, Effect, Partner, PersonEffect
from data.model.duty import DutyKind
from data.model.person import CompetenceLevel
from solver.diagnosis.costing import Costing, Move
from solver.diagnosis.holders import missing
from solver.diagnosis.judge import Pair
from solver.diagnosis.person_costs import PersonCosts
from solver.diagnosis.what_if import WhatIf
from solver.objective.level import shifts_to_fill
from solver.objective.quality import QualityObjective
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.model.result import Violation
    from solver.diagnosis.what_if import TrialTimeline


def effect(
    index: ProblemIndex,
    rules: Sequence[Rule],
    before: frozenset[Pair],
    after: frozenset[Pair],
    prices: PersonCosts | None = None,
) -> Effect:
    """What an edit does.

    Parameters
    ----------
    before, after
        The roster without and with the edit.
    prices
        What duties cost, if it was used before.
    """
    edit = _Edit(
        WhatIf(index, rules, before, known=before), WhatIf(index, rules, after, known=after)
    )
    changed = {person for person, _ in before ^ after}
    moves = {person: edit.move(person) for person in sorted(changed)}
    met = sorted(index.with_companions(changed) - changed)
    prices = prices or PersonCosts(QualityObjective(index, rules))
    costing = Costing(index, edit.before.by_person, prices)
    covers = list(_cover_changes(index, before, after))
    return Effect(
        people=(
            *(edit.of(person, move) for person, move in moves.items()),
            *(one for one in (edit.of(person, Move()) for person in met) if one.has_news),
        ),
        opened=tuple(change for change in covers if change.after > change.before),
        filled=tuple(change for change in covers if change.after < change.before),
        cost=costing.priced(costing.cost(moves, others=len(moves)), moves),
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
        trial = self.before.trial(person, self.after.shifts_of(person), self.after.by_person)
        broken = self.before.all_violations(trial)
        at_once = self._at_once(trial, broken) if broken else []
        return PersonEffect(
            person=person,
            gained=tuple(move.gained),
            lost=tuple(move.lost),
            now=tuple(violation for violation in broken if _is_among(violation, at_once)),
            later=tuple(violation for violation in broken if not _is_among(violation, at_once)),
            resolved=tuple(
                self.after.all_violations(
                    self.after.trial(person, self.before.shifts_of(person), self.before.by_person)
                )
            ),
        )

    def _at_once(self, trial: TrialTimeline, broken: Sequence[Violation]) -> list[Violation]:
        """What of it is broken without anything that begins after the last change."""
        if trial.changed is None:  # it is others whose duties changed
            return list(broken)
        _, end = trial.changed
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


@dataclass(frozen=True)
class Exchanges:
    """Exchanges on one roster that break nothing new for either of the two.

    Parameters
    ----------
    pairs
        The roster; whatever it breaks already stops nobody.
    now
        What has begun by then does not move.
    """

    index: ProblemIndex
    rules: Sequence[Rule]
    pairs: frozenset[Pair]
    now: datetime

    def partners(self, giver: str, given: str) -> tuple[Partner, ...]:
        """Colleagues who could take a duty, in the order of the people.

        Those who may simply take it, and those who may for one of their own duties.
        """
        if not self._gives(giver, given):
            return ()
        people = [person.id for person in self.index.problem.people if person.id != giver]
        found = [self._partner(giver, given, taker) for taker in people]
        return tuple(one for one in found if one.may_take or one.returns)

    def is_possible(self, giver: str, given: str, taker: str, returned: str | None) -> bool:
        """Whether an exchange may be made as things stand."""
        if giver == taker or not (self._gives(giver, given) and self._can(taker, given)):
            return False
        if returned and not (self._gives(taker, returned) and self._can(giver, returned)):
            return False
        gets = {giver: (returned, given), taker: (given, returned)}
        held = {**self._what_if.by_person}
        for person, (gained, lost) in gets.items():
            kept = [s for s in self._what_if.shifts_of(person) if s != lost]
            held[person] = [*kept, gained] if gained else kept
        return self._what_if.are_legal(gets, held)

    def _partner(self, giver: str, given: str, taker: str) -> Partner:
        if not self._can(taker, given):
            return Partner(taker)
        own = self._what_if.shifts_of(taker)
        start = {shift.id: shift.start for shift in self.index.problem.shifts}
        returns = [one for one in own if self.is_possible(giver, given, taker, one)]
        return Partner(
            taker,
            self.is_possible(giver, given, taker, None),
            tuple(sorted(returns, key=lambda one: (start[one], one))),
        )

    def _gives(self, person: str, shift: str) -> bool:
        """Whether it is theirs to give: they fill the seat, and do not double."""
        return (
            (person, shift) in self.pairs
            and self._is_qualified(person, shift)
            and self._moves(shift)
        )

    def _can(self, person: str, shift: str) -> bool:
        """Whether they are competent for a shift that they do not have."""
        return self._is_qualified(person, shift) and (person, shift) not in self.pairs

    def _is_qualified(self, person: str, shift: str) -> bool:
        return self.index.competence_levels.get((person, shift)) is CompetenceLevel.QUALIFIED

    def _moves(self, shift: str) -> bool:
        """Whether a shift is yet to begin, and somebody is rostered on it by duty."""
        known = self.index.problem.shift_by_id.get(shift)
        is_open_call = known is None or self.index.row_of[shift].kind is DutyKind.OPEN_CALL
        return known is not None and known.start > self.now and not is_open_call

    @cached_property
    def _what_if(self) -> WhatIf:
        return WhatIf(self.index, self.rules, self.pairs, known=self.pairs)
