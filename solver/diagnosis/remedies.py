"""The one thing that would have to change before somebody may take a shift."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from data.model.candidate import ChainSwap, Cost, Remedy, RemedyKind
from data.model.duty import AbsenceKind, DutyKind
from data.model.person import CompetenceLevel, ProvisionKind
from data.model.result import Violation
from data.model.ruleset import Derogation
from data.model.sentence import Sentence, phrase
from solver.diagnosis.costing import Costing, Move
from solver.diagnosis.holders import collisions, holders, missing
from solver.diagnosis.what_if import TrialTimeline, WhatIf
from solver.diagnosis.words import ReasonWords
from solver.rules.base import Rule
from solver.rules.in_force import AGREEMENTS
from solver.timeline.clock import DAY, to_minute
from solver.timeline.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from data.model.person import Provision
    from data.model.sentence import Value

NEAR = DAY  #: a row farther than this from the window of a violation has no part in it


@dataclass(frozen=True)
class RelaxationSuggestion:
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
    words: ReasonWords
    now: int

    def changes(self, person: str, shift: str, broken: Sequence[Violation]) -> tuple[Remedy, ...]:
        """Every single change that is enough, the least disturbing first.

        Parameters
        ----------
        broken
            All that they break when they take the shift as the roster stands.
        """
        row = self.what_if.index.row_of[shift]
        trial = self.what_if.trial(person, [*self.what_if.shifts_of(person), shift])
        ids = {violation.rule for violation in broken}
        rules = [rule for rule in self.what_if.rules if rule.id in ids]
        at_that_time = tuple(collisions(trial.whole.rows, row))
        case = _Case(person, row, trial, broken, rules, at_that_time)
        found = [
            *self._consents(case),
            *self._releases(case),
            *self._duties(case),
            *self._agreements(case),
        ]
        order = list(RemedyKind)
        return tuple(sorted(found, key=lambda change: order.index(change.kind)))

    def _consents(self, case: _Case) -> Iterator[Remedy]:
        """Provisions that they can waive in writing."""
        about = case.trial.whole.about
        for provision in about.person.provisions if not case.collisions else ():
            if provision.consent or provision.kind is ProvisionKind.BIRTH_LEAVE:
                continue
            others = [p for p in about.person.provisions if p is not provision]
            waived = (*others, replace(provision, consent=True))
            person = replace(about.person, provisions=waived)
            waiving = replace(case.trial.whole, about=replace(about, person=person))
            if self._is_enough(case, TrialTimeline(waiving, None)):
                yield Remedy(RemedyKind.CONSENT, self._consent(provision))

    def _releases(self, case: _Case) -> Iterator[Remedy]:
        """Work elsewhere, leave and courses that are not over yet."""
        for row in case.near(self.what_if.index.fixed[case.person]):
            if row.end <= self.now or row.post == AbsenceKind.ILLNESS.value:
                continue
            if row.kind not in (DutyKind.ELSEWHERE, DutyKind.ABSENCE):
                continue
            if self._is_enough(case, case.trial.without(row)):
                window = self.words.window(row)
                if row.kind is DutyKind.ELSEWHERE:
                    text = phrase("release from the work elsewhere {window}", window=window)
                    yield Remedy(RemedyKind.RELEASE, text)
                else:
                    text = phrase("withdrawing the absence {window}", window=window)
                    yield Remedy(RemedyKind.WITHDRAW, text)

    def _duties(self, case: _Case) -> Iterator[Remedy]:
        """Duties of this roster that they could give up, the nearest first."""
        index, what_if = self.what_if.index, self.what_if
        mine = what_if.shifts_of(case.person)
        rows = case.near([index.row_of[shift] for shift in mine])
        for row in sorted(rows, key=lambda r: (abs(r.start - case.row.start), r.start)):
            shift = str(row.shift)
            after = [*(s for s in mine if s != shift), str(case.row.shift)]
            if self.now < row.start and what_if.is_legal(case.person, after, case.rules):
                pinned = (case.person, shift) in index.pinned
                kind = RemedyKind.UNPIN if pinned else RemedyKind.GIVE_UP
                yield Remedy(kind, self._giving_up(case.person, row, pinned=pinned), shift)

    def _agreements(self, case: _Case) -> Iterator[Remedy]:
        """Collective agreements that would allow the one rule they break."""
        if case.collisions or len(case.rules) != 1:
            return
        (rule,) = case.rules
        about = case.trial.whole.about
        day = date.fromordinal(about.clock.day(about.span.data_start))
        for agreement in (rule.id, *AGREEMENTS):
            recorded = (*about.ruleset.derogations, Derogation(agreement, "", day))
            allowed = replace(about, ruleset=replace(about.ruleset, derogations=recorded))
            trial = TrialTimeline(replace(case.trial.whole, about=allowed), None)
            if self._is_enough(case, trial):
                sentence = phrase(
                    "recording a collective agreement for {article}", article=rule.article
                )
                yield Remedy(RemedyKind.AGREEMENT, sentence, rule=agreement)
                return

    def _is_enough(self, case: _Case, trial: TrialTimeline) -> bool:
        collided = collisions(trial.whole.rows, case.row)
        return not collided and self.what_if.passes(trial, case.rules)

    def _giving_up(self, person: str, row: Row, *, pinned: bool) -> Sentence:
        index, pairs = self.what_if.index, self.what_if.pairs
        shift = index.problem.shift_by_id[str(row.shift)]
        duty: dict[str, Value] = {"post": self.words.post(row), "window": self.words.window(row)}
        if pinned:
            return phrase("releasing the pin on {post} {window} and giving that up", **duty)
        if missing(index, pairs - {(person, shift.id)}, shift):
            return phrase("giving up {post} {window}, which would then be open", **duty)
        return phrase("giving up {post} {window}, where enough others are", **duty)

    def _consent(self, provision: Provision) -> Sentence:
        kinds = {
            ProvisionKind.NIGHT_EXEMPTION: phrase("written consent to this night"),
            ProvisionKind.PREGNANCY: phrase("their written consent to this shift"),
            ProvisionKind.HOLY_DAY: phrase("written consent to work on the holy day"),
        }
        return kinds[provision.kind]


@dataclass(frozen=True, slots=True)
class _Case:
    """Somebody who would take a shift, and what stops them."""

    person: str
    row: Row
    trial: TrialTimeline
    broken: Sequence[Violation]
    rules: Sequence[Rule]
    collisions: tuple[Row, ...]

    def near(self, rows: Sequence[Row]) -> list[Row]:
        """The rows that may have a part in every violation and every collision."""
        windows = [(to_minute(b.start) - NEAR, to_minute(b.end) + NEAR) for b in self.broken]
        return [
            row
            for row in rows
            if all(row.overlaps(*window) for window in windows)
            and all(other == row for other in self.collisions)
        ]


MOST = 5  #: swaps that are shown
WEIGHED = 3  #: times as many are weighed by the whole quality, of which the best are shown


@dataclass(frozen=True)
class ChainSwapSearch:
    """Looks for two-step swaps on one roster.

    Their cost in fairness is known before it is known whether they are legal. So they are tried
    from the fairest on, and only until enough are found; of these the best are shown.
    """

    what_if: WhatIf
    costing: Costing
    words: ReasonWords

    def swaps(
        self, shift: str, changes: Mapping[str, Iterable[Remedy]], most: int = MOST
    ) -> tuple[ChainSwap, ...]:
        """The best swaps for an open shift, best first.

        Parameters
        ----------
        changes
            Per holder of the function what single changes would free them for it.
        most
            How many at most.
        """
        found: list[ChainSwap] = []
        for cost, taker, gives, to in self._by_cost(shift, changes):
            if len(found) == WEIGHED * most:
                break
            if self._can_take(to, gives) and self._goes_with_others(shift, taker, gives, to):
                sentence = self._sentence(taker, gives, to)
                moves = {taker: Move([shift], [gives]), to: Move([gives])}
                priced = self.costing.priced(cost, moves)
                found.append(ChainSwap(taker, gives, to, sentence, priced))
        found.sort(key=lambda swap: swap.cost.ranking)
        return tuple(found[:most])

    def _by_cost(
        self, shift: str, changes: Mapping[str, Iterable[Remedy]]
    ) -> Sequence[tuple[Cost, str, str, str]]:
        """Every swap that leaves the one who takes the open shift legal, the fairest first."""
        found = []
        for taker, offered in changes.items():
            for gives in self._given_up(taker, offered):
                for to in self._others(taker, gives):
                    moves = {taker: Move([shift], [gives]), to: Move([gives])}
                    found.append((self.costing.cost(moves, others=1), taker, gives, to))
        names = self.words.name
        found.sort(key=lambda s: (s[0].ranking, names(s[1]), names(s[3]), s[1:]))
        return found

    def _given_up(self, taker: str, offered: Iterable[Remedy]) -> Iterator[str]:
        """Duties that need somebody else: a trainee who leaves a double needs nobody."""
        levels = self.what_if.index.competence_levels
        for change in offered:
            doubles = levels.get((taker, change.shift)) is CompetenceLevel.TRAINEE
            if change.kind is RemedyKind.GIVE_UP and not doubles:
                yield change.shift

    def _others(self, taker: str, gives: str) -> list[str]:
        """Who is qualified for a duty and not on it."""
        index = self.what_if.index
        people = holders(index, index.problem.shift_by_id[gives], self.what_if.pairs)
        return [
            person
            for person in people
            if person != taker
            and index.competence_levels.get((person, gives)) is CompetenceLevel.QUALIFIED
        ]

    def _can_take(self, person: str, shift: str) -> bool:
        index, mine = self.what_if.index, self.what_if.shifts_of(person)
        row = index.row_of[shift]
        rows = [*index.fixed[person], *map(index.row_of.__getitem__, mine)]
        return not collisions(rows, row) and self.what_if.is_legal(person, [*mine, shift])

    def _goes_with_others(self, shift: str, taker: str, gives: str, to: str) -> bool:
        """Whether a swap keeps the rules about two people for all whom it touches."""
        if not self.what_if.index.pairings_of:
            return True
        held = self.what_if.by_person
        mine = [*(one for one in held.get(taker, ()) if one != gives), shift]
        after = {**held, taker: mine, to: [*held.get(to, ()), gives]}
        return self.what_if.are_legal((taker, to), after)

    def _sentence(self, taker: str, gives: str, to: str) -> Sentence:
        row = self.what_if.index.row_of[gives]
        return phrase(
            "{taker} takes the shift and {to} takes {post} {window} over from {taker}",
            taker=self.words.name(taker),
            to=self.words.name(to),
            post=self.words.post(row),
            window=self.words.window(row),
        )
