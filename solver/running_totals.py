"""Sums over windows of a long sequence, as differences of running totals.

A sum of 100 terms for each of 200 windows is 20,000 numbers; with one variable per place where a
window begins or ends it is 2 per window, and the sequence itself once. `solver.block_sums` is
larger, but was quicker to search for hours.
"""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.model import Model, Term

LONG_SUM = 12  #: from this many terms on, a difference is smaller


class RunningTotals:
    """Sums of consecutive weighted literals.

    Parameters
    ----------
    model
        Where the totals become variables, each when it is first asked for.
    terms
        Weight (not negative) and literal, in order.
    most
        An upper bound on the sum of the first so many terms.
    """

    def __init__(self, model: Model, terms: Sequence[Term], most: Callable[[int], int]) -> None:
        self._model = model
        self._terms = terms
        self._most = most
        self._unit = gcd(*(weight for weight, _ in terms)) or 1
        self._totals: dict[int, int] = {}

    def between(self, low: int, high: int) -> list[Term]:
        """The sum of the terms with index in ``[low, high)``."""
        if high - low < LONG_SUM:
            return list(self._terms[low:high])
        return [*self._total(high), *((-weight, total) for weight, total in self._total(low))]

    def _total(self, count: int) -> list[Term]:
        """The sum of the first `count` terms, as one variable."""
        if count == 0:
            return []
        if count not in self._totals:
            lower = max((c for c in self._totals if c < count), default=0)
            most = self._most(count) // self._unit
            total = self._model.new_integer(0, most, "running total")
            terms = [*self._total(lower), *self._terms[lower:count], (-self._unit, total)]
            self._model.add_equal([(weight // self._unit, v) for weight, v in terms], 0)
            self._totals[count] = total
        return [(self._unit, self._totals[count])]
