"""Any of these within the next week: an either-or over sliding windows that stays small."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from solver.forms.model import FALSE, Literal, Model

if TYPE_CHECKING:
    from collections.abc import Sequence


class SlidingAny:
    """For any moment: literals of which one holds if any literal dated in the window from it does.

    Time is cut into blocks as long as the window, so each window is the tail of one block and the
    head of the next; heads and tails are chains of implications, shared by all windows.

    Parameters
    ----------
    moments, literals
        Dated literals, by moment.
    length
        Of the windows, in minutes; a moment so much later is still inside.
    """

    def __init__(
        self, model: Model, moments: Sequence[int], literals: Sequence[Literal], length: int
    ) -> None:
        self._moments = moments
        self._length = length
        count = len(moments)
        self._heads, self._tails = list(literals), list(literals)
        for index in range(1, count):
            if self._same_block(index - 1, index):
                self._heads[index] = model.any_of([self._heads[index - 1], literals[index]])
        for index in range(count - 2, -1, -1):
            if self._same_block(index, index + 1):
                self._tails[index] = model.any_of([literals[index], self._tails[index + 1]])

    def _same_block(self, first: int, second: int) -> bool:
        return self._moments[first] // self._length == self._moments[second] // self._length

    def within(self, moment: int) -> list[Literal]:
        """Each holds if a literal of one part of the window does."""
        low = bisect_left(self._moments, moment)
        high = bisect_right(self._moments, moment + self._length) - 1
        found = []
        if low <= high:
            block = moment // self._length
            if self._moments[low] // self._length == block:
                found.append(self._tails[low])
            if self._moments[high] // self._length == block + 1:
                found.append(self._heads[high])
        return [literal for literal in found if literal != FALSE]
