"""What one person's shifts cost in quality, by what it is made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import WishKind
from data.model.quality import POINT, QualityPart
from solver.objective.quality import QualityObjective, SquaredDistance, wished_shifts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.model.duty import Wish
    from solver.diagnosis.judge import Pair
    from solver.objective.share import Share

Costs = Counter[tuple[QualityPart, str]]  #: part, and the health rule where it is one


@dataclass(frozen=True)
class PersonCosts:
    """What one person's shifts cost in quality, in hundredths of a point; each set once."""

    quality: QualityObjective

    def total(self, person: str, shifts: Iterable[str]) -> int:
        """All of it."""
        return sum(self.costs(person, shifts).values())

    def costs(self, person: str, shifts: Iterable[str]) -> Costs:
        """By part, and for health by rule."""
        key = person, frozenset(shifts)
        if key not in self._known:
            self._known[key] = self._priced(*key)
        return self._known[key]

    def _priced(self, person: str, shifts: frozenset[str]) -> Costs:
        quality, weights = self.quality, self.quality.weights
        timeline = quality.index.timeline(person, sorted(shifts))
        found: Costs = Counter()
        for rule, price in quality.health_rules:
            flaws = sum(1 for _ in rule.soft_violations(timeline))
            found[QualityPart.HEALTH, rule.id] = price * flaws
        loads = quality.fairness.sharing.loads if weights.fairness else {}
        for share in self._shares.get(person, ()) if weights.fairness else ():
            count = share.done + sum(loads[share.measure].get(s, 0) for s in shifts)
            cost = SquaredDistance(share.target, share.measure.weight).at(count)
            found[QualityPart.FAIRNESS, ""] += weights.fairness * cost
        for wish, wished in self._wishes.get(person, ()):
            had = len(shifts & wished)
            unmet = had if wish.kind is WishKind.AVOID else int(not had)
            found[QualityPart.WISHES, ""] += POINT * weights.wishes * wish.weight * unmet
        base = quality.base_rosters
        pairs = {(person, shift) for shift in shifts if base.is_judged((person, shift))}
        departures = len(pairs ^ self._expected.get(person, frozenset()))
        found[QualityPart.BASE_ROSTER, ""] = POINT * weights.base_roster * departures
        return found

    @cached_property
    def _known(self) -> dict[tuple[str, frozenset[str]], Costs]:
        return {}

    @cached_property
    def _shares(self) -> dict[str, list[Share]]:
        found: dict[str, list[Share]] = {}
        for share in self.quality.fairness.sharing.shares:
            found.setdefault(share.person, []).append(share)
        return found

    @cached_property
    def _wishes(self) -> dict[str, list[tuple[Wish, frozenset[str]]]]:
        found: dict[str, list[tuple[Wish, frozenset[str]]]] = {}
        for wish, shifts in wished_shifts(self.quality.index):
            found.setdefault(wish.person, []).append((wish, frozenset(shifts)))
        return found

    @cached_property
    def _expected(self) -> dict[str, frozenset[Pair]]:
        found: dict[str, set[Pair]] = {}
        for pair in self.quality.base_rosters.expected:
            found.setdefault(pair[0], set()).add(pair)
        return {person: frozenset(pairs) for person, pairs in found.items()}
