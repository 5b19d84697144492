"""Who could take a duty off somebody's hands: as a gift, or for one of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from data.model.duty import DutyKind
from data.model.effect import Partner
from data.model.person import CompetenceLevel
from solver.diagnosis.judge import Pair
from solver.diagnosis.what_if import WhatIf
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule


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
        return self._is_legal(giver, returned, given) and self._is_legal(taker, given, returned)

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

    def _is_legal(self, person: str, gained: str | None, lost: str | None) -> bool:
        kept = [s for s in self._what_if.shifts_of(person) if s != lost]
        return self._what_if.is_legal(person, [*kept, gained] if gained else kept)

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
