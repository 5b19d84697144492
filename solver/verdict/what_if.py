"""What one person would break with other duties than he has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from solver.rules.base import Rule
from solver.setting import Setting
from solver.verdict.judge import Pair, new_breaches

if TYPE_CHECKING:
    from data.model.result import Breach
    from solver.time.rows import Row
    from solver.time.timeline import Timeline


@dataclass(frozen=True)
class WhatIf:
    """Trials on a roster, one person at a time.

    Parameters
    ----------
    pairs
        The roster.
    known
        The part of it whose breaches are no news; None: what is pinned.
    """

    setting: Setting
    rules: Sequence[Rule]
    pairs: frozenset[Pair]
    known: frozenset[Pair] | None = None

    def shifts_of(self, person: str) -> Sequence[str]:
        """Ids of his shifts in the roster."""
        return self.by_person.get(person, [])

    def first_breach(
        self, person: str, shifts: Sequence[str], without: Row | None = None, ignore: str = ""
    ) -> Breach | None:
        """The first new breach, in the order of the rules.

        Parameters
        ----------
        shifts
            His shifts, instead of those of the roster.
        without
            A certain row that is taken away.
        ignore
            Id of a rule that is not looked at.
        """
        timeline = self.timeline(person, shifts, without)
        for rule in self.rules:
            found = [] if rule.id == ignore else self.broken(rule, timeline)
            if found:
                return min(found, key=lambda breach: breach.start)
        return None

    def all_breaches(self, timeline: Timeline) -> list[Breach]:
        """Every new breach in somebody's time, in the order of the rules."""
        return [breach for rule in self.rules for breach in self.broken(rule, timeline)]

    def is_legal(self, person: str, shifts: Iterable[str], doubts: Sequence[Rule] = ()) -> bool:
        """Whether these shifts, instead of those of the roster, break nothing new.

        Parameters
        ----------
        doubts
            As for `passes`.
        """
        key = person, frozenset(shifts)
        if key not in self._verdicts:
            self._verdicts[key] = self.passes(self.timeline(person, key[1]), doubts)
        return self._verdicts[key]

    def passes(self, timeline: Timeline, doubts: Sequence[Rule] = ()) -> bool:
        """Whether somebody's time breaks nothing new.

        Parameters
        ----------
        doubts
            The rules that are likely to be broken, asked first. After these the one that refused
            last is likely to refuse again.
        """
        if any(self.broken(rule, timeline) for rule in doubts):
            return False
        for place, rule in enumerate(self._by_refusal):
            if rule not in doubts and self.broken(rule, timeline):
                self._by_refusal.insert(0, self._by_refusal.pop(place))
                return False
        return True

    def broken(self, rule: Rule, timeline: Timeline) -> list[Breach]:
        """The new breaches of one rule in somebody's time."""
        found = list(rule.check(timeline))
        return found and new_breaches(found, self._given(timeline.about.person.id, rule))

    def timeline(self, person: str, shifts: Iterable[str], without: Row | None = None) -> Timeline:
        """A person's time with these shifts, and without a certain row."""
        timeline = self.setting.timeline(person, shifts)
        if without is None:
            return timeline
        return replace(timeline, rows=tuple(row for row in timeline.rows if row != without))

    @cached_property
    def by_person(self) -> dict[str, list[str]]:
        """Ids of everybody's shifts in the roster, by person id."""
        return _by_person(self.pairs)

    @cached_property
    def _known(self) -> dict[str, list[str]]:
        return _by_person(self.setting.pinned if self.known is None else self.known)

    def _given(self, person: str, rule: Rule) -> list[Breach]:
        """What is no news; asked only where a trial breaks something."""
        key = person, rule.id
        if key not in self._given_breaches:
            timeline = self.setting.timeline(person, self._known.get(person, ()))
            self._given_breaches[key] = list(rule.check(timeline))
        return self._given_breaches[key]

    @cached_property
    def _given_breaches(self) -> dict[tuple[str, str], list[Breach]]:
        return {}

    @cached_property
    def _verdicts(self) -> dict[tuple[str, frozenset[str]], bool]:
        return {}

    @cached_property
    def _by_refusal(self) -> list[Rule]:
        return list(self.rules)


def _by_person(pairs: Iterable[Pair]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for person, shift in sorted(pairs):
        found.setdefault(person, []).append(shift)
    return found
