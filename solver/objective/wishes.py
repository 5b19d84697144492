"""Wishes: what people want, or want to avoid."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.model.duty import Assignment, Wish, WishKind
from solver.rules.base import PatternRule, Rule

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.model.shift import Shift
    from solver.cpsat.model import Term
    from solver.formulation.roster_model import Pair, RosterModel
    from solver.problem_index import ProblemIndex


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
