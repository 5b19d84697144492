"""Whether a flaw can be removed, and at what cost elsewhere: by one move, or one exchange.

Somebody gives a duty near the flaw away, takes one over or an open one, or exchanges one with a
colleague. Whatever is found is legal for both, and no shift falls open by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from data.model.flaw import DutyMove, FlawOutlook, FlawRemedy
from data.model.person import CompetenceLevel
from solver.diagnosis.costing import Costing, Move
from solver.diagnosis.holders import collisions, holders, missing
from solver.diagnosis.judge import Pair
from solver.diagnosis.person_costs import PersonCosts
from solver.diagnosis.what_if import WhatIf
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule
from solver.timeline.clock import DAY, to_minute

if TYPE_CHECKING:
    from data.model.candidate import Cost
    from data.model.result import Violation
    from solver.timeline.rows import Row

NEAR = 2 * DAY  #: a duty so far from a flaw may still make or mend it
EXCHANGE = 7 * DAY  #: how far from the flaw the duty lies that comes in exchange
MOST = 5  #: remedies that are shown


@dataclass(frozen=True)
class FlawRemedySearch:
    """Looks for what removes a flaw of one roster.

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
    prices: PersonCosts

    def outlook(self, flaw: Violation, most: int = MOST) -> FlawOutlook:
        """What removes a flaw, the best first."""
        tried, found = 0, []
        for moves in self._trials(flaw):
            tried += 1
            if self._removes(flaw, moves) and self._is_legal(moves):
                found.append(FlawRemedy(moves, self._cost(moves)))
        found.sort(key=lambda one: (one.cost.quality or 0, len(one.moves), repr(one.moves)))
        return FlawOutlook(flaw, tuple(found[:most]), tried)

    def _trials(self, flaw: Violation) -> Iterator[tuple[DutyMove, ...]]:
        """Single moves first, then exchanges."""
        person = flaw.person
        mine = self._near(self.what_if.shifts_of(person), flaw, NEAR)
        mine = [shift for shift in mine if self._moves(person, shift)]
        for shift in mine:
            for taker in self._others(person, shift):
                yield (DutyMove(shift, person, taker),)
        yield from self._taken_over(flaw)
        for shift in mine:
            for taker in self._others(person, shift):
                theirs = self._near(self.what_if.shifts_of(taker), flaw, EXCHANGE)
                for other in theirs:
                    if self._moves(taker, other) and self._may(person, other):
                        yield DutyMove(shift, person, taker), DutyMove(other, taker, person)

    def _taken_over(self, flaw: Violation) -> Iterator[tuple[DutyMove, ...]]:
        """A duty more near the flaw: of a colleague, or an open one."""
        person = flaw.person
        for shift in self._near([s.id for s in self.index.problem.shifts], flaw, NEAR):
            if (person, shift) in self.pairs or not self._may(person, shift):
                continue
            if missing(self.index, self.pairs, self.index.problem.shift_by_id[shift]):
                yield (DutyMove(shift, "", person),)
                continue
            for giver in self._holders_of.get(shift, ()):
                if self._moves(giver, shift):
                    yield (DutyMove(shift, giver, person),)

    def _near(self, shifts: Sequence[str], flaw: Violation, reach: int) -> list[str]:
        """Of some shifts those that begin near a flaw and not yet, by start."""
        first, last = to_minute(flaw.start) - reach, to_minute(flaw.end) + reach
        rows = self.index.row_of
        found = [shift for shift in shifts if first <= rows[shift].start < last]
        return sorted(
            (shift for shift in found if rows[shift].start >= to_minute(self.now)),
            key=lambda shift: (rows[shift].start, shift),
        )

    def _moves(self, person: str, shift: str) -> bool:
        """Whether somebody's duty may go to another: who doubles fills nothing."""
        return (person, shift) not in self.index.pinned and self._may(person, shift)

    def _may(self, person: str, shift: str) -> bool:
        is_qualified = (
            self.index.competence_levels.get((person, shift)) is CompetenceLevel.QUALIFIED
        )
        return is_qualified and self.index.row_of[shift].kind is not DutyKind.OPEN_CALL

    def _others(self, person: str, shift: str) -> list[str]:
        """Who else could hold a shift and is not on it."""
        people = holders(self.index, self.index.problem.shift_by_id[shift], self.pairs)
        return [one for one in people if one != person and self._may(one, shift)]

    def _removes(self, flaw: Violation, moves: Sequence[DutyMove]) -> bool:
        """Whether the flaw is gone: no other of its rule lies where it lay."""
        rule = next((r for r, _ in self.prices.quality.health_rules if r.id == flaw.rule), None)
        if rule is None:
            return False
        timeline = self.index.timeline(flaw.person, sorted(self._after(flaw.person, moves)))
        return not any(
            other.start < flaw.end and flaw.start < other.end
            for other in rule.soft_violations(timeline)
        )

    def _is_legal(self, moves: Sequence[DutyMove]) -> bool:
        people = {one.taker for one in moves} | {one.giver for one in moves if one.giver}
        for move in moves:
            left = self._after(move.taker, moves) - {move.shift}
            rows: list[Row] = [self.index.row_of[shift] for shift in left]
            others = [*self.index.fixed[move.taker], *rows]
            if collisions(others, self.index.row_of[move.shift]):
                return False
        held = {**self.what_if.by_person, **{p: sorted(self._after(p, moves)) for p in people}}
        return self.what_if.are_legal(people, held)

    def _after(self, person: str, moves: Sequence[DutyMove]) -> set[str]:
        """Somebody's shifts after some moves."""
        had = set(self.what_if.shifts_of(person))
        lost = {one.shift for one in moves if one.giver == person}
        return (had - lost) | {one.shift for one in moves if one.taker == person}

    def _cost(self, moves: Sequence[DutyMove]) -> Cost:
        people = dict.fromkeys(p for one in moves for p in (one.giver, one.taker) if p)
        told = {
            person: Move(
                [one.shift for one in moves if one.taker == person],
                [one.shift for one in moves if one.giver == person],
            )
            for person in people
        }
        return self._costing.priced(self._costing.cost(told, others=len(told) - 1), told)

    @cached_property
    def what_if(self) -> WhatIf:
        """Trials on the roster."""
        return WhatIf(self.index, self.rules, self.pairs, known=self.pairs)

    @cached_property
    def _costing(self) -> Costing:
        return Costing(self.index, self.what_if.by_person, self.prices)

    @cached_property
    def _holders_of(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for person, shift in sorted(self.pairs):
            found.setdefault(shift, []).append(person)
        return found
