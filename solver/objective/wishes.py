"""Wishes: what people want, or want to avoid."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.duty import Wish, WishKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.model.shift import Shift
    from solver.forms.model import Term
    from solver.forms.roster_model import Pair, RosterModel
    from solver.setting import Setting


@dataclass(frozen=True)
class Wishes:
    """Price of wishes that are not met."""

    name: str = "wishes"

    def terms(self, roster: RosterModel) -> list[Term]:
        """Each avoided shift that is worked, and each wish that no shift meets.

        A wish of somebody who has nothing free is left out.
        """
        found: list[Term] = []
        for wish, shifts in wished_shifts(roster.setting):
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

    def value(self, setting: Setting, pairs: Collection[Pair]) -> int:
        """The same, of a whole roster."""
        held = set(pairs)
        total = 0
        for wish, shifts in wished_shifts(setting):
            count = sum((wish.person, shift) in held for shift in shifts)
            if wish.kind is WishKind.AVOID:
                total += wish.weight * count
            elif not count:
                total += wish.weight
        return total


def wished_shifts(setting: Setting) -> list[tuple[Wish, list[str]]]:
    """Each wish with the ids of the shifts it is about."""
    by_start = sorted(setting.problem.shifts, key=lambda shift: shift.start)
    starts = [shift.start for shift in by_start]
    found = []
    for wish in setting.problem.wishes:
        low, high = bisect_left(starts, wish.start), bisect_left(starts, wish.end)
        found.append((wish, [s.id for s in by_start[low:high] if _is_about(wish, s)]))
    return found


def _is_about(wish: Wish, shift: Shift) -> bool:
    return wish.post in (None, shift.post) and wish.name in (None, shift.name)
