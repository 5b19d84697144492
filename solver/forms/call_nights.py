"""Nights on call: how often, in a window, on-call touches the hours from 00:00 to 06:00."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from solver.forms.model import FALSE, TRUE, Literal, Term

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from solver.forms.model import Model
    from solver.time.clock import LocalClock
    from solver.time.on_call_time import OnCall


class NightPart(NamedTuple):
    """A stretch of on-call in a night.

    Parameters
    ----------
    time
        What is counted once: a date, or a whole on-call duty.
    """

    start: int
    end: int
    time: Hashable
    duty: OnCall


def night_parts(
    duties: Iterable[OnCall], clock: LocalClock, *, each_night: bool
) -> Iterator[NightPart]:
    """The parts of on-call duties that lie between 00:00 and 06:00."""
    for index, duty in enumerate(duties):
        for piece in duty.pieces:
            for day in clock.days(*piece):
                night = clock.night(day)
                start, end = max(piece[0], night[0]), min(piece[1], night[1])
                if start < end:
                    yield NightPart(start, end, day if each_night else -index - 1, duty)


def times_in(parts: Iterable[NightPart], start: int, end: int) -> dict[Hashable, list[OnCall]]:
    """What a window counts, each with the duties that make it count."""
    found: dict[Hashable, list[OnCall]] = {}
    for part in parts:
        if part.start < end and start < part.end:
            found.setdefault(part.time, []).append(part.duty)
    return found


class CallNights:
    """The number of nights on call in any window, as terms.

    Parameters
    ----------
    parts
        Of all duties that are or may be there.
    """

    def __init__(self, model: Model, parts: Iterable[NightPart]) -> None:
        self._model = model
        self._parts = sorted(parts, key=lambda part: (part.start, part.end))
        self._either: dict[frozenset[Literal], Literal] = {}
        self._many: dict[object, Literal] = {}

    def at_least(self, number: int, start: int, end: int) -> Literal:
        """A literal that holds if so many lie in a window (it may hold otherwise)."""
        terms: list[Term] = []
        certain = free = 0
        for duties in times_in(self._parts, start, end).values():
            if any(duty.literal == TRUE for duty in duties):
                certain += 1
            else:
                free += 1
                terms += [(1, literal) for literal in self._literals(duties)]
        room = number - 1 - certain
        if room < 0 or free <= room:
            return TRUE if room < 0 else FALSE
        key = tuple(self._model.fold(terms)[0]), room
        if key not in self._many:
            self._many[key] = self._model.new_literal(f"at least {number}")
            self._model.add_at_most([*terms, (room - free, self._many[key])], room)
        return self._many[key]

    def _literals(self, duties: list[OnCall]) -> list[Literal]:
        """Literals of which one holds if there is on-call: those of duties that meet, or one."""
        pairs = combinations(duties, 2)
        if all(a.row.overlaps(b.row.start, b.row.end) for a, b in pairs):
            return sorted({duty.literal for duty in duties})
        key = frozenset(duty.literal for duty in duties)
        if key not in self._either:
            self._either[key] = self._model.any_of(sorted(key))
        return [self._either[key]]
