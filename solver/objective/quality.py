"""Quality: fairness, health, wishes and nearness to the base rosters, in one weighted sum.

Fairness is every burden shared in proportion, and early imbalance made good. A person's fair share
of a shift is their weight among those who could have taken it. Added up over history and period it
is their target. Within one duty of it they have their share. What is minimised is the squared
distance beyond that, so that one person far off is worse than two a little off. The square is taken
at whole numbers only: straight lines through neighbouring whole numbers, which an LP relaxation
sees as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import WishKind
from data.model.quality import POINT, QualityPart, QualityWeights
from data.model.result import QualityCost, RosterQuality, Violation
from solver.formulation.roster_model import SharedCount
from solver.objective.base_rosters import BaseRosterObjective
from solver.objective.pairing_wishes import pairing_terms, unmet_pairings
from solver.objective.share import Share, Sharing
from solver.problem_index import ProblemIndex, by_person
from solver.rules.base import HealthRule, Rule

if TYPE_CHECKING:
    from solver.cpsat.model import Term
    from solver.formulation.roster_model import Pair, RosterModel

TENTHS = 10  #: targets are rounded to a tenth of a duty, so that every cost is a whole number


KNOWN_TIMES = 8  #: of one person, whose flaws are kept


TOLERANCE = 1  #: duties are whole, so a share is met by the whole numbers on both sides of it


REACH = 12  #: beyond this distance from the target the cost grows in a straight line


@dataclass(frozen=True, slots=True)
class SquaredDistance:
    """``weight * (10 * distance)**2`` at whole numbers, straight in between.

    The distance is that from the nearest count within one duty of the target.

    Parameters
    ----------
    target
        The fair share.
    weight
        Of the measure.
    """

    target: float
    weight: int

    def at(self, count: int) -> int:
        """The cost of a count."""
        low, high = self._reach
        near = min(max(count, low), high)
        cost = self._square(near)
        if count < low:
            return cost - (low - count) * self._step(low + 1)
        return cost + (count - near) * self._step(high)

    @property
    def _reach(self) -> tuple[int, int]:
        return round(self.target) - REACH, round(self.target) + REACH

    def _square(self, count: int) -> int:
        off = abs(TENTHS * count - round(TENTHS * self.target))
        return self.weight * max(0, off - TENTHS * TOLERANCE) ** 2

    def _step(self, count: int) -> int:
        """Cost of `count` less that of ``count - 1``; grows with `count`."""
        return self._square(count) - self._square(count - 1)

    def tangents(self, low: int, high: int) -> list[tuple[int, int]]:
        """Lines ``slope * n + offset`` whose maximum is the cost between two counts."""
        first, last = self._reach
        start = min(max(low, first), last - 1)
        end = max(min(high, last), start + 1)
        return [
            (self._step(n + 1), self._square(n) - self._step(n + 1) * n) for n in range(start, end)
        ]


@dataclass
class FairnessObjective:
    """Squared distance from the fair share, over people and measures."""

    index: ProblemIndex
    rules: Sequence[Rule]
    name: str = field(default="fairness", init=False)

    @cached_property
    def sharing(self) -> Sharing:
        """Who should carry how much."""
        return Sharing(self.index, self.rules)

    def terms(self, roster: RosterModel) -> list[Term]:
        """One cost per person and measure."""
        found: list[Term] = []
        mine: dict[str, list[tuple[str, int]]] = {}
        for (person, shift), literal in roster.literals.items():
            if person in roster.people:
                mine.setdefault(person, []).append((shift, literal))
        for share in self.sharing.shares:
            load = self.sharing.loads[share.measure]
            counted = [(load[s], lit) for s, lit in mine.get(share.person, ()) if load.get(s)]
            if counted:
                roster.model.owner = share.person
                found += self._cost(roster, share, counted)
        roster.model.owner = ""
        return found

    def _cost(self, roster: RosterModel, share: Share, counted: list[Term]) -> list[Term]:
        model = roster.model
        folded, constant = model.fold(counted)
        if not folded:
            return []
        low, high = constant + share.done, constant + share.done + sum(c for c, _ in folded)
        cost = SquaredDistance(share.target, share.measure.weight)
        count = model.new_integer(low, high, f"{share.measure} {share.person}")
        model.add_equal([*counted, (-1, count)], -share.done)
        roster.shared_counts.append(
            SharedCount(share.person, share.measure.value, count, share.target)
        )
        worst = max(cost.at(low), cost.at(high))
        price = model.new_integer(0, worst, f"unfair {share.measure} {share.person}")
        for slope, offset in cost.tangents(low, high):
            model.add_at_least([(1, price), (-slope, count)], offset)
        return [(1, price)]

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """The cost of a roster (people without anything to choose included)."""
        return sum(cost for _, cost in self.costs(pairs, self.sharing.shares))

    def costs(
        self, pairs: Collection[Pair], shares: Iterable[Share]
    ) -> Iterator[tuple[Share, int]]:
        """What some shares cost in a roster."""
        mine: dict[str, list[str]] = {}
        for person, shift in pairs:
            mine.setdefault(person, []).append(shift)
        for share in shares:
            load = self.sharing.loads[share.measure]
            count = share.done + sum(load.get(s, 0) for s in mine.get(share.person, ()))
            yield share, SquaredDistance(share.target, share.measure.weight).at(count)


@dataclass(frozen=True)
class WishObjective:
    """Price of wishes that are not met."""

    name: str = "wishes"

    def terms(self, roster: RosterModel) -> list[Term]:
        """Each avoided shift that is worked, and each wish that no shift meets.

        And what goes against wishes about two people. A wish of somebody who has nothing free is
        left out.
        """
        found: list[Term] = []
        for wish, shifts in roster.index.wished_shifts:
            if wish.person not in roster.people:
                continue
            pairs = [(wish.person, shift) for shift in shifts]
            literals = [roster.literals[pair] for pair in pairs if pair in roster.literals]
            if wish.kind is WishKind.AVOID:
                found += [(wish.weight, literal) for literal in literals]
            elif len(literals) == 1:
                found.append((wish.weight, -literals[0]))
            else:
                roster.model.owner = wish.person
                met = roster.model.all_of([-literal for literal in literals], "unmet wish")
                roster.model.owner = ""
                found.append((wish.weight, met))
        return [*found, *pairing_terms(roster)]

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """The same, of a whole roster."""
        return sum(self.unmet(index, pairs).values())

    def unmet(self, index: ProblemIndex, pairs: Collection[Pair]) -> Counter[str]:
        """The weight of the wishes not met, by person."""
        held, found = set(pairs), Counter[str]()
        for wish, shifts in index.wished_shifts:
            count = sum((wish.person, shift) in held for shift in shifts)
            if wish.kind is WishKind.AVOID:
                found[wish.person] += wish.weight * count
            elif not count:
                found[wish.person] += wish.weight
        if index.wished_pairings:
            found += unmet_pairings(index, by_person(pairs))
        return found


@dataclass(frozen=True)
class QualityObjective:
    """Quality, or some parts of it, as one weighted sum in hundredths of a point.

    Parameters
    ----------
    whole
        The quality of everybody, of which this is a part; None: this is it.
    people
        Whose quality it is, if it is a part.
    """

    index: ProblemIndex
    rules: Sequence[Rule]
    parts: tuple[QualityPart, ...] = tuple(QualityPart)
    whole: QualityObjective | None = None
    people: frozenset[str] = frozenset()

    def of_people(self, people: Collection[str]) -> QualityObjective:
        """The quality of some people: a pool need not look at all the others."""
        return replace(self, whole=self.whole or self, people=frozenset(people))

    def concerns(self, person: str) -> bool:
        """Whether it counts what somebody has."""
        return self.whole is None or person in self.people

    @property
    def name(self) -> str:
        """Name of the level: of the part, where it is one alone."""
        return self.parts[0].value if len(self.parts) == 1 else "quality"

    @property
    def weights(self) -> QualityWeights:
        """What the planner says each is worth."""
        return self.index.problem.weights

    @cached_property
    def fairness(self) -> FairnessObjective:
        """Who should carry how much."""
        return self.whole.fairness if self.whole else FairnessObjective(self.index, self.rules)

    @cached_property
    def base_rosters(self) -> BaseRosterObjective:
        """What the base rosters ask."""
        return self.whole.base_rosters if self.whole else BaseRosterObjective(self.index)

    @cached_property
    def shares(self) -> list[Share]:
        """The fair shares of those whose quality it is."""
        return [share for share in self.fairness.sharing.shares if self.concerns(share.person)]

    @cached_property
    def health_rules(self) -> list[tuple[HealthRule, int]]:
        """The healthy patterns that cost something, with the cost of one flaw."""
        found = [rule for rule in self.rules if isinstance(rule, HealthRule)]
        priced = [(rule, POINT * self.weights.of_rule(rule.id)) for rule in found]
        return [(rule, price) for rule, price in priced if price]

    def terms(self, roster: RosterModel) -> list[Term]:
        """The cost of each part that counts."""
        weights = self.weights
        found: list[Term] = []
        if QualityPart.HEALTH in self.parts:
            found += self._health_terms(roster)
        if QualityPart.FAIRNESS in self.parts and weights.fairness:
            found += _times(weights.fairness, self.fairness.terms(roster))
        if QualityPart.WISHES in self.parts and weights.wishes:
            found += _times(POINT * weights.wishes, WishObjective().terms(roster))
        if QualityPart.BASE_ROSTER in self.parts and weights.base_roster:
            found += _times(POINT * weights.base_roster, self.base_rosters.terms(roster))
        if QualityPart.SUBSTITUTES in self.parts and self.index.substitutes:
            found += [
                (POINT * one.price, roster.literals[pair])
                for pair, one in self.index.substitutes.items()
                if pair in roster.literals
            ]
        return found

    def _health_terms(self, roster: RosterModel) -> list[Term]:
        found: list[Term] = []
        for rule, price in self.health_rules:
            for person_id, person in roster.people.items():
                roster.model.owner = person_id
                found += [(price, literal) for literal in rule.penalise(person)]
        roster.model.owner = ""
        return found

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """The cost of a roster."""
        return self.quality(pairs).cost

    def quality(self, pairs: Collection[Pair]) -> RosterQuality:
        """The cost of a roster by part, measure and person, and each flaw in it."""
        costs: list[QualityCost] = []
        flaws: list[Violation] = []
        if QualityPart.HEALTH in self.parts:
            flaws = self._flaws(pairs)
            prices = {rule.id: price for rule, price in self.health_rules}
            for (rule_id, person), count in Counter((f.rule, f.person) for f in flaws).items():
                cost = count * prices[rule_id]
                costs.append(QualityCost(QualityPart.HEALTH, rule_id, person, count, cost))
        if QualityPart.FAIRNESS in self.parts:
            costs += [
                QualityCost(
                    QualityPart.FAIRNESS,
                    share.measure.value,
                    share.person,
                    0,
                    self.weights.fairness * cost,
                )
                for share, cost in self.fairness.costs(pairs, self.shares)
            ]
        if QualityPart.WISHES in self.parts:
            price = POINT * self.weights.wishes
            unmet = WishObjective().unmet(self.index, pairs)
            costs += self._counted(QualityPart.WISHES, price, unmet)
        if QualityPart.BASE_ROSTER in self.parts:
            price = POINT * self.weights.base_roster
            departures = Counter(pair[0] for pair in self.base_rosters.departures(pairs))
            costs += self._counted(QualityPart.BASE_ROSTER, price, departures)
        if QualityPart.SUBSTITUTES in self.parts and self.index.substitutes:
            costs += self._of_substitutes(pairs)
        kept = sorted((c for c in costs if c.cost), key=lambda c: (c.part, c.source, c.person))
        flaws.sort(key=lambda flaw: (flaw.start, flaw.person, flaw.rule))
        return RosterQuality(tuple(kept), tuple(flaws))

    def _of_substitutes(self, pairs: Collection[Pair]) -> list[QualityCost]:
        """What the shifts cost that substitutes fill, by person."""
        found: dict[str, list[int]] = {}
        for pair in pairs:
            one = self.index.substitutes.get(pair)
            if one is not None and self.concerns(pair[0]):
                found.setdefault(pair[0], []).append(POINT * one.price)
        part = QualityPart.SUBSTITUTES
        return [
            QualityCost(part, part.value, person, len(prices), sum(prices))
            for person, prices in sorted(found.items())
        ]

    def _counted(
        self, part: QualityPart, price: int, counts: Mapping[str, int]
    ) -> list[QualityCost]:
        return [
            QualityCost(part, part.value, person, count, price * count)
            for person, count in sorted(counts.items())
            if self.concerns(person)
        ]

    def _flaws(self, pairs: Collection[Pair]) -> list[Violation]:
        shifts: dict[str, list[str]] = {}
        for person, shift in sorted(pairs):
            shifts.setdefault(person, []).append(shift)
        everybody = [person.id for person in self.index.problem.people]
        return [
            flaw
            for person in (everybody if self.whole is None else sorted(self.people))
            for flaw in self._flaws_of(person, tuple(shifts.get(person, ())))
        ]

    def _flaws_of(self, person: str, shifts: tuple[str, ...]) -> list[Violation]:
        """The flaws of one person's time; a roster that is valued changes few people's."""
        known = self._known_flaws.setdefault(person, {})
        found = known.get(shifts)
        if found is None:
            timeline = self.index.timeline(person, shifts)
            rules = [rule for rule, _price in self.health_rules]
            found = [flaw for rule in rules for flaw in rule.soft_violations(timeline)]
            if len(known) >= KNOWN_TIMES:
                known.pop(next(iter(known)), None)
            known[shifts] = found
        return found

    @cached_property
    def _known_flaws(self) -> dict[str, dict[tuple[str, ...], list[Violation]]]:
        return {}


def _times(factor: int, terms: Sequence[Term]) -> list[Term]:
    return [(factor * coefficient, literal) for coefficient, literal in terms]


def quality_levels(index: ProblemIndex, rules: Sequence[Rule]) -> list[QualityObjective]:
    """Quality as one level, or one level a part where the planner asks for a strict order."""
    weights = index.problem.weights
    if not weights.strict:
        return [QualityObjective(index, rules)]
    parts = [*weights.in_order(), *([QualityPart.SUBSTITUTES] if index.substitutes else [])]
    return [QualityObjective(index, rules, (part,)) for part in dict.fromkeys(parts)]
