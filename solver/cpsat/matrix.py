"""A model as one sparse matrix of whole numbers, and parts of it with the rest fixed.

A search that solves thousands of parts of one model cannot afford to let the rules write each part
anew. Here the whole model is written once; a part is cut out of it by array operations, whatever
the rules and the objective are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from solver.cpsat.model import TRUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from solver.cpsat.model import Linear, Literal, Model

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
UNLIMITED = 1 << 60


@dataclass(frozen=True)
class Matrix:
    """``low <= A x <= high`` with ``lower <= x <= upper``, minimise ``cost x + offset``.

    Column ``j`` is variable number ``j + 1`` of the model. `rows` and `columns` give the place of
    each entry, by row.
    """

    lower: Ints
    upper: Ints
    cost: Ints
    offset: int
    low: Ints
    high: Ints
    rows: Ints
    columns: Ints
    values: Ints

    @property
    def row_starts(self) -> Ints:
        """Where each row begins among the entries, and the end."""
        counts = np.bincount(self.rows, minlength=len(self.low))
        return np.concatenate(([0], np.cumsum(counts)))

    def activity(self, x: Ints) -> Ints:
        """The sum of each row."""
        return self._sum(self.rows, self.values * x[self.columns])

    def objective(self, x: Ints) -> int:
        """The value of a solution."""
        return int(self.cost @ x) + self.offset

    def holds(self, x: Ints) -> bool:
        """Whether a solution keeps all rows and bounds."""
        sums = self.activity(x)
        return bool(
            (self.low <= sums).all()
            and (sums <= self.high).all()
            and (self.lower <= x).all()
            and (x <= self.upper).all()
        )

    def part(self, x: Ints, free: Flags) -> SubMatrix:
        """The part in which only `free` columns may differ from `x`."""
        return SubMatrix.cut(self, x, free)

    def _sum(self, rows: Ints, amounts: Ints) -> Ints:
        sums = np.zeros(len(self.low), np.int64)
        np.add.at(sums, rows, amounts)
        return sums


@dataclass(frozen=True)
class SubMatrix:
    """A part of a matrix, and to which columns of the whole its own belong."""

    matrix: Matrix
    columns: Ints

    @classmethod
    def cut(cls, whole: Matrix, x: Ints, free: Flags) -> SubMatrix:
        """See `Matrix.part`."""
        loose = free[whole.columns]
        entries = np.flatnonzero(loose)
        rows, columns, values = whole.rows[entries], whole.columns[entries], whole.values[entries]
        settled = ~loose
        fixed = np.bincount(
            whole.rows[settled],
            weights=whole.values[settled] * x[whole.columns[settled]],
            minlength=len(whole.low),
        ).astype(np.int64)
        least, most = _reach(
            values, whole.lower[columns], whole.upper[columns], rows, len(whole.low)
        )
        low = np.where(whole.low <= -UNLIMITED, -UNLIMITED, whole.low - fixed)
        high = np.where(whole.high >= UNLIMITED, UNLIMITED, whole.high - fixed)
        binds = ((low > least) | (high < most)) & (np.bincount(rows, minlength=len(low)) > 0)
        kept = binds[rows]
        rows, columns, values = rows[kept], columns[kept], values[kept]
        mine = np.flatnonzero(free)
        place = np.full(len(free), -1, np.int64)
        place[mine] = np.arange(len(mine))
        row_place = np.cumsum(binds) - 1
        rest = np.where(free, 0, x)
        return cls(
            Matrix(
                whole.lower[mine],
                whole.upper[mine],
                whole.cost[mine],
                whole.offset + int(whole.cost @ rest),
                low[binds],
                high[binds],
                row_place[rows],
                place[columns],
                values,
            ),
            mine,
        )


def _reach(values: Ints, lower: Ints, upper: Ints, rows: Ints, count: int) -> tuple[Ints, Ints]:
    """Lowest and highest sum of each row."""
    one, other = values * lower, values * upper
    least = np.bincount(rows, weights=np.minimum(one, other), minlength=count)
    most = np.bincount(rows, weights=np.maximum(one, other), minlength=count)
    return least.astype(np.int64), most.astype(np.int64)


def as_matrix(model: Model) -> Matrix:
    """Write a model as a matrix; a condition becomes a term with the smallest valid weight."""
    writer = _Writer(model)
    for clause in model.clauses:
        writer.add_literals(clause, 1, None)
    for group in model.at_most_ones:
        writer.add_literals(group, None, 1)
    for linear in model.linears:
        writer.add(linear)
    return writer.matrix()


class _Writer:
    def __init__(self, model: Model) -> None:
        self.model = model
        self.low: list[int] = []
        self.high: list[int] = []
        self.counts: list[int] = []
        self.columns: list[int] = []
        self.values: list[int] = []

    def add_literals(self, literals: Iterable[Literal], low: int | None, high: int | None) -> None:
        terms, constant = self.model.fold((1, literal) for literal in literals)
        self._row(
            terms,
            None if low is None else low - constant,
            None if high is None else high - constant,
        )

    def add(self, linear: Linear) -> None:
        if linear.condition == TRUE:
            self._row(linear.terms, linear.low, linear.high)
            return
        bounds = [self.model.domains[v] for _, v in linear.terms]
        pairs = list(zip(linear.terms, bounds, strict=True))
        if linear.high is not None:
            slack = sum(max(c * a, c * b) for (c, _), (a, b) in pairs) - linear.high
            self._conditional(linear, slack, None, linear.high + slack)
        if linear.low is not None:
            slack = linear.low - sum(min(c * a, c * b) for (c, _), (a, b) in pairs)
            self._conditional(linear, -slack, linear.low - slack, None)

    def _conditional(self, linear: Linear, weight: int, low: int | None, high: int | None) -> None:
        terms, constant = self.model.fold([*linear.terms, (weight, linear.condition)])
        self._row(
            terms,
            None if low is None else low - constant,
            None if high is None else high - constant,
        )

    def _row(self, terms: Sequence[tuple[int, int]], low: int | None, high: int | None) -> None:
        self.low.append(-UNLIMITED if low is None else low)
        self.high.append(UNLIMITED if high is None else high)
        self.counts.append(len(terms))
        self.columns += [number - 1 for _, number in terms]
        self.values += [coefficient for coefficient, _ in terms]

    def matrix(self) -> Matrix:
        domains = np.array(self.model.domains[1:], np.int64).reshape(-1, 2)
        cost = np.zeros(len(domains), np.int64)
        for coefficient, number in self.model.objective:
            cost[number - 1] = coefficient
        return Matrix(
            domains[:, 0],
            domains[:, 1],
            cost,
            self.model.objective_offset,
            np.array(self.low, np.int64),
            np.array(self.high, np.int64),
            np.repeat(np.arange(len(self.counts)), self.counts),
            np.array(self.columns, np.int64),
            np.array(self.values, np.int64),
        )
