"""The fairness level: every burden shared in proportion, and early imbalance made good.

A person's fair share of a shift is their weight among those who could have taken it. Added up over
history and period it is their target. Within one duty of it they have their share. What is
minimised is the squared distance beyond that, so that one person far off is worse than two a little
off. The square is taken at whole numbers only: straight lines through neighbouring whole numbers,
which an LP relaxation sees as they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import Assignment, Wish, WishKind
from solver.objective.share import Share, Sharing
from solver.problem_index import ProblemIndex
from solver.rules.base import PatternRule, Rule

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.model.shift import Shift
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


@dataclass(frozen=True)
class WishObjective:
    """Price of wishes that are not met."""

    name: str = "wishes"

    def terms(self, roster: RosterModel) -> list[Term]:
        """Each avoided shift that is worked, and each wish that no shift meets.

        A wish of somebody who has nothing free is left out.
        """
        found: list[Term] = []
        for wish, shifts in wished_shifts(roster.index):
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
        return found

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """The same, of a whole roster."""
        held = set(pairs)
        total = 0
        for wish, shifts in wished_shifts(index):
            count = sum((wish.person, shift) in held for shift in shifts)
            if wish.kind is WishKind.AVOID:
                total += wish.weight * count
            elif not count:
                total += wish.weight
        return total


def wished_shifts(index: ProblemIndex) -> list[tuple[Wish, list[str]]]:
    """Each wish with the ids of the shifts it is about."""
    by_start = sorted(index.problem.shifts, key=lambda shift: shift.start)
    starts = [shift.start for shift in by_start]
    found = []
    for wish in index.problem.wishes:
        low, high = bisect_left(starts, wish.start), bisect_left(starts, wish.end)
        found.append((wish, [s.id for s in by_start[low:high] if _is_about(wish, s)]))
    return found


def _is_about(wish: Wish, shift: Shift) -> bool:
    return wish.post in (None, shift.post) and wish.name in (None, shift.name)


@dataclass
class WishesAndPatterns:
    """Weight of the wishes not met and of the patterns broken."""

    rules: Sequence[Rule]
    name: str = field(default="wishes and patterns", init=False)

    @property
    def _patterns(self) -> list[PatternRule]:
        return [rule for rule in self.rules if isinstance(rule, PatternRule)]

    def terms(self, roster: RosterModel) -> list[Term]:
        """One cost per wish and per soft violation."""
        found = WishObjective().terms(roster)
        for rule in self._patterns:
            for person_id, person in roster.people.items():
                roster.model.owner = person_id
                found += [(rule.weight, literal) for literal in rule.penalise(person)]
        roster.model.owner = ""
        return found

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """The cost of a roster."""
        total = WishObjective().value(index, pairs)
        timelines = index.timelines([Assignment(*pair) for pair in sorted(pairs)])
        for rule in self._patterns:
            for timeline in timelines.values():
                total += rule.weight * len(list(rule.soft_violations(timeline)))
        return total
