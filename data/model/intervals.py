"""Arithmetic of intervals ``[start, end)`` of moments, minutes, days: whatever has an order.

An interval that ends where it starts holds nothing, and is never found.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class _Ordered(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...  # noqa: ANN401


class _Spanned(Protocol):
    """What lasts from a start to an end, such as a shift or an absence."""

    @property
    def start(self) -> Any: ...  # noqa: ANN401

    @property
    def end(self) -> Any: ...  # noqa: ANN401


T = TypeVar("T", bound=_Ordered)


def overlaps(one: _Spanned, other: _Spanned) -> bool:
    """Whether two things share a moment."""
    return bool(one.start < other.end and other.start < one.end)


def overlaps_any(one: _Spanned, others: Iterable[_Spanned]) -> bool:
    """Whether something shares a moment with any of the others."""
    return any(overlaps(one, other) for other in others)


def clip(intervals: Iterable[tuple[T, T]], window: tuple[T, T]) -> Iterator[tuple[T, T]]:
    """The part of each interval that lies in a window; what lies outside it is left out."""
    for start, end in intervals:
        first, last = max(start, window[0]), min(end, window[1])
        if first < last:
            yield first, last


def union(intervals: Iterable[tuple[T, T]]) -> list[tuple[T, T]]:
    """What lies in any of the intervals, by start; those that overlap or touch are one."""
    found: list[tuple[T, T]] = []
    for start, end in sorted(intervals):
        if found and not found[-1][1] < start:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif start < end:
            found.append((start, end))
    return found


def subtract(
    intervals: Iterable[tuple[T, T]], taken: Iterable[tuple[T, T]]
) -> Iterator[tuple[T, T]]:
    """What of the intervals nothing takes, by start, once each; a piece lies in one of them."""
    others, begin = sorted(one for one in taken if one[0] < one[1]), 0
    done: T | None = None
    for start, end in sorted(intervals):
        at = start if done is None else max(start, done)
        while begin < len(others) and not at < others[begin][1]:
            begin += 1
        for one, other in others[begin:]:
            if not one < end:
                break
            if at < one:
                yield at, one
            at = max(at, other)
        if at < end:
            yield at, end
        done = end if done is None else max(done, end)


def at_least(number: int, sets: Iterable[Iterable[tuple[T, T]]]) -> list[tuple[T, T]]:
    """What lies in at least so many (1 or more) of the sets of intervals, by start.

    Parameters
    ----------
    sets
        The intervals of one set neither overlap nor touch.
    """
    steps: Counter[T] = Counter()
    for intervals in sets:
        for first, end in intervals:
            steps[first] += 1
            steps[end] -= 1
    edges, depth = [], 0
    for edge in sorted(steps):
        before, depth = depth, depth + steps[edge]
        if (before < number) != (depth < number):
            edges.append(edge)
    return list(zip(edges[::2], edges[1::2], strict=True))


def split(start: T, end: T, edges: Iterable[T]) -> Iterator[tuple[T, T]]:
    """The pieces of one interval between the edges that lie in it."""
    inside = {edge for edge in edges if start < edge < end}
    yield from pairwise(sorted({start, end} | inside))
