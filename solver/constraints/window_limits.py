"""Sums over many windows of one long sequence, in blocks.

A sum of 100 terms for each of 200 windows is 20,000 numbers, and a search that must walk them all.
With one variable per block of consecutive terms a window is a few blocks and what is left at its
two ends. (Differences of running totals are smaller still, but made the search slower.)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from solver.cpsat.model import Model, Term
    from solver.timeline.windows import Window

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


Item = tuple[int, int, int]  #: start, end (half open), weight


class Packing:
    """An upper bound on the weight of items that keep a distance, in any window.

    A dynamic programme over the items by end, run once for each first item that is asked for.

    Parameters
    ----------
    items
        What can be chosen.
    rest
        Least distance between two chosen items, in minutes.
    """

    def __init__(self, items: Iterable[Item], rest: int) -> None:
        chosen = sorted((i for i in items if i[2] > 0), key=lambda i: (i[1], i[0]))
        self._ends = [end for _, end, _ in chosen]
        self._weights = [weight for _, _, weight in chosen]
        #: Per item: how many items end early enough to go before it.
        self._before = [bisect_right(self._ends, start - rest) for start, _, _ in chosen]
        self._later_starts = [start for start, _, _ in chosen]  # least start from here on
        for index in range(len(chosen) - 2, -1, -1):
            after = self._later_starts[index + 1]
            self._later_starts[index] = min(self._later_starts[index], after)
        self._best: dict[int, list[int]] = {}

    def most(self, start: int, end: int) -> int:
        """A bound on the weight of items that touch ``[start, end)``."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._later_starts, end)
        if last <= first or end <= start:
            return 0
        if first not in self._best:
            self._best[first] = self._run(first)
        return self._best[first][last - first]

    def _run(self, first: int) -> list[int]:
        """Per number of items from the first on: the most weight among them."""
        best = [0]
        for index in range(first, len(self._ends)):
            before = max(0, self._before[index] - first)
            best.append(max(best[-1], self._weights[index] + best[before]))
        return best


class WindowLimit(NamedTuple):
    """A limit on what a window holds."""

    window: Window
    limit: int
    room: int  #: what the fixed part leaves of it; negative where that is over the limit


def strongest(
    bounds: Iterable[WindowLimit], covers: Callable[[Window, Window], bool]
) -> list[WindowLimit]:
    """Drop each bound that a neighbour implies: one with no more room, over at least as much.

    Parameters
    ----------
    bounds
        By start of the window.
    covers
        Whether the first window counts at least as much as the second of all that is not fixed.
    """
    kept: list[WindowLimit] = []
    for bound in bounds:
        while kept and bound.room <= kept[-1].room and covers(bound.window, kept[-1].window):
            kept.pop()
        if kept and kept[-1].room <= bound.room and covers(kept[-1].window, bound.window):
            continue
        kept.append(bound)
    return kept
