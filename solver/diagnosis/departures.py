"""Where a roster departs from the base rosters, and the one reason of each departure.

Of a shift that somebody should have it is asked in this order what keeps them from it: absence,
competence and work elsewhere; a rule, beside the rest of their base roster; what was settled or
published; a shift they have instead that nobody else could fill; and else what putting it back
would cost in quality, tried as an exchange with whoever has it now.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.base_roster import Departure, DepartureKind
from data.model.duty import AbsenceKind, DutyKind
from data.model.person import CompetenceLevel
from data.model.sentence import Sentence, phrase
from solver.diagnosis.holders import holders, was_ever_qualified
from solver.diagnosis.judge import Pair
from solver.diagnosis.person_costs import Costs, PersonCosts
from solver.diagnosis.what_if import WhatIf
from solver.diagnosis.words import ReasonWords, points_said, quality_source
from solver.objective.changes import ChangeObjective
from solver.objective.quality import QualityObjective
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule
from solver.rules.in_force import rules_in_force

if TYPE_CHECKING:
    from data.model.problem import RosterProblem
    from data.model.result import RosterResult, Violation
    from data.model.shift import Shift

Shifts = Mapping[str, Sequence[str]]  #: people whose shifts change, with those they have then
NEAREST = 6  #: extra shifts of which it is tried whether giving up one alone is enough
UNTRIED = phrase("nothing: the search ended before it was tried")


def with_departures(
    problem: RosterProblem, result: RosterResult, seconds: float = 60.0
) -> RosterResult:
    """A result that says where it departs from the base rosters, and why.

    Parameters
    ----------
    seconds
        When these have passed, the reasons of what is left are not looked into.
    """
    if not problem.base_members:
        return result
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    pairs = frozenset((one.person, one.shift) for one in result.assignments)
    explainer = DepartureExplainer(index, rules, pairs, seconds)
    return replace(result, departures=explainer.departures())


@dataclass(frozen=True)
class DepartureExplainer:
    """Explains the departures of one roster.

    Parameters
    ----------
    pairs
        The roster; whatever it breaks already is no reason.
    seconds
        When these have passed, nothing more is tried.
    """

    index: ProblemIndex
    rules: Sequence[Rule]
    pairs: frozenset[Pair]
    seconds: float = 60.0

    def departures(self) -> tuple[Departure, ...]:
        """All of them, by start of the shift, then by person."""
        starts = self.index.problem.shift_by_id
        found = self._quality.base_rosters.departures(self.pairs)
        found.sort(key=lambda pair: (starts[pair[1]].start, pair[1], pair[0]))
        return tuple(
            self._extra(*pair) if pair in self.pairs else self._missed(*pair) for pair in found
        )

    def _extra(self, person: str, shift: str) -> Departure:
        """Why somebody has a shift that is not in their base roster."""

        def because(kind: DepartureKind, reason: Sentence) -> Departure:
            return Departure(person, shift, True, kind, reason)

        if (person, shift) in self.index.pinned:
            return because(DepartureKind.SETTLED, phrase("settled before planning"))
        expected = self._expected.get(shift, ())
        owners = [one for one in expected if (one, shift) not in self.pairs]
        if owners:
            names = ", ".join(map(self._words.name, owners))
            return because(DepartureKind.IN_PLACE, phrase("in place of {names}", names=names))
        reason = phrase("no base roster gives this shift to anybody")
        if expected:
            reason = phrase("the base rosters give this shift to fewer people than it needs")
        return because(DepartureKind.NOBODYS, reason)

    def _missed(self, person: str, shift_id: str) -> Departure:
        """Why somebody does not have a shift of their base roster."""
        shift = self.index.problem.shift_by_id[shift_id]
        found = self._kept_from(person, shift)
        if found is not None:
            return found
        if time.monotonic() > self._until:
            reason = phrase("not examined: there was no time left")
            return Departure(person, shift_id, False, DepartureKind.UNKNOWN, reason)
        freed = self._in_the_way(person, shift)
        if freed is None:
            return self._stopped(person, shift)
        return self._seated(person, shift) or self._put_back(person, shift, freed)

    def _kept_from(self, person: str, shift: Shift) -> Departure | None:
        """By competence, absence or work elsewhere."""

        def because(kind: DepartureKind, reason: Sentence) -> Departure:
            return Departure(person, shift.id, False, kind, reason)

        level = self.index.competence_levels.get((person, shift.id))
        if level is None and was_ever_qualified(self.index, person, shift):
            reason = self._words.not_competent(person, shift)
            return because(DepartureKind.NOT_COMPETENT, reason)
        obstacle = self.index.obstacle(person, self.index.row_of[shift.id])
        if obstacle is not None:
            if obstacle.kind is not DutyKind.ABSENCE:
                return because(DepartureKind.OTHER_WORK, self._words.occupied(obstacle))
            if obstacle.post == AbsenceKind.ILLNESS.value:  # kept for years: nobody needs to know
                window = self._words.window(obstacle)
                return because(DepartureKind.ABSENT, phrase("absent {window}", window=window))
            return because(DepartureKind.ABSENT, self._words.occupied(obstacle))
        if level is None:
            return because(DepartureKind.NOT_COMPETENT, phrase("never competent for this post"))
        if level is CompetenceLevel.TRAINEE:
            return because(DepartureKind.NOT_COMPETENT, phrase("trainee: may only shadow"))
        return None

    def _stopped(self, person: str, shift: Shift) -> Departure:
        """By a rule, also without what they have beside their base roster; or by a pin."""
        mine = self._what_if.shifts_of(person)
        own = [one for one in mine if person in self._expected.get(one, ())]
        violation = self._what_if.first_violation(person, [*own, shift.id])
        if violation is not None:
            return self._by_rule(person, shift, violation)
        reason = phrase("a duty that was settled before planning does not go with it")
        return Departure(person, shift.id, False, DepartureKind.SETTLED, reason)

    def _by_rule(self, person: str, shift: Shift, violation: Violation) -> Departure:
        return Departure(
            person,
            shift.id,
            False,
            DepartureKind.RULE,
            self._words.rule(violation),
            violation.rule,
            violation.article,
        )

    def _in_the_way(self, person: str, shift: Shift) -> list[str] | None:
        """The extra shifts they would give up for it: the nearest that is enough, or the nearest.

        None: it would break a rule also without any of them.
        """
        mine, row_of = self._what_if.shifts_of(person), self.index.row_of

        def is_legal_without(some: Collection[str]) -> bool:
            left = [one for one in mine if one not in some]
            return self._what_if.is_legal(person, [*left, shift.id])

        extra = [
            one
            for one in mine
            if person not in self._expected.get(one, ()) and (person, one) not in self.index.pinned
        ]
        extra.sort(key=lambda one: abs(row_of[one].start - row_of[shift.id].start))
        if is_legal_without(()):
            return []
        for one in extra[:NEAREST]:
            if is_legal_without([one]):
                return [one]
        if not is_legal_without(extra):
            return None
        return next(some for n in range(2, len(extra) + 1) if is_legal_without(some := extra[:n]))

    def _seated(self, person: str, shift: Shift) -> Departure | None:
        """That its places are taken by those who have them by right, or were put there."""
        seated = self._seated_on(shift)
        if len(seated) < shift.required:
            return None
        expected = self._expected[shift.id]
        if all(one in expected for one in seated):
            reason = phrase("the base rosters give this shift to more people than it needs")
            return Departure(person, shift.id, False, DepartureKind.SURPLUS, reason)
        if all(one in expected or (one, shift.id) in self.index.pinned for one in seated):
            reason = phrase("somebody else was put on it before planning")
            return Departure(person, shift.id, False, DepartureKind.SETTLED, reason)
        return None

    def _seated_on(self, shift: Shift) -> list[str]:
        levels = self.index.competence_levels
        return [
            one
            for one in self._on.get(shift.id, ())
            if levels.get((one, shift.id)) is CompetenceLevel.QUALIFIED
        ]

    def _put_back(self, person: str, shift: Shift, freed: Sequence[str]) -> Departure:
        """What comes of giving them the shift, in exchange for what they have instead."""

        def because(kind: DepartureKind, reason: Sentence) -> Departure:
            return Departure(person, shift.id, False, kind, reason)

        mine = [one for one in self._what_if.shifts_of(person) if one not in freed]
        after: dict[str, Sequence[str]] = {person: [*mine, shift.id]}
        seated = self._seated_on(shift)
        is_full = len(seated) >= shift.required
        if is_full:
            expected = self._expected[shift.id]
            loser = next(
                one
                for one in seated
                if one not in expected and (one, shift.id) not in self.index.pinned
            )
            after[loser] = [s for s in self._what_if.shifts_of(loser) if s != shift.id]
            violation = self._what_if.first_violation(loser, after[loser])
            if violation is not None:
                return self._by_rule(person, shift, violation)
        for one in freed:
            taker = self._best_taker(person, one, after)
            if taker is None:
                row = self.index.row_of[one]
                reason = phrase(
                    "has {post} {window} instead, which nobody else can fill",
                    post=self._words.post(row),
                    window=self._words.window(row),
                )
                return because(DepartureKind.VACANCY, reason)
            after[taker] = [*self._shifts(taker, after), one]
        if not is_full:
            return because(DepartureKind.UNTRIED, UNTRIED)
        if self._changes(after) > 0:
            reason = phrase("it would change what was signed")
            return because(DepartureKind.PUBLISHED, reason)
        return self._weighed(person, shift, after)

    def _best_taker(self, person: str, shift_id: str, after: Shifts) -> str | None:
        """Who could take a shift over at the least cost, as things are then; None: nobody."""
        shift = self.index.problem.shift_by_id[shift_id]
        levels = self.index.competence_levels
        best: tuple[int, str] | None = None
        for one in holders(self.index, shift, self.pairs):
            is_fit = levels.get((one, shift_id)) is CompetenceLevel.QUALIFIED
            if one == person or not is_fit:
                continue
            if self.index.obstacle(one, self.index.row_of[shift_id]) is not None:
                continue
            had = self._shifts(one, after)
            if self._what_if.is_legal(one, [*had, shift_id]):
                more = self._costs.total(one, [*had, shift_id]) - self._costs.total(one, had)
                best = min(best, (more, one)) if best else (more, one)
        return best[1] if best else None

    def _shifts(self, person: str, after: Shifts) -> Sequence[str]:
        return after.get(person, self._what_if.shifts_of(person))

    def _changes(self, after: Shifts) -> int:
        """How many more changes to what was published there would be."""
        if not self.index.problem.published:
            return 0
        changes = ChangeObjective(self.index)
        kept = {pair for pair in self.pairs if pair[0] not in after}
        then = kept | {(person, shift) for person, mine in after.items() for shift in mine}
        return changes.value(self.index, then) - changes.value(self.index, self.pairs)

    def _weighed(self, person: str, shift: Shift, after: Shifts) -> Departure:
        """What putting it back costs more in quality, and where most of that lies."""
        costs: Costs = Counter()
        for one, mine in after.items():
            costs.update(self._costs.costs(one, mine))
            costs.subtract(self._costs.costs(one, self._what_if.shifts_of(one)))
        kind = DepartureKind.WEIGHED
        order = self._quality.weights.strict and self._quality.weights.in_order()
        sums = [sum(costs.values())]
        if order:
            sums = [sum(c for (part, _), c in costs.items() if part is one) for one in order]
        step = next((one for one in sums if one), 0)
        if step < 0:
            return Departure(person, shift.id, False, DepartureKind.UNTRIED, UNTRIED)
        if not step:
            reason = phrase("it makes no difference to quality")
            return Departure(person, shift.id, False, kind, reason)
        worst = max(costs, key=lambda key: (costs[key], key))
        reason = phrase(
            "having it would cost {points} points of quality more, most of all: {what}",
            points=points_said(max(sum(costs.values()), step)),
            what=quality_source(self.rules, *worst),
        )
        return Departure(person, shift.id, False, kind, reason)

    @cached_property
    def _until(self) -> float:
        return time.monotonic() + self.seconds

    @cached_property
    def _expected(self) -> dict[str, list[str]]:
        """Per shift who has it by the base rosters."""
        found: dict[str, list[str]] = {}
        for person, shift in sorted(self._quality.base_rosters.expected):
            found.setdefault(shift, []).append(person)
        return found

    @cached_property
    def _on(self) -> dict[str, list[str]]:
        """Per shift who has it."""
        found: dict[str, list[str]] = {}
        for person, shift in sorted(self.pairs):
            found.setdefault(shift, []).append(person)
        return found

    @cached_property
    def _quality(self) -> QualityObjective:
        return QualityObjective(self.index, self.rules)

    @cached_property
    def _costs(self) -> PersonCosts:
        return PersonCosts(self._quality)

    @cached_property
    def _what_if(self) -> WhatIf:
        return WhatIf(self.index, self.rules, self.pairs, known=self.pairs)

    @cached_property
    def _words(self) -> ReasonWords:
        return ReasonWords(self.index, self.rules)
