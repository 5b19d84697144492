"""At least so many free blocks in each of many windows, as constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solver.forms.block_sums import BlockSums
from solver.forms.free_blocks import Packed, free_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from solver.forms.block_windows import BlockWindow, Busy
    from solver.forms.model import Literal, Model


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
    for packed in Packed:
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
