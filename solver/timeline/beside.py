"""Duties of two people at the same time, as a pairing of them sees it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from data.model.company import Pairing, PairingScope
from data.model.duty import DutyKind
from solver.timeline.clock import LocalClock
from solver.timeline.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_DUTIES = (DutyKind.WORK, DutyKind.ON_CALL)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Beside:
    """A pairing of somebody that is a rule, and the time of the other one.

    Parameters
    ----------
    name
        What the other one is called.
    rows
        All rows of the other one, by start.
    """

    pairing: Pairing
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Encounters(Generic[T]):
    """Which duties of two people meet under a pairing.

    Parameters
    ----------
    mine, theirs
        What stands for a duty of the one and of the other, such as its row.
    row_of
        The row of either.
    """

    pairing: Pairing
    clock: LocalClock
    mine: Sequence[T]
    theirs: Sequence[T]
    row_of: Callable[[T], Row]

    def meetings(self) -> Iterator[tuple[T, T, tuple[int, int]]]:
        """Each two duties that share time on a day on which the pairing holds, and that time."""
        theirs = self._about(self.theirs)
        starts = [self.row_of(one).start for one in theirs]
        longest = max((self._length(one) for one in theirs), default=0)
        for one in self._about(self.mine):
            row = self.row_of(one)
            low, high = bisect_left(starts, row.start - longest), bisect_left(starts, row.end)
            for other in theirs[low:high]:
                window = self._shared(row, self.row_of(other))
                if window is not None and self._holds_at(window[0]):
                    yield one, other, window

    def company(self) -> Iterator[tuple[T, list[T]]]:
        """Each shift of the first that the pairing is about, and the duties it shares time with."""
        met: dict[int, list[T]] = {}
        places = {id(one): number for number, one in enumerate(self.mine)}
        for one, other, _ in self.meetings():
            met.setdefault(places[id(one)], []).append(other)
        for number, one in enumerate(self.mine):
            row = self.row_of(one)
            is_meant = row.shift is not None and self._is_about(row) and self._holds_at(row.start)
            if is_meant:
                yield one, met.get(number, [])

    def _about(self, duties: Iterable[T]) -> list[T]:
        found = [one for one in duties if self._is_about(self.row_of(one))]
        return sorted(found, key=lambda one: self.row_of(one).start)

    def _is_about(self, row: Row) -> bool:
        return row.kind in _DUTIES and self.pairing.is_about(row.post)

    def _length(self, one: T) -> int:
        row = self.row_of(one)
        return row.end - row.start

    def _shared(self, row: Row, other: Row) -> tuple[int, int] | None:
        start, end = max(row.start, other.start), min(row.end, other.end)
        is_same = self.pairing.where is PairingScope.ANY_POST or row.post == other.post
        return (start, end) if start < end and is_same else None

    def _holds_at(self, minute: int) -> bool:
        return self.pairing.holds_on(date.fromordinal(self.clock.day(minute)))
