"""What one person would break with other duties than they have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from solver.diagnosis.judge import Pair, new_violations
from solver.problem_index import ProblemIndex, by_person
from solver.rules.base import Rule
from solver.timeline.clock import DAY
from solver.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.result import Violation
    from solver.problem_index import Held
    from solver.timeline.rows import Row


NEAR = 2 * DAY  #: a row joins others to a shift of the law, whose windows may begin beside it


@dataclass(frozen=True)
class TrialTimeline:
    """Somebody's time after a change.

    Parameters
    ----------
    whole
        All of it.
    changed
        From the first to the last minute of the rows that are new or gone; None: the rules
        themselves change, so that it may break anywhere.
    """

    whole: Timeline
    changed: tuple[int, int] | None

    @cached_property
    def near(self) -> Timeline:
        """The same, judged only where the change can matter: elsewhere it breaks what it broke.

        A window that holds no changed row holds what it held.
        """
        if self.changed is None:
            return self.whole
        about = self.whole.about
        first, last = self.changed
        span = replace(
            about.span,
            judged_start=max(about.span.judged_start, first - NEAR),
            judged_end=min(about.span.judged_end, last + NEAR),
        )
        return replace(self.whole, about=replace(about, span=span))

    def without(self, row: Row) -> TrialTimeline:
        """The same without one row more."""
        rows = tuple(other for other in self.whole.rows if other != row)
        changed = None if self.changed is None else stretch([self.changed, (row.start, row.end)])
        return TrialTimeline(replace(self.whole, rows=rows), changed)


def stretch(changed: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """From the first start to the last end; None: nothing changed."""
    found = list(changed)
    return (min(s for s, _ in found), max(e for _, e in found)) if found else None


@dataclass(frozen=True)
class WhatIf:
    """Trials on a roster, one person at a time.

    Parameters
    ----------
    pairs
        The roster.
    known
        The part of it whose violations are no news; None: what is pinned.
    """

    index: ProblemIndex
    rules: Sequence[Rule]
    pairs: frozenset[Pair]
    known: frozenset[Pair] | None = None

    def shifts_of(self, person: str) -> Sequence[str]:
        """Ids of their shifts in the roster."""
        return self.by_person.get(person, [])

    def first_violation(
        self, person: str, shifts: Sequence[str], without: Row | None = None, ignore: str = ""
    ) -> Violation | None:
        """The first new violation, in the order of the rules.

        Parameters
        ----------
        shifts
            Their shifts, instead of those of the roster.
        without
            A fixed row that is taken away.
        ignore
            Id of a rule that is not looked at.
        """
        trial = self.trial(person, shifts)
        trial = trial if without is None else trial.without(without)
        for rule in self.rules:
            found = [] if rule.id == ignore else self.broken(rule, trial)
            if found:
                return min(found, key=lambda violation: violation.start)
        return None

    def all_violations(self, trial: TrialTimeline) -> list[Violation]:
        """Every new violation in somebody's time, in the order of the rules."""
        return [violation for rule in self.rules for violation in self.broken(rule, trial)]

    def is_legal(self, person: str, shifts: Iterable[str], doubts: Sequence[Rule] = ()) -> bool:
        """Whether these shifts, instead of those of the roster, break nothing new.

        Parameters
        ----------
        doubts
            As for `passes`.
        """
        key = person, frozenset(shifts)
        if key not in self._verdicts:
            self._verdicts[key] = self.passes(self.trial(person, key[1]), doubts)
        return self._verdicts[key]

    def are_legal(self, people: Iterable[str], held: Held) -> bool:
        """Whether some people, and those paired with them, break nothing new in another roster.

        Parameters
        ----------
        held
            Ids of everybody's shifts in it, by person id.
        """
        paired = self.index.pairings_of
        return all(
            self.passes(self.trial(one, held.get(one, ()), held))
            if one in paired
            else self.is_legal(one, held.get(one, ()))
            for one in sorted(self.index.with_companions(people))
        )

    def passes(self, trial: TrialTimeline, doubts: Sequence[Rule] = ()) -> bool:
        """Whether somebody's time breaks nothing new.

        Parameters
        ----------
        doubts
            The rules that are likely to be broken, asked first. After these the one that refused
            last is likely to refuse again.
        """
        if any(self.breaks(rule, trial) for rule in doubts):
            return False
        for place, rule in enumerate(self._by_refusal):
            if rule not in doubts and self.breaks(rule, trial):
                self._by_refusal.insert(0, self._by_refusal.pop(place))
                return False
        return True

    def breaks(self, rule: Rule, trial: TrialTimeline) -> bool:
        """Whether somebody's time breaks a rule anew."""
        if next(iter(rule.check(trial.near)), None) is None:
            return False
        return not self._preexisting(trial.whole.about.person.id, rule) or bool(
            self.broken(rule, trial)
        )

    def broken(self, rule: Rule, trial: TrialTimeline) -> list[Violation]:
        """The new violations of one rule in somebody's time."""
        if next(iter(rule.check(trial.near)), None) is None:
            return []
        found = list(rule.check(trial.whole))
        return new_violations(found, self._preexisting(trial.whole.about.person.id, rule))

    def trial(self, person: str, shifts: Iterable[str], held: Held | None = None) -> TrialTimeline:
        """A person's time with these shifts.

        Parameters
        ----------
        held
            What others have then, per person; None: what they have in the roster.
        """
        mine = set(shifts)
        rows = [self.index.row_of[s] for s in mine.symmetric_difference(self._known_of(person))]
        changed = stretch((row.start, row.end) for row in rows)
        held = self.by_person if held is None else held
        return TrialTimeline(self.index.timeline(person, sorted(mine), held), changed)

    @cached_property
    def by_person(self) -> dict[str, list[str]]:
        """Ids of everybody's shifts in the roster, by person id."""
        return by_person(self.pairs)

    def _known_of(self, person: str) -> Sequence[str]:
        return self._known.get(person, ())

    @cached_property
    def _known(self) -> dict[str, list[str]]:
        return by_person(self.index.pinned if self.known is None else self.known)

    def _preexisting(self, person: str, rule: Rule) -> list[Violation]:
        """What is no news; asked only where a trial breaks something."""
        key = person, rule.id
        if key not in self._preexisting_violations:
            timeline = self.index.timeline(person, self._known_of(person), self._known)
            self._preexisting_violations[key] = list(rule.check(timeline))
        return self._preexisting_violations[key]

    @cached_property
    def _preexisting_violations(self) -> dict[tuple[str, str], list[Violation]]:
        return {}

    @cached_property
    def _verdicts(self) -> dict[tuple[str, frozenset[str]], bool]:
        return {}

    @cached_property
    def _by_refusal(self) -> list[Rule]:
        return list(self.rules)
