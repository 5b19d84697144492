"""What one person would break with other duties than he has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.result import Breach
from solver.rules.base import Rule
from solver.setting import Setting
from solver.verdict.judge import Pair, new_breaches

if TYPE_CHECKING:
    from solver.time.rows import Row

Given = dict[str, list[Breach]]  #: per rule id


@dataclass(frozen=True)
class WhatIf:
    """Trials on a roster, one person at a time.

    Parameters
    ----------
    pairs
        The roster.
    """

    setting: Setting
    rules: Sequence[Rule]
    pairs: frozenset[Pair]

    def shifts_of(self, person: str) -> Sequence[str]:
        """Ids of his shifts in the roster."""
        return self._shifts.get(person, [])

    def first_breach(
        self, person: str, shifts: Sequence[str], without: Row | None = None, ignore: str = ""
    ) -> Breach | None:
        """The first breach, in the order of the rules, that the certain input does not hold.

        Parameters
        ----------
        shifts
            His shifts, instead of those of the roster.
        without
            A certain row that is taken away.
        ignore
            Id of a rule that is not looked at.
        """
        timeline = self.setting.timeline(person, shifts)
        if without is not None:
            rows = tuple(row for row in timeline.rows if row != without)
            timeline = replace(timeline, rows=rows)
        given = self._given(person)
        for rule in self.rules:
            if rule.id != ignore:
                found = new_breaches(list(rule.check(timeline)), given[rule.id])
                if found:
                    return min(found, key=lambda breach: breach.start)
        return None

    @cached_property
    def _shifts(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for person, shift in sorted(self.pairs):
            found.setdefault(person, []).append(shift)
        return found

    def _given(self, person: str) -> Given:
        if person not in self._given_by_person:
            pinned = [shift for holder, shift in self.setting.pinned if holder == person]
            timeline = self.setting.timeline(person, pinned)
            found = {rule.id: list(rule.check(timeline)) for rule in self.rules}
            self._given_by_person[person] = found
        return self._given_by_person[person]

    @cached_property
    def _given_by_person(self) -> dict[str, Given]:
        return {}
