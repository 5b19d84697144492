"""What one person's shifts cost in quality, by what it is made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import WishKind
from data.model.quality import POINT, QualityPart
from solver.objective.quality import QualityObjective, SquaredDistance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.model.duty import Wish
    from data.model.result import Violation
    from solver.diagnosis.judge import Pair
    from solver.objective.share import Share

Costs = Counter[tuple[QualityPart, str]]  #: part, and the health rule where it is one
MOST = 5_000  #: sets of shifts that are kept


@dataclass(frozen=True)
class PersonCosts:
    """What one person's shifts cost in quality, in hundredths of a point; each set once.

    Parameters
    ----------
    quality
        With its weights; it depends on the problem and the rules alone.
    """

    quality: QualityObjective

    def flaws(self, person: str, shifts: Iterable[str]) -> tuple[Violation, ...]:
        """The flaws in somebody's time with these shifts, by start."""
        key = person, frozenset(shifts)
        there = self._flaws.get(key)
        if there is None:
            if len(self._flaws) >= MOST:
                self._flaws.clear()
            timeline = self.quality.index.timeline(person, sorted(key[1]))
            found = [
                flaw
                for rule, _price in self.quality.health_rules
                for flaw in rule.soft_violations(timeline)
            ]
            there = tuple(sorted(found, key=lambda flaw: (flaw.start, flaw.rule)))
            self._flaws[key] = there  # another thread may clear them: nothing is read back
        return there

    def total(self, person: str, shifts: Iterable[str]) -> int:
        """All of it."""
        return sum(self.costs(person, shifts).values())

    def costs(self, person: str, shifts: Iterable[str]) -> Costs:
        """By part, and for health by rule."""
        key = person, frozenset(shifts)
        there = self._known.get(key)
        if there is None:
            if len(self._known) >= MOST:
                self._known.clear()
            there = self._known[key] = self._priced(*key)
        return there

    def _priced(self, person: str, shifts: frozenset[str]) -> Costs:
        quality, weights = self.quality, self.quality.weights
        flaws = Counter(flaw.rule for flaw in self.flaws(person, shifts))
        found: Costs = Counter()
        for rule, price in quality.health_rules:
            found[QualityPart.HEALTH, rule.id] = price * flaws[rule.id]
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
        if substitutes := quality.index.substitutes:
            instead = [substitutes.get((person, shift)) for shift in shifts]
            price = sum(POINT * one.price for one in instead if one)
            found[QualityPart.SUBSTITUTES, ""] = price
        return found

    @cached_property
    def _flaws(self) -> dict[tuple[str, frozenset[str]], tuple[Violation, ...]]:
        return {}

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
        for wish, shifts in self.quality.index.wished_shifts:
            found.setdefault(wish.person, []).append((wish, frozenset(shifts)))
        return found

    @cached_property
    def _expected(self) -> dict[str, frozenset[Pair]]:
        found: dict[str, set[Pair]] = {}
        for pair in self.quality.base_rosters.expected:
            found.setdefault(pair[0], set()).add(pair)
        return {person: frozenset(pairs) for person, pairs in found.items()}


def flaws_between(
    before: Sequence[Violation], after: Sequence[Violation]
) -> tuple[list[Violation], list[Violation]]:
    """The flaws that came and those that went; one that only grew or shrank did neither."""
    had, has = Counter(before), Counter(after)
    gone, came = list((had - has).elements()), []
    for flaw in (has - had).elements():
        same = next((one for one in gone if _is_same(one, flaw)), None)
        if same is None:
            came.append(flaw)
        else:
            gone.remove(same)
    return came, gone


def _is_same(one: Violation, other: Violation) -> bool:
    is_near = one.start < other.end and other.start < one.end
    return one.rule == other.rule and one.person == other.person and is_near
