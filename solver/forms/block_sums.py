"""Sums over many windows of one long sequence, in blocks.

A sum of 100 terms for each of 200 windows is 20,000 numbers, and a search that must walk them all.
With one variable per block of consecutive terms a window is a few blocks and what is left at its
two ends. (Differences of running totals are smaller still, but made the search slower.)
"""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.forms.model import Model, Term

BLOCK = 12  #: terms in a block


class BlockSums:
    """Sums of consecutive weighted literals.

    Parameters
    ----------
    model
        Where the blocks become variables, each when it is first asked for.
    terms
        Weight (not negative) and literal, in order.
    most
        An upper bound on the sum of the terms with index in a range.
    """

    def __init__(
        self, model: Model, terms: Sequence[Term], most: Callable[[int, int], int]
    ) -> None:
        self._model = model
        self._terms = terms
        self._most = most
        self._unit = gcd(*(weight for weight, _ in terms)) or 1
        self._blocks: dict[int, int] = {}

    def between(self, low: int, high: int) -> list[Term]:
        """The sum of the terms with index in ``[low, high)``."""
        first, last = -(-low // BLOCK), high // BLOCK
        if last - first < 1:
            return list(self._terms[low:high])
        blocks = [(self._unit, self._block(index)) for index in range(first, last)]
        return [*self._terms[low : first * BLOCK], *blocks, *self._terms[last * BLOCK : high]]

    def _block(self, index: int) -> int:
        """The sum of one block, in units, as a variable."""
        if index not in self._blocks:
            low, high = index * BLOCK, (index + 1) * BLOCK
            terms = [(weight // self._unit, literal) for weight, literal in self._terms[low:high]]
            most = min(sum(w for w, _ in terms), self._most(low, high) // self._unit)
            total = self._model.new_integer(0, most, "block")
            self._model.add_equal([*terms, (-1, total)], 0)
            self._blocks[index] = total
        return self._blocks[index]
