"""The level between coverage and fairness: as few changes as possible to what was published.

A change is one pair of person and shift that differs from the published roster:

- a published pair that is not kept although it still could be;
- a pair that was not published.

Nobody chose what an illness or a lapsed competence takes away: that pair can no longer be kept,
and costs nothing. Whoever takes the shift over costs one. So an open shift that is filled costs
one, a duty that passes from one person to another two, and two people who trade duties four.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.person import CompetenceLevel
from solver.cpsat.model import TRUE
from solver.problem_index import ProblemIndex

if TYPE_CHECKING:
    from collections.abc import Collection

    from solver.cpsat.model import Literal, Term
    from solver.formulation.roster_model import Cover, Pair, RosterModel


@dataclass
class ChangeObjective:
    """The number of changes to what was published."""

    index: ProblemIndex
    name: str = field(default="changes", init=False)

    @cached_property
    def published(self) -> frozenset[Pair]:
        """The pairs of the roster that is replaced."""
        return frozenset((a.person, a.shift) for a in self.index.problem.published)

    @cached_property
    def keepable(self) -> frozenset[Pair]:
        """Those of them that can still be kept: pinned, or competent and present."""
        return self.published & (self.index.pinned | frozenset(self.index.eligible))

    def terms(self, roster: RosterModel) -> list[Term]:
        """Every change, written so that pairs which were not published need not be counted.

        A shift of which so many places are filled has as many holders, old and new: each old one
        who goes costs two, with the new one in that place; each place left open saves a new one.
        """
        counted: set[Literal] = set()
        kept = {
            literal: pair
            for pair, literal in roster.literals.items()
            if literal != TRUE and pair in self.keepable
        }
        found: list[Term] = []
        for cover in roster.cover.values():
            if cover.over is None:
                found += _of_cover(cover, [x for x in cover.qualified if x in kept])
                counted.update(cover.qualified)
        for pair, literal in roster.literals.items():
            if literal != TRUE and literal not in counted:
                found.append((1, -literal if pair in self.keepable else literal))
        return found

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """The number of changes that a roster makes; what is pinned anew counts too."""
        return len(self.keepable ^ frozenset(pairs))

    def given_up(self, roster: RosterModel) -> list[Term]:
        """The published duties that somebody gives up: two points each, one for a double.

        With as many places open, rosters differ by as many points as changes: each new holder
        fills an open place or comes for one who goes. Without doubles the points are even, so that
        a search proves the fewest in half the steps.
        """
        return [
            (self._points(pair), -literal)
            for pair, literal in roster.literals.items()
            if literal != TRUE and pair in self.keepable
        ]

    def points(self, pairs: Collection[Pair]) -> int:
        """The same, of a whole roster."""
        return sum(map(self._points, self.keepable.difference(pairs)))

    def _points(self, pair: Pair) -> int:
        return 1 if self.index.competence_levels.get(pair) is CompetenceLevel.TRAINEE else 2


def _of_cover(cover: Cover, kept: list[Literal]) -> list[Term]:
    """Twice each holder who goes, less what stays open, and the constant."""
    places = max(0, cover.shift.required - cover.qualified.count(TRUE))
    found: list[Term] = [(2, -literal) for literal in kept]
    found.append((places - len(kept), TRUE))
    if cover.under is not None:
        found.append((-1, cover.under))
    elif places:
        found.append((-cover.fixed_under, TRUE))
    return found
