"""Blocks of free time as variables: "at least n blocks of 24 hours without on-call".

A block is a literal for one dated stretch that nothing may touch. Chosen blocks do not overlap.
Windows that start at a duty need blocks packed from the beginning of each free stretch, windows
that end at one need them packed towards its end; so there are two families, and with each the
number that fits in a window is exact.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from solver.constraints.intervals import Interval, interval_cliques
from solver.cpsat.model import FALSE, TRUE, Literal, Model, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from solver.cpsat.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from solver.cpsat.model import Term


class BlockSide(Enum):
    """To which side of a free stretch the blocks lie."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class FreeBlocks:
    """A family of free blocks of one length, by start."""

    length: int
    starts: tuple[int, ...]
    literals: tuple[Literal, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Index range ``[low, high)`` of the blocks that lie wholly inside ``[start, end)``."""
        low = bisect_left(self.starts, start)
        return low, max(low, bisect_left(self.starts, end - self.length + 1))

    def inside(self, start: int, end: int) -> list[Literal]:
        """Literals of the blocks that lie wholly inside ``[start, end)``."""
        low, high = self.span(start, end)
        return list(self.literals[low:high])

    def terms(self, start: int, end: int) -> list[Term]:
        """The number of chosen blocks inside a window, as terms."""
        return [(1, literal) for literal in self.inside(start, end)]


def free_blocks(
    model: Model,
    length: int,
    busy: Sequence[Interval],
    stretch: tuple[int, int],
    packed: BlockSide,
    most: int | None = None,
) -> FreeBlocks:
    """Make a family of free blocks.

    Parameters
    ----------
    length
        Of a block, in minutes.
    busy
        What must not touch a block; fixed ones carry `TRUE`.
    stretch
        First and last moment of interest; outside it nothing is busy.
    most
        So many blocks of one free stretch are enough to count; None: all of them.
    """
    fixed = sorted((s, e) for s, e, literal in busy if literal == TRUE)
    maybe = [interval for interval in busy if interval[2] not in (TRUE, FALSE)]
    starts = [
        start
        for start in _positions(busy, length, stretch, packed, most)
        if not _touches(fixed, start, start + length)
    ]
    blocks = [(start, start + length, model.new_literal("free")) for start in starts]
    for clique in interval_cliques(blocks):
        model.add_at_most_one(clique)
    for interval in maybe:
        _keep_apart(model, interval, blocks, starts, length)
    return FreeBlocks(length, tuple(starts), tuple(block[2] for block in blocks))


def _positions(
    busy: Iterable[Interval],
    length: int,
    stretch: tuple[int, int],
    packed: BlockSide,
    most: int | None,
) -> list[int]:
    """Starts of blocks counted off from the edges of what is busy."""
    first, last = stretch
    found: set[int] = set()
    for start, end, literal in busy:
        if literal == FALSE:
            continue
        if packed is BlockSide.LEFT:
            lowest = end if end >= first else end + -(-(first - end) // length) * length
            stop = last if most is None else min(last, end + most * length)
            found.update(range(lowest, stop - length + 1, length))
        else:
            highest = start - length
            if start > last:
                highest -= -(-(start - last) // length) * length
            stop = first if most is None else max(first, start - most * length)
            found.update(range(highest, stop - 1, -length))
    return sorted(found)


def _touches(fixed: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(s < end and start < e for s, e in fixed)


def _keep_apart(
    model: Model,
    interval: Interval,
    blocks: Sequence[Interval],
    starts: Sequence[int],
    length: int,
) -> None:
    """A busy interval excludes the blocks that overlap it, clique by clique."""
    start, end, literal = interval
    near = blocks[bisect_left(starts, start - length + 1) : bisect_left(starts, end)]
    for clique in interval_cliques(near, smallest=1):
        model.add_at_most_one([*clique, literal])


def cells_covered(window: BlockWindow, around: Sequence[Busy], block: int) -> list[Term] | None:
    """The blocks of a window that are not free, as terms; None where things do not line up.

    A limit on the sum may be set whether or not the duty is there at which the window starts: if it
    is not, a later window that starts at the first duty of this one holds all that this one does.
    Duties across that edge of the window are left out, since they exclude that duty.

    Parameters
    ----------
    window
        Whose blocks are counted.
    around
        All that lies in it or against it.
    """
    edge = _outer_edge(window)
    grid = _grid([*around, window.busy], block)
    length = window.end - window.start
    if edge is None or grid is None or length % block:
        return None
    if window.packed is BlockSide.LEFT:
        first = _down(edge, grid, block)
        last = first + length
    else:
        last = _up(edge, grid, block)
        first = last - length
    terms: list[Term] = []
    for each in around:
        if each is not window.busy and each.start < edge < each.end:
            continue
        start, end = _down(each.start, grid, block), _up(each.end, grid, block)
        cells = (min(end, last) - max(start, first)) // block
        if cells > 0:
            terms.append((cells, each.literal))
    return terms


def _outer_edge(window: BlockWindow) -> int | None:
    """Where the window and its duty start, or end, together."""
    if window.packed is BlockSide.LEFT:
        return window.start if window.start == window.busy.start else None
    return window.end if window.end == window.busy.end else None


def _grid(busy: Sequence[Busy], block: int) -> int | None:
    """An offset of the grid for which stretching changes no count."""
    for grid in {edge % block for each in busy for edge in each[:2]}:
        early = max(each.start - _down(each.start, grid, block) for each in busy)
        late = max(_up(each.end, grid, block) - each.end for each in busy)
        if early + late < block:
            return grid
    return None


def _down(moment: int, grid: int, block: int) -> int:
    return moment - (moment - grid) % block


def _up(moment: int, grid: int, block: int) -> int:
    return moment + (grid - moment) % block


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
    packed: BlockSide
