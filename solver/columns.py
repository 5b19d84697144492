"""Whole rows of people as columns of a linear program.

A column is one person's roster of the whole period. The program picks one per person, in fractions,
so that the shared rows hold at least cost; its prices say which other rows would help, and those
are found person by person. Whatever the prices, they prove a bound on every roster.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.engines.column_lp import ColumnLp, Reals
from solver.matrix import UNLIMITED, Ints

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.blocks import Blocks


@dataclass(frozen=True, slots=True)
class Column:
    """A person's row: number of the block, and the values of its columns."""

    block: int
    solution: Ints


@dataclass(frozen=True)
class Mix:
    """Rows of people, in fractions.

    Parameters
    ----------
    value
        What they cost together.
    duals
        Price per link.
    worth
        Per block: what its row may cost at these prices and be no loss.
    weights
        Per column its share.
    shared
        Values of the shared columns.
    """

    value: float
    duals: Reals
    worth: Reals
    weights: Reals
    shared: Reals


class Columns:
    """The linear program over all rows known so far."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self.columns: list[Column] = []
        self._known: dict[tuple[int, bytes], int] = {}
        self._closed: list[int] = []
        self._links = len(blocks.links)
        whole, count = blocks.whole, len(blocks.blocks)
        ones = np.ones(count, np.int64)
        base = whole.activity(self._at_lower())[blocks.links]
        low, high = whole.low[blocks.links], whole.high[blocks.links]
        self._lp = ColumnLp(
            np.concatenate([np.where(low <= -UNLIMITED, low, low - base), ones]),
            np.concatenate([np.where(high >= UNLIMITED, high, high - base), ones]),
        )
        self._offset = whole.objective(self._at_lower())
        self._add_shared()

    def _at_lower(self) -> Ints:
        """Shared columns at their lower limits, all others nought."""
        x = np.zeros(len(self.blocks.whole.cost), np.int64)
        x[self.blocks.shared] = self.blocks.whole.lower[self.blocks.shared]
        return x

    def _add_shared(self) -> None:
        whole, (links, columns, values) = self.blocks.whole, self.blocks.entries
        order = np.argsort(columns, kind="stable")
        starts = np.searchsorted(columns[order], self.blocks.shared)
        ends = np.searchsorted(columns[order], self.blocks.shared, side="right")
        for column, start, end in zip(self.blocks.shared, starts, ends, strict=True):
            mine = order[start:end]
            room = float(whole.upper[column] - whole.lower[column])
            self._lp.add(float(whole.cost[column]), room, links[mine], values[mine])

    def add(self, block: int, solution: Ints) -> bool:
        """Add a row of a person; whether it is new."""
        key = (block, solution.tobytes())
        if key in self._known:
            return False
        self._known[key] = len(self.columns)
        self.columns.append(Column(block, solution))
        mine = self.blocks.blocks[block]
        uses = mine.uses(solution, self._links)
        rows = np.flatnonzero(uses)
        cost = int(mine.matrix.cost @ solution)
        one = self._links + block
        self._lp.add(cost, np.inf, np.append(rows, one), np.append(uses[rows], 1))
        return True

    def add_all(self, x: Ints) -> bool:
        """Add everybody's row of a roster; whether any is new."""
        rows = [self.add(b, x[block.columns]) for b, block in enumerate(self.blocks.blocks)]
        return any(rows)

    def mix(self) -> Mix | None:
        """The cheapest mix of the rows; None if there is none."""
        answer = self._lp.solve()
        if answer is None:
            return None
        count = len(self.blocks.shared)
        return Mix(
            answer.value + self._offset,
            answer.duals[: self._links],
            answer.duals[self._links :],
            answer.columns[count:],
            answer.columns[:count] + self.blocks.whole.lower[self.blocks.shared],
        )

    def keep_only(self, kept: Iterable[int]) -> None:
        """Close all other columns of the blocks of these ones."""
        chosen = {self.columns[number].block: number for number in kept}
        for number, column in enumerate(self.columns):
            if chosen.get(column.block, number) != number:
                self._lp.limit(len(self.blocks.shared) + number, 0.0)
                self._closed.append(number)

    def reopen(self) -> None:
        """Undo `keep_only`."""
        for number in self._closed:
            self._lp.limit(len(self.blocks.shared) + number, np.inf)
        self._closed.clear()
