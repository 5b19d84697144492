"""Chains that fill a seat: somebody takes it, and others what they gave up for it.

Filled one by one, a seat may stay open though there is somebody for it, who sits on another seat
that a third person could have.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from data.model.person import CompetenceLevel
from solver.diagnosis.holders import holders, missing
from solver.diagnosis.judge import Pair
from solver.diagnosis.what_if import WhatIf
from solver.objective.level import missing_people
from solver.problem_index import ProblemIndex, by_person
from solver.timeline.rows import collides

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from data.model.shift import Shift
    from solver.rules.base import Rule

DEPTH = 4  #: how many people move for one seat, beside who takes it
MOST_GIVEN_UP = 2  #: shifts that somebody gives up for one


def fill_by_chains(
    index: ProblemIndex,
    rules: Sequence[Rule],
    held: Sequence[Rule],
    pairs: Collection[Pair],
    refused: Collection[Pair],
    until: float,
) -> frozenset[Pair]:
    """The roster with as many open seats filled as chains can.

    What is pinned stays. A seat falls open only where two that matter no less are filled for it.

    Parameters
    ----------
    rules, held
        All of them, and those among them that must hold; whoever breaks none of all goes first.
    refused
        Pairs of person and shift that are not tried.
    until
        When it ends at the latest, as `time.monotonic` counts.
    """
    strict, lenient = (WhatIf(index, some, index.pinned) for some in (rules, held))
    chains = _Chains(index, strict, lenient, frozenset(refused), until, frozenset(pairs))
    while time.monotonic() < until and chains.fill_one():
        pass
    return chains.pairs


@dataclass
class _Chains:
    """A search for chains.

    Attributes
    ----------
    strict, lenient
        What people break of all rules, and of those that must hold.
    pairs
        The roster so far.
    tried
        The shifts that this chain could not fill, with how many might move for them.
    placed
        What this chain gave whom.
    """

    index: ProblemIndex
    strict: WhatIf
    lenient: WhatIf
    refused: frozenset[Pair]
    until: float
    pairs: frozenset[Pair]
    tried: dict[str, int] = field(default_factory=dict)
    placed: set[Pair] = field(default_factory=set)

    def fill_one(self) -> bool:
        """Fill the first open shift, by time, that can be filled; whether there is one."""
        shifts = self.index.problem.shift_by_id
        lacking = missing_people(self.index, self.pairs)
        for shift in sorted((shifts[one] for one in lacking), key=lambda s: (s.start, s.id)):
            self.tried = {}
            if self.fill(shift, DEPTH):
                return True
        return False

    def fill(self, shift: Shift, depth: int) -> bool:
        """Fill a place of a shift, with up to so many others who move; the roster then has it."""
        if self.tried.get(shift.id, -1) >= depth or time.monotonic() > self.until:
            return False
        self.tried[shift.id] = depth
        for person, given_up in self._moves(shift, depth):
            before, pair = self.pairs, (person, shift.id)
            self.pairs = before - {(person, one) for one in given_up} | {pair}
            self.placed.add(pair)
            is_whole = all(self._makes_good(one, depth - 1) for one in given_up)
            self.placed.discard(pair)
            if is_whole:
                return True
            self.pairs = before
        return False

    def _makes_good(self, given_up: str, depth: int) -> bool:
        """Fill what somebody gave up, or another open shift that is no less long or important."""
        known = self.index.problem.shift_by_id
        gone = known[given_up]
        if missing(self.index, self.pairs, gone) and self.fill(gone, depth):
            return True
        others = [known[one] for one in sorted(missing_people(self.index, self.pairs))]
        return any(self.fill(one, depth) for one in others if self._is_worth(one, gone))

    def _is_worth(self, shift: Shift, other: Shift) -> bool:
        posts = self.index.problem.post_by_id
        is_as_important = posts[shift.post].priority <= posts[other.post].priority
        return is_as_important and shift.end - shift.start >= other.end - other.start

    def _moves(self, shift: Shift, depth: int) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Who may take a shift and what they give up for it; who gives up least first."""
        able = [one for one in holders(self.index, shift, self.pairs) if self._may(one, shift)]
        held, row = by_person(self.pairs), self.index.row_of[shift.id]
        for number in range(min(depth, MOST_GIVEN_UP) + 1):
            leaning = []
            for person in sorted(able, key=lambda one: len(held.get(one, ()))):
                mine = held.get(person, [])
                free = [one for one in mine if self._is_free((person, one))]
                for given_up in combinations(free, number):
                    left = [one for one in mine if one not in given_up]
                    if any(collides(self.index.row_of[one], row) for one in left):
                        continue
                    then = {**held, person: [*left, shift.id]}
                    if self.strict.are_legal([person], then):
                        yield person, given_up
                    elif self.lenient.are_legal([person], then):
                        leaning.append((person, given_up))
            yield from leaning

    def _is_free(self, pair: Pair) -> bool:
        return pair not in self.index.pinned and pair not in self.placed

    def _may(self, person: str, shift: Shift) -> bool:
        """Whether somebody is qualified for a shift, said no to none, and is not away."""
        if (person, shift.id) in self.refused:
            return False
        level = self.index.competence_levels.get((person, shift.id))
        row = self.index.row_of[shift.id]
        return level is CompetenceLevel.QUALIFIED and self.index.obstacle(person, row) is None
