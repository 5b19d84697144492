"""The lowest rung: wishes and healthy patterns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.model.duty import Assignment
from solver.objective.wishes import Wishes
from solver.rules.base import PatternRule, Rule

if TYPE_CHECKING:
    from solver.forms.model import Term
    from solver.forms.roster_model import Pair, RosterModel
    from solver.setting import Setting


@dataclass
class WishesAndPatterns:
    """Weight of the wishes not met and of the patterns broken."""

    rules: Sequence[Rule]
    name: str = field(default="wishes and patterns", init=False)

    @property
    def _patterns(self) -> list[PatternRule]:
        return [rule for rule in self.rules if isinstance(rule, PatternRule)]

    def terms(self, roster: RosterModel) -> list[Term]:
        """One cost per wish and per flaw."""
        found = Wishes().terms(roster)
        for rule in self._patterns:
            for person_id, person in roster.people.items():
                roster.model.owner = person_id
                found += [(rule.weight, literal) for literal in rule.penalise(person)]
        roster.model.owner = ""
        return found

    def value(self, setting: Setting, pairs: Collection[Pair]) -> int:
        """The cost of a roster."""
        total = Wishes().value(setting, pairs)
        timelines = setting.timelines([Assignment(*pair) for pair in sorted(pairs)])
        for rule in self._patterns:
            for timeline in timelines.values():
                total += rule.weight * len(list(rule.flaws(timeline)))
        return total
