"""What stays open if one person were gone: the least number of shifts, found and proven.

Only coverage counts: everybody else may move as far as the rules allow. A roster without the
person is first mended by chains; where that leaves open no more than is open anyway, nothing has
to be proven. Else the stretches of time around
what stays open are solved, for a proof.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.formulation.roster_model import Pair, build_roster_model
from solver.objective.level import missing_people
from solver.problem_index import ProblemIndex
from solver.rules.base import Family
from solver.rules.in_force import rules_in_force
from solver.search.feasible import feasible_subset
from solver.search.filling_chains import fill_by_chains
from solver.search.least_open import qualified, windows_around, without_company
from solver.solve import components
from solver.timeline.clock import to_minute

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from data.model.problem import RosterProblem
    from solver.rules.base import Rule

CHAIN_SECONDS = 20.0  #: for mending a roster by chains, which mostly end by themselves
SOLVE_SECONDS = 8.0  #: for the proof in one stretch of time
WORKERS = 8  #: strategies side by side: fewer lack the ones that prove bounds


@dataclass(frozen=True, slots=True)
class OpenWithout:
    """What stays open without one person, beyond what stays open anyway.

    Parameters
    ----------
    found
        Seats that the best roster that was found leaves open.
    least
        Seats that every roster leaves open: proven.
    shifts
        Ids of the shifts that lack more people in that roster than they do anyway.
    """

    person: str
    found: int = 0
    least: int = 0
    shifts: tuple[str, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether no roster leaves fewer open."""
        return self.found == self.least


@dataclass(frozen=True)
class _Pool:
    """People and shifts that have nothing to do with others.

    Parameters
    ----------
    pairs
        Who may take what.
    """

    pairs: tuple[Pair, ...]

    @cached_property
    def shifts(self) -> frozenset[str]:
        """Ids of its shifts."""
        return frozenset(shift for _, shift in self.pairs)


@dataclass(frozen=True)
class LossSearch:
    """Rosters without one person, for one problem.

    Parameters
    ----------
    index
        Its problem holds the roster in force as assignments.
    seconds
        Wall time of the proof in one stretch of time, at most.
    chain_seconds
        Wall time for mending a roster by chains, at most.
    """

    index: ProblemIndex
    seconds: float = SOLVE_SECONDS
    chain_seconds: float = CHAIN_SECONDS

    @classmethod
    def of(
        cls,
        problem: RosterProblem,
        seconds: float = SOLVE_SECONDS,
        chain_seconds: float = CHAIN_SECONDS,
    ) -> LossSearch:
        """The search in a problem."""
        return cls(ProblemIndex(problem), seconds, chain_seconds)

    def without(self, person: str, until: datetime) -> OpenWithout:
        """What stays open if a person took no shift that begins before a moment."""
        rows, last = self.index.row_of, to_minute(until)
        mine = self.index.eligible_of.get(person, frozenset())
        gone = frozenset((person, one) for one in mine if rows[one].start < last)
        if not self.anyway & gone:
            return OpenWithout(person)
        pool = self._pool_of[person]
        pairs = self._filled(self.anyway - gone, gone)
        least = self._least(pool, pairs, gone, self._least_anyway[pool])
        lacking, before = self._open(pool, pairs), self._open(pool, self.anyway)
        return OpenWithout(
            person,
            max(0, lacking.total() - self._least_anyway[pool]),
            max(0, least - before.total()),
            tuple(sorted(lacking - before)),
        )

    def prepare(self) -> None:
        """Work out what all trials need: another process then begins with it."""
        _ = self._least_anyway

    @property
    def unproven(self) -> int:
        """Seats that are open with everybody there, and for all that is proven need not be."""
        least = sum(self._least_anyway.values())
        return sum(self._open(pool, self.anyway).total() for pool in self._least_anyway) - least

    @cached_property
    def anyway(self) -> frozenset[Pair]:
        """The fullest roster found with everybody: the legal part of that in force, filled."""
        held = [(one.person, one.shift) for one in self.index.problem.assignments]
        return self._filled(feasible_subset(self.index, self._rules, held), frozenset())

    @cached_property
    def _least_anyway(self) -> dict[_Pool, int]:
        return {
            pool: self._least(pool, self.anyway, frozenset(), 0)
            for pool in set(self._pool_of.values())
        }

    @cached_property
    def _rules(self) -> Sequence[Rule]:
        return rules_in_force(self.index.problem.ruleset)

    @cached_property
    def _pool_of(self) -> dict[str, _Pool]:
        pools = [_Pool(tuple(pairs)) for pairs in components(self.index)]
        return {person: pool for pool in pools for person, _ in pool.pairs}

    def _filled(self, pairs: frozenset[Pair], gone: frozenset[Pair]) -> frozenset[Pair]:
        until = time.monotonic() + self.chain_seconds
        return fill_by_chains(self.index, self._rules, self._rules, pairs, gone, until)

    def _open(self, pool: _Pool, pairs: Collection[Pair]) -> Counter[str]:
        """How many people each shift of a pool lacks."""
        lacking = missing_people(self.index, pairs)
        return Counter({shift: lacking[shift] for shift in pool.shifts & lacking.keys()})

    def _least(self, pool: _Pool, pairs: frozenset[Pair], gone: frozenset[Pair], least: int) -> int:
        """How many seats of a pool stay open at least, at most those that a roster leaves open.

        Parameters
        ----------
        pairs
            That roster.
        gone
            What somebody may not take.
        least
            How many stay open at least, as is known.
        """
        left = self._open(pool, pairs)
        least = max(least, self._without_holder(pool, gone))
        if left.total() > least:
            rows = self.index.row_of
            windows = windows_around(rows[shift].start for shift in left)
            least = max(least, sum(self._least_in(pool, left, gone, each) for each in windows))
        return min(least, left.total())

    def _least_in(
        self, pool: _Pool, left: Counter[str], gone: frozenset[Pair], window: tuple[int, int]
    ) -> int:
        """How many seats stay open at least among the shifts that begin in a stretch of time.

        Everybody is taken to be free beside them: what else they have can only make it worse.
        """
        rows = self.index.row_of
        there = {one for one in pool.shifts if window[0] <= rows[one].start < window[1]}
        free = [pair for pair in pool.pairs if pair[1] in there and pair not in gone]
        lacking = Counter({one: n for one, n in self._open(pool, ()).items() if one in there})
        rules = [one for one in without_company(self._rules) if one.family is not Family.GENERAL]
        model = build_roster_model(self.index, rules, free=free)
        under = {one: c.under for one, c in model.cover.items() if c.under is not None}
        in_vain = sum(count for one, count in lacking.items() if one not in under)
        terms = [(1, variable) for variable in under.values()]
        model.model.minimise(terms, in_vain)
        known = sum(count for one, count in left.items() if one in there)
        model.model.add_at_most(terms, max(0, known - 1 - in_vain))
        answer = solve(model.model, Search(seconds=self.seconds, workers=WORKERS))
        if answer.outcome is SearchOutcome.INFEASIBLE:
            return known
        return min(known, max(in_vain, answer.bound or 0))

    def _without_holder(self, pool: _Pool, gone: frozenset[Pair]) -> int:
        """How many seats nobody may take: no search is needed to see it."""
        able = Counter(
            shift for person, shift in qualified(self.index) if (person, shift) not in gone
        )
        lacking = self._open(pool, self.index.pinned)
        return sum(max(0, count - able[shift]) for shift, count in lacking.items())
