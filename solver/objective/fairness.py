"""The fairness level: every burden shared in proportion, and early imbalance made good.

A person's fair share of a shift is their weight among those who could have taken it. Added up over
history and period it is their target. Within one duty of it they have their share. What is
minimised is the squared distance beyond that, so that one person far off is worse than two a little
off. The square is taken at whole numbers only: straight lines through neighbouring whole numbers,
which an LP relaxation sees as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from solver.objective.share import Share, Sharing
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule

if TYPE_CHECKING:
    from solver.cpsat.model import Term
    from solver.formulation.roster_model import Pair, RosterModel

TENTHS = 10  #: targets are rounded to a tenth of a duty, so that every cost is a whole number
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
        worst = max(cost.at(low), cost.at(high))
        price = model.new_integer(0, worst, f"unfair {share.measure} {share.person}")
        for slope, offset in cost.tangents(low, high):
            model.add_at_least([(1, price), (-slope, count)], offset)
        return [(1, price)]

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """The cost of a roster (people without anything to choose included)."""
        total = 0
        mine: dict[str, list[str]] = {}
        for person, shift in pairs:
            mine.setdefault(person, []).append(shift)
        for share in self.sharing.shares:
            load = self.sharing.loads[share.measure]
            count = share.done + sum(load.get(s, 0) for s in mine.get(share.person, ()))
            total += SquaredDistance(share.target, share.measure.weight).at(count)
        return total
