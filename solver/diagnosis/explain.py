"""Explained emptiness: why nobody can take an open shift, person by person.

Every holder of the function gets one reason: the first thing that stops them in the roster as it
stands, and the one change that would free them, if one change is enough. The reasons describe the
roster; that no better roster exists is what the bound of the coverage level proves.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from data.model.person import CompetenceLevel
from data.model.result import OpenShift, Reason, ReasonKind
from data.model.sentence import Sentence, phrase
from solver.diagnosis.holders import holders, was_ever_qualified
from solver.diagnosis.judge import Pair
from solver.diagnosis.what_if import WhatIf
from solver.diagnosis.words import ReasonWords, competence_dates
from solver.objective.level import missing_people
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule
from solver.timeline.rows import collides

if TYPE_CHECKING:
    from data.model.shift import Shift
    from solver.timeline.rows import Row

COMPETENCE = "COMPETENCE"
NO_SINGLE_CHANGE = phrase("no single change of this roster")
NOT_LOOKED_INTO = phrase("not examined: too many shifts are open")


@dataclass(frozen=True)
class Explainer:
    """Explains the open shifts of one roster.

    Parameters
    ----------
    pairs
        The roster.
    seconds
        When these have passed, rules are no longer looked into, for a reason or for what frees.
    """

    index: ProblemIndex
    rules: Sequence[Rule]
    pairs: Collection[Pair]
    seconds: float = 60.0
    _began: float = field(default_factory=time.monotonic)

    @cached_property
    def _what_if(self) -> WhatIf:
        return WhatIf(self.index, self.rules, frozenset(self.pairs))

    @cached_property
    def _words(self) -> ReasonWords:
        return ReasonWords(self.index, self.rules)

    @property
    def _is_late(self) -> bool:
        return time.monotonic() - self._began > self.seconds

    def open_shifts(self) -> tuple[OpenShift, ...]:
        """Every shift that is not full, with the reasons."""
        found = []
        for shift_id, missing in missing_people(self.index, self.pairs).items():
            shift = self.index.problem.shift_by_id[shift_id]
            reasons = tuple(
                self.reason(person, shift) for person in holders(self.index, shift, self.pairs)
            )
            found.append(OpenShift(shift.id, shift.post, shift.start, shift.end, missing, reasons))
        return tuple(sorted(found, key=lambda o: (o.start, o.post)))

    def reason(self, person: str, shift: Shift) -> Reason:
        """What stops a holder of the function from this shift."""
        row = self.index.row_of[shift.id]
        level = self.index.competence_levels.get((person, shift.id))
        if level is None and was_ever_qualified(self.index, person, shift):
            return self._not_competent(person, shift)
        obstacle = self.index.obstacle(person, row)
        if obstacle is not None:
            return self._occupied(person, shift, obstacle)
        if level is not CompetenceLevel.QUALIFIED:
            return Reason(
                person,
                ReasonKind.NOT_COMPETENT,
                phrase("trainee: may only shadow"),
                frees=self._if_enough(person, shift, phrase("completing the training")),
            )
        rows = map(self.index.row_of.__getitem__, self._what_if.shifts_of(person))
        other = next((other for other in rows if collides(other, row)), None)
        if other is not None:
            return self._on_duty(person, shift, other)
        return self._stopped_by_rule(person, shift)

    def _if_enough(
        self, person: str, shift: Shift, change: Sentence, without: Row | None = None
    ) -> Sentence:
        """A change that would free somebody, if there is one and nothing else stops them then."""
        if change and self._is_late:
            return NOT_LOOKED_INTO
        shifts = [*self._what_if.shifts_of(person), shift.id]
        enough = (
            change
            and self.index.obstacle(person, self.index.row_of[shift.id], without) is None
            and self._what_if.first_violation(person, shifts, without, ignore=COMPETENCE) is None
        )
        return change if enough else NO_SINGLE_CHANGE

    def _not_competent(self, person: str, shift: Shift) -> Reason:
        expired, _ = competence_dates(self.index, person, shift)
        if expired:
            frees = phrase("renewing the competence")
        else:
            frees = phrase("an earlier declaration of competence")
        frees = self._if_enough(person, shift, frees)
        text = self._words.not_competent(person, shift)
        return Reason(person, ReasonKind.NOT_COMPETENT, text, COMPETENCE, "Bpvr 2(3)", frees)

    def _occupied(self, person: str, shift: Shift, obstacle: Row) -> Reason:
        """Absence and work elsewhere can be withdrawn, history cannot; a trainee stays one."""
        kind, change = ReasonKind.OTHER_DUTY, Sentence()
        if obstacle.kind is DutyKind.ABSENCE:
            kind, change = ReasonKind.ABSENT, phrase("withdrawing the absence")
        elif obstacle.kind is DutyKind.ELSEWHERE:
            change = phrase("release from that work")
        if self.index.competence_levels.get((person, shift.id)) is not CompetenceLevel.QUALIFIED:
            change = Sentence()
        frees = self._if_enough(person, shift, change, obstacle)
        return Reason(person, kind, self._words.occupied(obstacle), frees=frees)

    def _on_duty(self, person: str, shift: Shift, other: Row) -> Reason:
        """Somebody who sits on another shift of this roster at that time."""
        return Reason(
            person,
            ReasonKind.OTHER_DUTY,
            self._words.occupied(other),
            frees=self._frees(person, shift, [str(other.shift)]),
        )

    def _stopped_by_rule(self, person: str, shift: Shift) -> Reason:
        mine = self._what_if.shifts_of(person)
        if self._is_late:
            frees = phrase("a longer search")
            return Reason(person, ReasonKind.LIMIT, NOT_LOOKED_INTO, frees=frees)
        violation = self._what_if.first_violation(person, [*mine, shift.id])
        if violation is None:
            return Reason(
                person,
                ReasonKind.LIMIT,
                phrase("nothing: the search ended before it was tried"),
                frees=phrase("a longer search"),
            )
        frees = self._frees(person, shift, mine)
        text = self._words.rule(violation)
        return Reason(person, ReasonKind.RULE, text, violation.rule, violation.article, frees)

    def _frees(self, person: str, shift: Shift, others: Sequence[str]) -> Sentence:
        """The one duty they would have to give up, nearest first."""
        row_of = self.index.row_of
        mine = self._what_if.shifts_of(person)
        if self._is_late:
            return NOT_LOOKED_INTO
        movable = [s for s in others if (person, s) not in self.index.pinned]
        start = row_of[shift.id].start
        for other in sorted(movable, key=lambda s: abs(row_of[s].start - start)):
            rest = [s for s in mine if s != other]
            if self._what_if.first_violation(person, [*rest, shift.id]) is None:
                return phrase(
                    "giving up {post} {window}, which would then be open",
                    post=self._words.post(row_of[other]),
                    window=self._words.window(row_of[other]),
                )
        return NO_SINGLE_CHANGE
