"""The prices of the rows: a linear program over the lines that were met so far.

The prices stay near those of the best bound so far, in a box that grows where its promise was kept
and shrinks where it was not: far from what is known the program knows too little.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import highspy
import numpy as np

from solver.search.columns.relaxed_quality import RelaxedQuality

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from solver.search.columns.relaxed_quality import Line

    Floats = npt.NDArray[np.float64]

BOX = 500.0  #: how far a price may lie from the best so far, in hundredths of a point
LEAST_BOX, GROWS, SHRINKS = 0.1, 1.5, 0.9  #: of the box: its least size, and how it changes
KEPT = 0.4  #: share of a promise by which it was kept
PULL = 0.6  #: how far prices are drawn back to the best so far


class _Program(highspy.Highs):
    """HiGHS without its callbacks: on asking for them it prints its name on the screen."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


@dataclass
class Master:
    """The linear program, and the best prices so far.

    Attributes
    ----------
    best, center
        The best bound, and the prices that gave it.
    promise
        What no prices in the box can surpass, as far as the lines so far tell.
    """

    relaxed: RelaxedQuality
    best: float
    center: Floats
    promise: float = float("inf")
    _size: float = 1.0
    _seen: set[tuple[int, tuple[int, ...]]] = field(default_factory=set)

    def __post_init__(self) -> None:
        rows, people = self.relaxed.rows, len(self.relaxed.graphs)
        count = len(rows)
        self._program = program = _Program()
        for name, value in (
            ("output_flag", False),
            ("threads", 1),
            ("solver", "simplex"),
            ("simplex_strategy", PRIMAL_SIMPLEX),
            ("presolve", "off"),
        ):
            program.setOptionValue(name, value)
        for number in range(count + people + count):
            right = float(number >= count)
            program.addRow(right, right, 0, NO_INDICES, NO_VALUES)
        for row in range(count):
            for sign in (1.0, -1.0):
                self._add_column(BOX, {row: sign})
        lengths = np.diff(np.append(rows.first, len(rows.values)))
        of_value = np.repeat(np.arange(count), lengths)
        for row, value, cost in zip(of_value.tolist(), rows.values, rows.costs, strict=True):
            self._add_column(float(cost), {row: -float(value), count + people + row: 1.0})
        self._recenter()

    def _add_column(self, cost: float, entries: dict[int, float]) -> None:
        self._program.addCol(
            cost,
            0.0,
            highspy.kHighsInf,
            len(entries),
            np.fromiter(entries.keys(), dtype=np.int32),
            np.fromiter(entries.values(), dtype=np.float64),
        )

    def add(self, lines: Iterable[Line]) -> None:
        """Take in lines."""
        for line in lines:
            key = (line.person, tuple(sorted(line.pairs)))
            if key not in self._seen:
                self._seen.add(key)
                entries = self.relaxed.rows.entries(line.pairs)
                entries[len(self.relaxed.rows) + line.person] = 1.0
                self._add_column(line.cost, entries)

    def prices(self) -> Floats:
        """The prices that promise most, drawn back to the best so far."""
        self._program.run()
        found = np.array(self._program.getSolution().row_dual[: len(self.relaxed.rows)])
        self.promise = self._program.getInfo().objective_function_value + self.relaxed.constant
        return PULL * self.center + (1 - PULL) * found

    def learn(self, prices: Floats, bound: float) -> None:
        """Move the box by what its prices turned out to be worth."""
        kept = (bound - self.best) / max(1e-9, self.promise - self.best)
        if bound > self.best:
            self.best, self.center = bound, prices
        if kept > KEPT:
            self._size *= GROWS
        elif kept < 0:
            self._size = max(LEAST_BOX, self._size * SHRINKS)
        self._recenter()

    def _recenter(self) -> None:
        """What it costs to leave the box, up and down, row by row."""
        half = BOX * self._size
        costs = np.column_stack([half + self.center, half - self.center]).ravel()
        columns = np.arange(len(costs), dtype=np.int32)
        self._program.changeColsCost(len(costs), columns, costs)


NO_INDICES = np.array([], dtype=np.int32)
NO_VALUES = np.array([], dtype=np.float64)
PRIMAL_SIMPLEX = 4
