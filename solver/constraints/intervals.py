"""Cliques and windows over intervals: the strong forms that rules share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.cpsat.model import Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Interval = tuple[int, int, Literal]  #: start, end (half open), literal


def interval_cliques(intervals: Sequence[Interval], smallest: int = 2) -> Iterator[list[Literal]]:
    """Each largest set of intervals that share one moment.

    Intervals are maximal cliques exactly at a start after which an end follows before the next
    start; the sweep yields them in O(n log n) plus their sizes.

    Parameters
    ----------
    smallest
        Smaller sets are left out; with 1 every interval is in one of the sets.
    """
    events = sorted(
        [(end, 0, index) for index, (_, end, _) in enumerate(intervals)]
        + [(start, 1, index) for index, (start, _, _) in enumerate(intervals)]
    )
    active: dict[int, None] = {}
    grown = False
    for _, is_start, index in events:
        if is_start:
            active[index] = None
            grown = True
        else:
            if grown and len(active) >= smallest:
                yield [intervals[i][2] for i in active]
            grown = False
            active.pop(index, None)


def maximal_windows(points: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Index ranges ``[i, j)`` of `points` in windows that no other window contains.

    Parameters
    ----------
    points
        Ascending moments.
    ends
        Per point the end of the window that starts there, exclusive, ascending.
    """
    reached = -1
    j = 0
    for i, end in enumerate(ends):
        j = max(j, i)
        while j < len(points) and points[j] < end:
            j += 1
        if j > reached:
            reached = j
            yield i, j
