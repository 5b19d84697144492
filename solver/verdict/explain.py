"""Explained emptiness: why nobody can take an open shift, person by person.

Every holder of the function gets one reason: the first thing that stops him in the roster as it
stands, and the one change that would free him, if one change is enough. The reasons describe the
roster; that no better roster exists is what the bound of the coverage rung proves.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import AbsenceKind, DutyKind
from data.model.person import CompetenceLevel
from data.model.result import OpenShift, Reason, ReasonKind
from solver.objective.coverage import missing_people
from solver.rules.base import Rule
from solver.setting import Setting, collides
from solver.time.clock import to_instant
from solver.verdict.judge import Pair
from solver.verdict.what_if import WhatIf

if TYPE_CHECKING:
    from datetime import date, datetime

    from data.model.result import Breach
    from data.model.shift import Shift
    from solver.time.rows import Row

Say = Callable[[str], str]  #: an English sentence in the reader's language
COMPETENCE = "COMPETENCE"


@dataclass(frozen=True)
class Explainer:
    """Explains the open shifts of one roster.

    Parameters
    ----------
    pairs
        The roster.
    say
        Translates the sentences.
    language
        ``nl`` or ``en``, for the sentences of the rules.
    seconds
        When these have passed, rules are no longer looked into.
    """

    setting: Setting
    rules: Sequence[Rule]
    pairs: Collection[Pair]
    say: Say
    language: str
    seconds: float = 60.0
    _began: float = field(default_factory=time.monotonic)

    @cached_property
    def _what_if(self) -> WhatIf:
        return WhatIf(self.setting, self.rules, frozenset(self.pairs))

    def open_shifts(self) -> tuple[OpenShift, ...]:
        """Every shift that is not full, with the reasons."""
        found = []
        for shift_id, missing in missing_people(self.setting, self.pairs).items():
            shift = self.setting.problem.shift_by_id[shift_id]
            reasons = tuple(self.reason(person, shift) for person in self._holders(shift))
            found.append(OpenShift(shift.id, shift.post, shift.start, shift.end, missing, reasons))
        return tuple(sorted(found, key=lambda o: (o.start, o.post)))

    def reason(self, person: str, shift: Shift) -> Reason:
        """What stops a holder of the function from this shift."""
        row = self.setting.row_of[shift.id]
        level = self.setting.levels.get((person, shift.id))
        if level is None and self._was_ever_qualified(person, shift):
            return self._not_competent(person, shift)
        obstacle = self.setting.obstacle(person, row)
        if obstacle is not None:
            return self._occupied(person, shift, obstacle)
        if level is not CompetenceLevel.QUALIFIED:
            return Reason(
                person,
                ReasonKind.NOT_COMPETENT,
                self.say("trainee: may only double"),
                frees=self._if_enough(person, shift, self.say("completing the training")),
            )
        rows = map(self.setting.row_of.__getitem__, self._what_if.shifts_of(person))
        other = next((r for r in rows if r.overlaps(row.start, row.end) and collides(r, row)), None)
        if other is not None:
            return self._on_duty(person, shift, other)
        return self._stopped_by_rule(person, shift)

    def _holders(self, shift: Shift) -> list[str]:
        problem = self.setting.problem
        post = problem.post_by_id[shift.post]
        return [
            person.id
            for person in problem.people
            if set(person.regions) & set(post.regions)
            and problem.competences_of(person.id, post.function)
            and (person.id, shift.id) not in self.pairs
        ]

    def _was_ever_qualified(self, person: str, shift: Shift) -> bool:
        problem = self.setting.problem
        held = problem.competences_of(person, problem.post_by_id[shift.post].function)
        return any(c.level is CompetenceLevel.QUALIFIED for c in held)

    def _if_enough(self, person: str, shift: Shift, change: str, without: Row | None = None) -> str:
        """A change that would free somebody, if there is one and nothing else stops him then."""
        shifts = [*self._what_if.shifts_of(person), shift.id]
        enough = (
            change
            and self.setting.obstacle(person, self.setting.row_of[shift.id], without) is None
            and self._what_if.first_breach(person, shifts, without, ignore=COMPETENCE) is None
        )
        return change if enough else self.say("no single change of this roster")

    def _not_competent(self, person: str, shift: Shift) -> Reason:
        problem = self.setting.problem
        function = problem.post_by_id[shift.post].function
        first, last = problem.local_dates(shift)
        held = problem.competences_of(person, function)
        expired = [c.until for c in held if c.until is not None and c.until < last]
        later = [c.start for c in held if c.start > first]
        if expired:
            text = self.say("competence valid until {date}").format(date=self._date(max(expired)))
            if later:
                again = self.say("{before}, again from {date}")
                text = again.format(before=text, date=self._date(min(later)))
            frees = self.say("renewing the competence")
        else:
            text = self.say("competence only from {date}").format(
                date=self._date(min(later, default=first))
            )
            frees = self.say("an earlier declaration of competence")
        frees = self._if_enough(person, shift, frees)
        return Reason(person, ReasonKind.NOT_COMPETENT, text, COMPETENCE, "Bpvr 2(3)", frees)

    def _occupied(self, person: str, shift: Shift, obstacle: Row) -> Reason:
        """Absence and work elsewhere can be withdrawn, history cannot; a trainee stays one."""
        change = ""
        if obstacle.kind is DutyKind.ABSENCE:
            kinds = {
                AbsenceKind.LEAVE.value: self.say("on leave {window}"),
                AbsenceKind.ILLNESS.value: self.say("ill {window}"),
                AbsenceKind.COURSE.value: self.say("on a course {window}"),
            }
            kind, text = ReasonKind.ABSENT, kinds.get(obstacle.post, self.say("away {window}"))
            change = self.say("withdrawing the absence")
        elif obstacle.kind is DutyKind.ELSEWHERE:
            kind, text = ReasonKind.OTHER_DUTY, self.say("at work elsewhere {window}")
            change = self.say("release from that work")
        else:
            kind, text = ReasonKind.OTHER_DUTY, self.say("already on {post} {window}")
        words = text.format(window=self._window(obstacle), post=self._post(obstacle))
        if self.setting.levels.get((person, shift.id)) is not CompetenceLevel.QUALIFIED:
            change = ""
        frees = self._if_enough(person, shift, change, obstacle)
        return Reason(person, kind, words, frees=frees)

    def _on_duty(self, person: str, shift: Shift, other: Row) -> Reason:
        """Somebody who sits on another shift of this roster at that time."""
        text = self.say("already on {post} {window}")
        return Reason(
            person,
            ReasonKind.OTHER_DUTY,
            text.format(post=self._post(other), window=self._window(other)),
            frees=self._frees(person, shift, [str(other.shift)]),
        )

    def _stopped_by_rule(self, person: str, shift: Shift) -> Reason:
        mine = self._what_if.shifts_of(person)
        if time.monotonic() - self._began > self.seconds:
            text = self.say("not looked into: too many shifts are open")
            return Reason(person, ReasonKind.LIMIT, text, frees=self.say("a longer search"))
        breach = self._what_if.first_breach(person, [*mine, shift.id])
        if breach is None:
            return Reason(
                person,
                ReasonKind.LIMIT,
                self.say("nothing: the search ended before it was tried"),
                frees=self.say("a longer search"),
            )
        rule = next(r for r in self.rules if r.id == breach.rule)
        text = self.say("{rule} in {window}").format(
            rule=rule.sentence(self.language).rstrip("."), window=self._breach_window(breach)
        )
        frees = self._frees(person, shift, mine)
        return Reason(person, ReasonKind.RULE, text, breach.rule, breach.article, frees)

    def _frees(self, person: str, shift: Shift, others: Sequence[str]) -> str:
        """The one duty he would have to give up, nearest first."""
        row_of = self.setting.row_of
        mine = self._what_if.shifts_of(person)
        movable = [s for s in others if (person, s) not in self.setting.pinned]
        start = row_of[shift.id].start
        for other in sorted(movable, key=lambda s: abs(row_of[s].start - start)):
            rest = [s for s in mine if s != other]
            if self._what_if.first_breach(person, [*rest, shift.id]) is None:
                text = self.say("giving up {post} {window}, which would then be open")
                return text.format(
                    post=self._post(row_of[other]), window=self._window(row_of[other])
                )
        return self.say("no single change of this roster")

    def _post(self, row: Row) -> str:
        """The name of a post as people know it."""
        post = self.setting.problem.post_by_id.get(row.post)
        return post.name if post else row.post

    def _date(self, day: date) -> str:
        return f"{day:%d-%m-%Y}"

    def _window(self, row: Row) -> str:
        return self._words(to_instant(row.start), to_instant(row.end))

    def _breach_window(self, breach: Breach) -> str:
        return self._words(breach.start, breach.end)

    def _words(self, start: datetime, end: datetime) -> str:
        zone = self.setting.problem.zone
        return f"{start.astimezone(zone):%d-%m %H:%M} – {end.astimezone(zone):%d-%m %H:%M}"
