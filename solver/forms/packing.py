"""The most work that fits in a stretch of time: a bound that lets most windows go unwritten."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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
