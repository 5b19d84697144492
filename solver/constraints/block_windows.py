"""Windows of a fixed length in which blocks of free time are counted (ATW 5:9(2)).

Windows start or end where a duty starts or ends. Of the windows that start somewhere in a duty the
one at its very start holds fewest free blocks, and of those that end in it the one at its very end:
only these two need to be written down.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from solver.constraints.free_blocks import BlockSide, BlockWindow, Busy, free_blocks
from solver.constraints.window_limits import BlockSums
from solver.cpsat.model import FALSE, TRUE, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from solver.cpsat.model import Literal, Model
    from solver.timeline.rows import Stretch

Judges = Callable[[int, int], bool]


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
            yield BlockWindow(edge, edge + length, each, BlockSide.LEFT)
        for edge in ends if every_edge else ends[:1]:
            yield BlockWindow(edge - length, edge, each, BlockSide.RIGHT)


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


class BlockNeighbours:
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


def fixed_blocks(busy: Iterable[Busy], window: BlockWindow, length: int) -> int:
    """Blocks that are free if only what is fixed is there."""
    fixed = [each for each in busy if each.literal == TRUE]
    return fewest_blocks(fixed, window, length)


class Need(NamedTuple):
    """At least `low` free blocks in a window, if all the literals hold."""

    window: BlockWindow
    low: int
    literals: tuple[Literal, ...]


def require_blocks(
    model: Model, block: int, most: int, busy: Sequence[Busy], needs: Iterable[Need]
) -> None:
    """Make the free blocks that some windows need, and count them there.

    Parameters
    ----------
    block
        Length of a block, in minutes.
    most
        No window needs more blocks than this.
    """
    for packed in BlockSide:
        _require(model, block, most, busy, [n for n in needs if n.window.packed is packed])


def _require(
    model: Model, block: int, most: int, busy: Sequence[Busy], needs: Sequence[Need]
) -> None:
    if not needs:
        return
    first = min(need.window.start for need in needs)
    last = max(need.window.end for need in needs)
    inside = [each[:3] for each in busy if each.start <= last and each.end >= first]
    blocks = free_blocks(model, block, inside, (first, last), needs[0].window.packed, most)

    def at_most(low: int, high: int) -> int:
        return (blocks.starts[high - 1] - blocks.starts[low]) // block + 1

    sums = BlockSums(model, [(1, literal) for literal in blocks.literals], at_most)
    for window, low, literals in needs:
        terms = sums.between(*blocks.span(window.start, window.end))
        terms += [(-low, literal) for literal in literals]
        model.add_at_least(terms, low * (1 - len(literals)))
