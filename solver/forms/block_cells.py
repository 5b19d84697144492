"""Free blocks without a variable a block, where what is busy lines up.

Piket changes hands at the same clock time every day or week. Stretched a little, each on-call
stretch then covers whole cells of a grid of blocks, and the free blocks of a window are the cells
that nothing covers: a plain sum over the on-call literals. Stretching changes no count as long as
what is added to both sides of a gap is together less than a block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.forms.free_blocks import Packed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.forms.block_windows import BlockWindow, Busy
    from solver.forms.model import Term


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
    if window.packed is Packed.LEFT:
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
    if window.packed is Packed.LEFT:
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
