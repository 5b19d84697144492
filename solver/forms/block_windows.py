"""Windows of a fixed length in which blocks of free time are counted (ATW 5:9(2)).

Windows start or end where a duty starts or ends. Of the windows that start somewhere in a duty the
one at its very start holds fewest free blocks, and of those that end in it the one at its very end:
only these two need to be written down.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from solver.forms.free_blocks import Packed
from solver.forms.model import FALSE, TRUE, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from solver.time.on_call_time import Stretch

Judges = Callable[[int, int], bool]


class Busy(NamedTuple):
    """A stretch without room for a block, and where windows may start or end in it."""

    start: int
    end: int
    literal: Literal
    edges: tuple[int, ...]


class BlockWindow(NamedTuple):
    """A window that is judged if `busy` is there.

    `packed` tells at which side its blocks lie against what is busy: a window that starts at a duty
    counts from there to the right.
    """

    start: int
    end: int
    busy: Busy
    packed: Packed


def busy_stretches(pieces: Sequence[Stretch], literal: Literal, block: int) -> Iterator[Busy]:
    """Pieces by start, taken together where no block fits between them."""
    first = 0
    for index, (_, end) in enumerate(pieces):
        if index + 1 == len(pieces) or pieces[index + 1][0] - end >= block:
            group = pieces[first : index + 1]
            edges = tuple(edge for piece in group for edge in piece)
            yield Busy(group[0][0], end, literal, edges)
            first = index + 1


def windows_at(edges: Iterable[int], length: int) -> list[Stretch]:
    """All windows that start or end at one of the edges, by start."""
    places = set(edges)
    return sorted(
        {(edge, edge + length) for edge in places} | {(edge - length, edge) for edge in places}
    )


def strict_windows(
    busy: Iterable[Busy], length: int, judges: Judges, *, every_edge: bool = False
) -> Iterator[BlockWindow]:
    """Per busy stretch the windows that imply all others.

    Parameters
    ----------
    judges
        Whether a window is judged: of those at the edges of a stretch, the outermost that is.
    every_edge
        All windows, for a rule that looks at more than the free blocks.
    """
    for each in busy:
        starts = [edge for edge in each.edges if judges(edge, edge + length)]
        ends = [edge for edge in reversed(each.edges) if judges(edge - length, edge)]
        for edge in starts if every_edge else starts[:1]:
            yield BlockWindow(edge, edge + length, each, Packed.LEFT)
        for edge in ends if every_edge else ends[:1]:
            yield BlockWindow(edge - length, edge, each, Packed.RIGHT)


def count_blocks(busy: Iterable[Stretch], start: int, end: int, length: int) -> int:
    """How many whole blocks fit in the free stretches of a window; `busy` stands by start."""
    count, reached = 0, start
    for first, last in busy:
        if first >= end:
            break
        if last > reached:
            count += max(0, first - reached) // length
            reached = last
    return count + max(0, end - reached) // length


class Neighbours:
    """What is busy near a window."""

    def __init__(self, busy: Iterable[Busy]) -> None:
        self.all = sorted(each for each in busy if each.literal != FALSE)
        self._starts = [each.start for each in self.all]
        self._longest = max((each.end - each.start for each in self.all), default=0)

    def touching(self, start: int, end: int) -> list[Busy]:
        """What lies in a window or against it, by start."""
        low = bisect_left(self._starts, start - self._longest)
        high = bisect_right(self._starts, end)
        return [each for each in self.all[low:high] if each.end >= start]


def fewest_blocks(busy: Iterable[Busy], window: BlockWindow, length: int) -> int:
    """Blocks that are free whatever is chosen."""
    return count_blocks([each[:2] for each in busy], window.start, window.end, length)


def certain_blocks(busy: Iterable[Busy], window: BlockWindow, length: int) -> int:
    """Blocks that are free if only what is certain is there."""
    certain = [each for each in busy if each.literal == TRUE]
    return fewest_blocks(certain, window, length)
