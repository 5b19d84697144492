"""Candidates for one open shift: everybody who holds the function, ranked, with the cost.

First who may take it as the roster stands, then who may if one named thing changes, then the
others with all that stops them. Within each: fewest other people disturbed, then whole rests,
then the best quality, then the fewest hours above contract, then by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.candidate import (
    Candidate,
    Cost,
    Hindrance,
    Legality,
    Offer,
    Remedy,
    RemedyKind,
)
from data.model.duty import DutyKind
from data.model.person import CompetenceLevel
from data.model.quality import POINT
from data.model.result import ReasonKind
from data.model.sentence import Sentence, phrase
from data.model.skill_mixes import MixWatch
from solver.diagnosis.cautions import rest_cautions, whole_rest
from solver.diagnosis.costing import Costing, Move
from solver.diagnosis.holders import collisions, holders, was_ever_qualified
from solver.diagnosis.judge import Pair
from solver.diagnosis.person_costs import Costs, PersonCosts
from solver.diagnosis.remedies import ChainSwapSearch, RelaxationSuggestion
from solver.diagnosis.what_if import WhatIf
from solver.diagnosis.words import ReasonWords, notice, notice_sentence
from solver.objective.quality import QualityObjective
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule
from solver.timeline.clock import HOUR, to_minute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from data.model.shift import Shift
    from solver.timeline.rows import Row

OVERLAP = "OVERLAP"
GIVING_UP = (RemedyKind.GIVE_UP, RemedyKind.UNPIN)


@dataclass(frozen=True)
class Candidates:
    """Finds candidates for the shifts of one roster.

    What is worked out for one shift is kept for the next. Make a new one when the roster changes;
    `prices` depends on the problem and the rules alone and may be passed on.

    Parameters
    ----------
    pairs
        The roster. Whatever it breaks already stops nobody.
    now
        For notice; what has begun by then does not move.
    left_out
        People and shifts for which they are no candidates: they have them already, and are missed
        there.
    """

    index: ProblemIndex
    rules: Sequence[Rule]
    pairs: frozenset[Pair]
    now: datetime
    prices: PersonCosts
    left_out: frozenset[Pair] = frozenset()

    def offer(self, shift_id: str) -> Offer:
        """Everything that can be done about one shift; nobody is rostered on an open call."""
        shift = self.index.problem.shift_by_id[shift_id]
        ranked = self.ranked(shift_id)
        changes = {candidate.person: candidate.changes for candidate in ranked}
        return Offer(
            shift=shift_id,
            notice_minutes=(shift.start - self.now) // timedelta(minutes=1),
            notice=notice(shift.start - self.now),
            sentence=notice_sentence(shift.start - self.now),
            candidates=ranked,
            swaps=self._chain_swaps.swaps(shift_id, changes),
        )

    def ranked(self, shift_id: str) -> tuple[Candidate, ...]:
        """Everybody who holds the function and is not on the shift, best first."""
        if self.index.row_of[shift_id].kind is DutyKind.OPEN_CALL:
            return ()
        shift = self.index.problem.shift_by_id[shift_id]
        holding = holders(self.index, shift, self.pairs)
        able = [person for person in holding if (person, shift_id) not in self.left_out]
        found = [self._candidate(p, shift) for p in able]
        order = list(Legality)
        found.sort(
            key=lambda c: (
                order.index(c.legality),
                c.cost.others,
                len(c.cautions),
                c.cost.ranking,
                self._words.name(c.person),
                c.person,
            )
        )
        return tuple(found)

    def hindrances(self, person: str, shift_id: str) -> tuple[Hindrance, ...] | None:
        """All that stops somebody; nothing: they may take it. None: no holder, or on it already.

        Quicker than `ranked`, which weighs what it would cost as well.
        """
        shift = self.index.problem.shift_by_id[shift_id]
        is_open_call = self.index.row_of[shift_id].kind is DutyKind.OPEN_CALL
        if is_open_call or (person, shift_id) in self.left_out:
            return None
        if person not in holders(self.index, shift, self.pairs):
            return None
        return self._hindrances(person, shift)[0]

    def handed_over(self, person: str, shift_ids: Sequence[str]) -> Costs | None:
        """What quality costs more once others have duties of somebody, each at the least cost.

        By part, and for health by rule. None: one of them nobody may take as things stand then.
        """
        mine = [one for one in self._what_if.shifts_of(person) if one not in shift_ids]
        after: dict[str, list[str]] = {person: mine}

        def shifts(one: str) -> list[str]:
            return after.get(one, list(self._what_if.shifts_of(one)))

        def takers(shift_id: str) -> Iterator[tuple[int, str]]:
            for one in holders(self.index, self.index.problem.shift_by_id[shift_id], self.pairs):
                had = shifts(one)
                if one == person or self.hindrances(one, shift_id) != ():
                    continue
                if self._what_if.is_legal(one, [*had, shift_id]):
                    now = self.prices.total(one, had)
                    yield self.prices.total(one, [*had, shift_id]) - now, one

        for shift_id in shift_ids:
            best = min(takers(shift_id), default=None)
            if best is None:
                return None
            after[best[1]] = [*shifts(best[1]), shift_id]
        if not self._what_if.is_legal(person, mine):
            return None
        costs: Costs = Counter()
        for one, theirs in after.items():
            costs.update(self.prices.costs(one, theirs))
            costs.subtract(self.prices.costs(one, self._what_if.shifts_of(one)))
        return costs

    def _candidate(self, person: str, shift: Shift) -> Candidate:
        hindrances, broken = self._hindrances(person, shift)
        changes: tuple[Remedy, ...] = ()
        if hindrances and self._is_qualified(person, shift):
            changes = self._suggestions.changes(person, shift.id, broken)
        lost = [c.shift for c in changes[:1] if c.kind in GIVING_UP]
        move, row = Move([shift.id], lost), self.index.row_of[shift.id]
        cost = self._costing.cost({person: move}, others=len(lost))
        legality = Legality.ONE_CHANGE if changes else Legality.NOT_LEGAL
        legality = legality if hindrances else Legality.LEGAL
        cautions: tuple[Sentence, ...] = ()
        if legality is not Legality.NOT_LEGAL:
            cost = self._costing.priced(cost, {person: move})
            cautions = self._cautions(person, shift.id, lost)
        return Candidate(
            person=person,
            legality=legality,
            sentence=self._sentence(person, hindrances, changes, cost),
            hindrances=hindrances,
            changes=changes,
            cost=cost,
            week=self._costing.week(person, move, row),
            spacing=self._costing.spacing(person, move, row),
            cautions=cautions,
        )

    def cautions(self, person: str, shift_id: str) -> tuple[Sentence, ...]:
        """What a shift costs somebody of their rest, though the law allows it."""
        return self._cautions(person, shift_id, ())

    def _cautions(self, person: str, shift_id: str, lost: Sequence[str]) -> tuple[Sentence, ...]:
        kept = [one for one in self._what_if.shifts_of(person) if one not in lost]
        timeline = self._what_if.trial(person, [*kept, shift_id]).whole
        rests = rest_cautions(timeline, shift_id, self._words, whole_rest(self.rules))
        return (*rests, *self._beside(person, shift_id))

    def _beside(self, person: str, shift_id: str) -> Iterator[Sentence]:
        """What to know of somebody beside those who are there."""
        instead = self.index.substitutes.get((person, shift_id))
        if instead is not None:
            yield phrase("as a substitute, under {authority}", authority=instead.authority)
        for watch in self._watches:
            if watch.lacks_without(person, shift_id, self.pairs):
                function = self._function_names.get(watch.mix.function, watch.mix.function)
                yield phrase("those present would still lack {function}", function=function)

    def _hindrances(
        self, person: str, shift: Shift
    ) -> tuple[tuple[Hindrance, ...], list[Violation]]:
        """All that stops somebody, and the rules they would break."""
        if not self._is_qualified(person, shift):
            text = phrase("trainee: may only shadow")
            level = self.index.competence_levels.get((person, shift.id))
            if level is None and was_ever_qualified(self.index, person, shift):
                text = self._words.not_competent(person, shift)
            return (Hindrance(ReasonKind.NOT_COMPETENT, text),), []
        row = self.index.row_of[shift.id]
        trial = self._what_if.trial(person, [*self._what_if.shifts_of(person), shift.id])
        broken = self._what_if.all_violations(trial)
        at_that_time = collisions(trial.whole.rows, row)
        stops = [self._occupied(other, row, broken) for other in at_that_time]
        stops += [
            Hindrance(ReasonKind.RULE, self._words.with_numbers(violation), violation)
            for violation in broken
            if not (violation.rule == OVERLAP and at_that_time)
        ]
        return tuple(stops), broken

    def _occupied(self, other: Row, row: Row, broken: Sequence[Violation]) -> Hindrance:
        """Something that somebody does at the time of the shift."""
        kind = ReasonKind.ABSENT if other.kind is DutyKind.ABSENCE else ReasonKind.OTHER_DUTY
        start = max(other.start, row.start)
        rules = (b for b in broken if b.rule == OVERLAP and to_minute(b.start) == start)
        return Hindrance(kind, self._words.occupied(other), next(rules, None))

    def _sentence(
        self,
        person: str,
        hindrances: Sequence[Hindrance],
        changes: Sequence[Remedy],
        cost: Cost,
    ) -> Sentence:
        """Why somebody stands where they stand."""
        if not hindrances:
            return phrase(
                "nothing stops {name}; {points:+d} points of quality, {hours} of {contract} "
                "contract hours in the period",
                name=self._words.name(person),
                points=round((cost.quality or 0) / POINT),
                hours=round(cost.period.after / HOUR),
                contract=round(cost.period.contract / HOUR),
            )
        if changes:
            return phrase("possible by {change}", change=changes[0].sentence)
        return hindrances[0].sentence

    def _is_qualified(self, person: str, shift: Shift) -> bool:
        return self.index.competence_levels.get((person, shift.id)) is CompetenceLevel.QUALIFIED

    @cached_property
    def _watches(self) -> list[MixWatch]:
        problem = self.index.problem
        return [MixWatch(problem, mix) for mix in problem.skill_mixes]

    @cached_property
    def _function_names(self) -> dict[str, str]:
        return {function.id: function.name for function in self.index.problem.functions}

    @cached_property
    def _words(self) -> ReasonWords:
        return ReasonWords(self.index, self.rules)

    @cached_property
    def _what_if(self) -> WhatIf:
        return WhatIf(self.index, self.rules, self.pairs, known=self.pairs)

    @cached_property
    def _costing(self) -> Costing:
        return Costing(self.index, self._what_if.by_person, self.prices)

    @cached_property
    def _suggestions(self) -> RelaxationSuggestion:
        return RelaxationSuggestion(self._what_if, self._words, to_minute(self.now))

    @cached_property
    def _chain_swaps(self) -> ChainSwapSearch:
        return ChainSwapSearch(self._what_if, self._costing, self._words)


def candidates(
    index: ProblemIndex,
    rules: Sequence[Rule],
    pairs: frozenset[Pair],
    shift: str,
    now: datetime,
    *,
    prices: PersonCosts | None = None,
) -> tuple[Candidate, ...]:
    """Candidates for one shift of a roster; see `Candidates`, which serves many."""
    prices = prices or PersonCosts(QualityObjective(index, rules))
    return Candidates(index, rules, pairs, now, prices).ranked(shift)
