"""Search by columns: a strong bound on every roster, and a roster close to it.

First the linear program of `solver.columns` is fed until its value meets the bound that its prices
prove. Then rows are settled person by person, the surest first, with new rows for the others in
between; the last few people are solved together.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from solver.blocks import Blocks, split
from solver.columns import Columns, Mix
from solver.engines.column_lp import Reals, relaxed_duals
from solver.engines.cp_sat import Search, Stop, solve_matrix
from solver.engines.cp_sat_priced import Priced, PricedModel
from solver.matrix import UNLIMITED, Ints, Matrix

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

SCALE = 1000  #: prices are whole multiples of 1 / SCALE, so that the bound is exact
CENTRE = 0.5  #: how far prices stay with the best ones so far: they swing wildly otherwise
PRICE_EFFORT = 3.0  #: for one person's row
DIVE_ROUNDS = 3  #: of new rows, before the next people are settled
SURE, LIKELY, STEP = 0.9, 0.6, 0.08  #: shares that settle at once, or a few at a time
LAST, LAST_EFFORT = 8, 5.0  #: people who are solved together in the end
CLOSE = 1e-6


class ColumnSearch:
    """Columns of one matrix.

    Parameters
    ----------
    owner
        Per column of the matrix the number of its person, or `SHARED`.
    solution
        A roster to start from.
    threads
        People priced side by side.

    Attributes
    ----------
    bound
        No roster costs less.
    """

    def __init__(
        self,
        matrix: Matrix,
        owner: Ints,
        solution: Ints,
        threads: int = 2,
        stop: Stop | None = None,
    ) -> None:
        self.matrix, self.owner, self.stop = matrix, owner, stop
        self.blocks: Blocks = split(matrix, owner)
        self.columns = Columns(self.blocks)
        self.columns.add_all(solution)
        self.bound = -UNLIMITED
        self.prices = np.zeros(len(self.blocks.links), np.int64)
        self._threads = threads
        self._models = [PricedModel(block.matrix) for block in self.blocks.blocks]
        self._has_centre = False

    def bound_from_relaxation(self, seconds: float) -> None:
        """Begin with the prices of the matrix as a linear program."""
        duals = relaxed_duals(self.matrix, seconds)
        if duals is not None:
            self._raise(self._whole(duals[self.blocks.links]), self._everybody)

    def generate(self, until: float, tell: Callable[[], None] | None = None) -> Mix | None:
        """Add rows until value and bound meet, or time is out; the last mix."""
        pull = CENTRE
        mix = self.columns.mix()
        while mix is not None and not self._is_met(mix) and self._has_time(until):
            duals = mix.duals * SCALE
            if self._has_centre:
                duals = pull * self.prices + (1 - pull) * duals
            new = self._raise(self._whole(duals / SCALE), self._everybody)
            if tell:
                tell()
            if not new and pull == 0:
                break
            pull = CENTRE if new else 0.0
            mix = self.columns.mix()
        return mix

    def dive(self, until: float) -> Ints | None:
        """Settle everybody's row; None when time is out or no rows fit together."""
        left = set(self._everybody)
        x = self._shared_at_lower()
        try:
            while len(left) > LAST:
                mix = self._mix_of(left, until)
                if mix is None or not self._has_time(until):
                    return None
                for number in self._surest(mix, left):
                    column = self.columns.columns[number]
                    x[self.blocks.blocks[column.block].columns] = column.solution
                    left.discard(column.block)
                    self.columns.keep_only([number])
        finally:
            self.columns.reopen()
        return self._solve_last(x, left)

    @property
    def _everybody(self) -> range:
        return range(len(self.blocks.blocks))

    def _has_time(self, until: float) -> bool:
        return time.monotonic() < until and not (self.stop and self.stop.asked)

    def _is_met(self, mix: Mix) -> bool:
        return self.bound >= ceil(mix.value - CLOSE)

    def _whole(self, duals: Reals) -> Ints:
        """Prices as whole multiples of 1 / SCALE, of a sign that the limits of the link allow."""
        prices: Ints = np.rint(duals * SCALE).astype(np.int64)
        low = self.matrix.low[self.blocks.links]
        high = self.matrix.high[self.blocks.links]
        prices[(prices > 0) & (low <= -UNLIMITED)] = 0
        prices[(prices < 0) & (high >= UNLIMITED)] = 0
        return prices

    def _raise(self, prices: Ints, people: Sequence[int]) -> int:
        """Find everybody's best row at some prices, and raise the bound; how many rows are new."""
        reduced = self.blocks.reduced_cost(prices, SCALE)
        found = self._price(reduced, people)
        least = self.blocks.least_outside(prices, reduced) + sum(p.bound for p in found)
        bound = self.matrix.offset + -(-least // SCALE)
        if bound > self.bound or not self._has_centre:
            self.bound, self.prices, self._has_centre = max(self.bound, bound), prices, True
        return self._add(people, found)

    def _price(self, reduced: Ints, people: Sequence[int]) -> list[Priced]:
        def one(person: int) -> Priced:
            cost = self.blocks.blocks[person].price(reduced)
            return self._models[person].cheapest(cost, PRICE_EFFORT, self.stop)

        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(one, people))

    def _add(self, people: Sequence[int], found: Sequence[Priced]) -> int:
        return sum(
            self.columns.add(person, solution)
            for person, priced in zip(people, found, strict=True)
            for solution in priced.solutions
        )

    def _mix_of(self, left: Collection[int], until: float) -> Mix | None:
        """The mix after some rounds of rows for those who are not settled."""
        people = sorted(left)
        for _ in range(DIVE_ROUNDS):
            mix = self.columns.mix()
            if mix is None or not self._has_time(until):
                return mix
            found = self._price(self.blocks.reduced_cost(self._whole(mix.duals), SCALE), people)
            worth = mix.worth * SCALE
            gain = sum(max(0, worth[p] - f.bound) for p, f in zip(people, found, strict=True))
            if gain < SCALE / 2 or not self._add(people, found):
                return mix
        return self.columns.mix()

    def _surest(self, mix: Mix, left: Collection[int]) -> list[int]:
        """Columns to settle next, one per person: all the sure ones, or the likeliest few."""
        best: dict[int, tuple[float, int]] = {}
        for number in np.flatnonzero(mix.weights > CLOSE).tolist():
            block = self.columns.columns[number].block
            if block in left:
                best[block] = max(best.get(block, (0.0, 0)), (mix.weights[number], number))
        ranked = sorted(best.values(), reverse=True)
        sure = [number for weight, number in ranked if weight >= SURE]
        if sure:
            return sure
        few = ranked[: ceil(STEP * len(left))]
        return [ranked[0][1], *(number for weight, number in few[1:] if weight >= LIKELY)]

    def _shared_at_lower(self) -> Ints:
        x = np.zeros(len(self.matrix.cost), np.int64)
        x[self.blocks.shared] = self.matrix.lower[self.blocks.shared]
        return x

    def _solve_last(self, x: Ints, left: Collection[int]) -> Ints | None:
        """The rows of the last few, and the shared columns."""
        free = np.isin(self.owner, sorted(left)) | (self.owner < 0)
        part = self.matrix.part(x, free)
        search = Search(seconds=LAST_EFFORT)
        found = solve_matrix(part.matrix, None, search, self.stop).solution
        if found is None:
            return None
        x[part.columns] = found
        return x
