"""What one person's duties cost in quality, beside fairness, which is a matter of all together."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import WishKind
from data.model.quality import POINT
from solver.objective.quality import QualityObjective, wished_shifts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from data.model.duty import Wish
    from data.model.result import Violation

MOST = 20_000  #: judgements that are kept, of some hundred bytes each


@dataclass(frozen=True)
class Pricing:
    """Prices the duties of one person at a time; what was judged once is kept.

    Parameters
    ----------
    quality
        With its weights; it depends on the problem and the rules alone.
    """

    quality: QualityObjective

    def flaws(self, person: str, shifts: Iterable[str]) -> tuple[Violation, ...]:
        """The flaws in somebody's time with these shifts, by start."""
        key = person, frozenset(shifts)
        if key not in self._flaws:
            if len(self._flaws) >= MOST:
                self._flaws.clear()
            timeline = self.quality.index.timeline(person, sorted(key[1]))
            found = [
                flaw
                for rule, _price in self.quality.health_rules
                for flaw in rule.soft_violations(timeline)
            ]
            self._flaws[key] = tuple(sorted(found, key=lambda flaw: (flaw.start, flaw.rule)))
        return self._flaws[key]

    def cost(self, person: str, shifts: Collection[str]) -> int:
        """What health, wishes and base roster cost, in hundredths of a point."""
        weights, prices = self.quality.weights, self._prices
        found = sum(prices[flaw.rule] for flaw in self.flaws(person, shifts))
        if weights.wishes:
            found += POINT * weights.wishes * self._unmet(person, set(shifts))
        if weights.base_roster:
            found += POINT * weights.base_roster * self._departures(person, set(shifts))
        return found

    def _unmet(self, person: str, shifts: set[str]) -> int:
        found = 0
        for wish, wished in self._wishes.get(person, ()):
            count = len(shifts & wished)
            if wish.kind is WishKind.AVOID:
                found += wish.weight * count
            elif not count:
                found += wish.weight
        return found

    def _departures(self, person: str, shifts: set[str]) -> int:
        base = self.quality.base_rosters
        judged = {shift for shift in shifts if base.is_judged((person, shift))}
        return len(judged ^ self._expected.get(person, set()))

    @cached_property
    def _prices(self) -> dict[str, int]:
        return {rule.id: price for rule, price in self.quality.health_rules}

    @cached_property
    def _wishes(self) -> dict[str, list[tuple[Wish, frozenset[str]]]]:
        found: dict[str, list[tuple[Wish, frozenset[str]]]] = defaultdict(list)
        for wish, shifts in wished_shifts(self.quality.index):
            found[wish.person].append((wish, frozenset(shifts)))
        return found

    @cached_property
    def _expected(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for person, shift in self.quality.base_rosters.expected:
            found[person].add(shift)
        return found

    @cached_property
    def _flaws(self) -> dict[tuple[str, frozenset[str]], tuple[Violation, ...]]:
        return {}


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
