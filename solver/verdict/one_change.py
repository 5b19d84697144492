"""The one thing that would have to change before somebody may take a shift."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from data.model.candidate import Change, ChangeKind
from data.model.duty import AbsenceKind, DutyKind
from data.model.person import ProvisionKind
from data.model.result import Breach
from data.model.ruleset import Derogation
from solver.rules.base import Rule
from solver.rules.in_force import AGREEMENTS
from solver.time.clock import DAY, to_minute
from solver.time.rows import Row
from solver.verdict.holders import collisions, missing
from solver.verdict.trial import Trial
from solver.verdict.what_if import WhatIf
from solver.verdict.words import Words

if TYPE_CHECKING:
    from data.model.person import Provision

NEAR = DAY  #: a row farther than this from the window of a breach has no part in it


@dataclass(frozen=True)
class OneChange:
    """Looks for single changes after which somebody may take a shift.

    Parameters
    ----------
    what_if
        Trials on the roster.
    words
        Says the changes.
    now
        Minutes since the epoch: what has begun by then does not change.
    """

    what_if: WhatIf
    words: Words
    now: int

    def changes(self, person: str, shift: str, broken: Sequence[Breach]) -> tuple[Change, ...]:
        """Every single change that is enough, the least disturbing first.

        Parameters
        ----------
        broken
            All that they break when they take the shift as the roster stands.
        """
        row = self.what_if.setting.row_of[shift]
        trial = self.what_if.trial(person, [*self.what_if.shifts_of(person), shift])
        ids = {breach.rule for breach in broken}
        rules = [rule for rule in self.what_if.rules if rule.id in ids]
        at_that_time = tuple(collisions(trial.whole.rows, row))
        case = _Case(person, row, trial, broken, rules, at_that_time)
        found = [
            *self._consents(case),
            *self._releases(case),
            *self._duties(case),
            *self._agreements(case),
        ]
        order = list(ChangeKind)
        return tuple(sorted(found, key=lambda change: order.index(change.kind)))

    def _consents(self, case: _Case) -> Iterator[Change]:
        """Provisions that they can waive in writing."""
        about = case.trial.whole.about
        for provision in about.person.provisions if not case.collisions else ():
            if provision.consent or provision.kind is ProvisionKind.BIRTH_LEAVE:
                continue
            others = [p for p in about.person.provisions if p is not provision]
            waived = (*others, replace(provision, consent=True))
            person = replace(about.person, provisions=waived)
            waiving = replace(case.trial.whole, about=replace(about, person=person))
            if self._is_enough(case, Trial(waiving, None)):
                yield Change(ChangeKind.CONSENT, self._consent(provision))

    def _releases(self, case: _Case) -> Iterator[Change]:
        """Work elsewhere, leave and courses that are not over yet."""
        for row in case.near(self.what_if.setting.certain[case.person]):
            if row.end <= self.now or row.post == AbsenceKind.ILLNESS.value:
                continue
            if row.kind not in (DutyKind.ELSEWHERE, DutyKind.ABSENCE):
                continue
            if self._is_enough(case, case.trial.without(row)):
                if row.kind is DutyKind.ELSEWHERE:
                    text = self.words.say("release from the work elsewhere {window}")
                    kind = ChangeKind.RELEASE
                else:
                    text = self.words.say("withdrawing the absence {window}")
                    kind = ChangeKind.WITHDRAW
                yield Change(kind, text.format(window=self.words.window(row)))

    def _duties(self, case: _Case) -> Iterator[Change]:
        """Duties of this roster that they could give up, the nearest first."""
        setting, what_if = self.what_if.setting, self.what_if
        mine = what_if.shifts_of(case.person)
        rows = case.near([setting.row_of[shift] for shift in mine])
        for row in sorted(rows, key=lambda r: (abs(r.start - case.row.start), r.start)):
            shift = str(row.shift)
            after = [*(s for s in mine if s != shift), str(case.row.shift)]
            if self.now < row.start and what_if.is_legal(case.person, after, case.rules):
                pinned = (case.person, shift) in setting.pinned
                kind = ChangeKind.UNPIN if pinned else ChangeKind.GIVE_UP
                yield Change(kind, self._giving_up(case.person, row, pinned=pinned), shift)

    def _agreements(self, case: _Case) -> Iterator[Change]:
        """Collective agreements that would allow the one rule they break."""
        if case.collisions or len(case.rules) != 1:
            return
        (rule,) = case.rules
        about = case.trial.whole.about
        day = date.fromordinal(about.clock.day(about.span.data_start))
        for agreement in (rule.id, *AGREEMENTS):
            recorded = (*about.ruleset.derogations, Derogation(agreement, "", day))
            allowed = replace(about, ruleset=replace(about.ruleset, derogations=recorded))
            trial = Trial(replace(case.trial.whole, about=allowed), None)
            if self._is_enough(case, trial):
                text = self.words.say("recording a collective agreement for {article}")
                sentence = text.format(article=rule.article)
                yield Change(ChangeKind.AGREEMENT, sentence, rule=agreement)
                return

    def _is_enough(self, case: _Case, trial: Trial) -> bool:
        collided = collisions(trial.whole.rows, case.row)
        return not collided and self.what_if.passes(trial, case.rules)

    def _giving_up(self, person: str, row: Row, *, pinned: bool) -> str:
        setting, pairs = self.what_if.setting, self.what_if.pairs
        shift = setting.problem.shift_by_id[str(row.shift)]
        if pinned:
            text = self.words.say("releasing the pin on {post} {window} and giving that up")
        elif missing(setting, pairs - {(person, shift.id)}, shift):
            text = self.words.say("giving up {post} {window}, which would then be open")
        else:
            text = self.words.say("giving up {post} {window}, where enough others are")
        return text.format(post=self.words.post(row), window=self.words.window(row))

    def _consent(self, provision: Provision) -> str:
        kinds = {
            ProvisionKind.NIGHT_EXEMPTION: self.words.say("written consent to this night"),
            ProvisionKind.PREGNANCY: self.words.say("her written consent to this shift"),
            ProvisionKind.HOLY_DAY: self.words.say("written consent to work on the holy day"),
        }
        return kinds[provision.kind]


@dataclass(frozen=True, slots=True)
class _Case:
    """Somebody who would take a shift, and what stops them."""

    person: str
    row: Row
    trial: Trial
    broken: Sequence[Breach]
    rules: Sequence[Rule]
    collisions: tuple[Row, ...]

    def near(self, rows: Sequence[Row]) -> list[Row]:
        """The rows that may have a part in every breach and every collision."""
        windows = [(to_minute(b.start) - NEAR, to_minute(b.end) + NEAR) for b in self.broken]
        return [
            row
            for row in rows
            if all(row.overlaps(*window) for window in windows)
            and all(other == row for other in self.collisions)
        ]
