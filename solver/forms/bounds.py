"""Which of many windows with a limit are worth writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from solver.time.windows import Window


class Bound(NamedTuple):
    """A limit on what a window holds."""

    window: Window
    limit: int
    room: int  #: what the certain part leaves of it; negative where that is over the limit


def strongest(bounds: Iterable[Bound], covers: Callable[[Window, Window], bool]) -> list[Bound]:
    """Drop each bound that a neighbour implies: one with no more room, over at least as much.

    Parameters
    ----------
    bounds
        By start of the window.
    covers
        Whether the first window counts at least as much as the second of all that is not certain.
    """
    kept: list[Bound] = []
    for bound in bounds:
        while kept and bound.room <= kept[-1].room and covers(bound.window, kept[-1].window):
            kept.pop()
        if kept and kept[-1].room <= bound.room and covers(kept[-1].window, bound.window):
            continue
        kept.append(bound)
    return kept
