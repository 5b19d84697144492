"""C06: 40 hours a week on average for who is often on call at night (ATW 5:9(5), (6))."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from solver.constraints.night_calls import missed_anyway, taking_rest
from solver.constraints.on_call import OnCall, anchors, on_call_duties, possible_on_call
from solver.cpsat.model import FALSE, TRUE, Literal, Term
from solver.rules.base import Family, Rule
from solver.timeline.clock import HOUR
from solver.timeline.night_calls import NightCall, night_calls
from solver.timeline.timeline import edges
from solver.timeline.windows import (
    ONLY_SLIDING,
    HoursWorked,
    whole_weeks,
    worst_of_overlapping,
)

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from data.model.result import Violation
    from solver.constraints.on_call import OnCall
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Model
    from solver.timeline.clock import LocalClock
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import Stretch
    from solver.timeline.timeline import Timeline


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
        fixed = free = 0
        for duties in times_in(self._parts, start, end).values():
            if any(duty.literal == TRUE for duty in duties):
                fixed += 1
            else:
                free += 1
                terms += [(1, literal) for literal in self._literals(duties)]
        room = number - 1 - fixed
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


C07 = "ATW 5:9(6) could apply if the rest after night calls is arranged."


C07_KEPT = "ATW 5:9(6) could apply: there was rest after each known night call."


C07_MISSED = "ATW 5:9(6) cannot apply: too little rest after a night call."


REMEDY = "Move work or on-call nights out of this window."


@dataclass(frozen=True)
class HoursWithCallNights(Rule):
    """On call in 16 nights of 16 weeks: on average at most 40 hours of work a week in them.

    Each calendar night whose 00:00-06:00 on-call touches is one time [strict]; with `each_night`
    off each on-call duty is (milder). Windows lie inside the data and start or end where a duty, an
    absence or a week does, or, with `sliding` off, where a week does (milder).

    Up to `max_arranged` a week ATW 5:9(6) could apply; what calls are known tells whether the rest
    after them was had, and a note says so [strict]. With `with_rest_after_calls` the higher limit
    does apply, except in windows that hold a night call without that rest (milder). `rest` and
    `direct` are those of REST_AFTER_CALL. Source: ATW 5:9(5), (6).
    """

    id = "C06"
    article = "ATW 5:9(5)"
    family = Family.LAW
    sentence_en = (
        "On call in {number} or more nights of {weeks} weeks: on average at most {max_average_h} "
        "hours of work a week."
    )
    sentence_nl = (
        "Consignatie in {number} of meer nachten van {weeks} weken: gemiddeld ten hoogste "
        "{max_average_h} uur arbeid per week."
    )

    max_average: int = 40 * HOUR
    max_arranged: int = 45 * HOUR
    number: int = 16
    weeks: int = 16
    each_night: bool = True
    sliding: bool = True
    with_rest_after_calls: bool = False
    rest: int = 8 * HOUR
    direct: int = 0

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """The windows with many nights and too many hours; of overlapping ones the worst."""
        duties = on_call_duties(timeline)
        parts = list(night_parts(duties, timeline.clock, each_night=self.each_night))
        if len({part.time for part in parts}) < self.number:
            return
        hours = timeline.ordinary_hours
        known = night_calls(timeline.worked, timeline.clock, self.rest, self.direct)
        rows = [(row.start, row.end) for row in hours.rows]
        places = edges([*rows, *(piece for duty in duties for piece in duty.pieces)])
        high = {
            window: minutes
            for window in self._windows(timeline.about, places)
            if (minutes := hours.minutes(*window)) > self._limit(known, window)
            and len(times_in(parts, *window)) >= self.number
        }
        mondays = set(whole_weeks(timeline.about))
        on_mondays = any(start in mondays for start, _ in high)
        yield from worst_of_overlapping(
            self._violation(timeline, window, minutes, known, on_mondays=on_mondays)
            for window, minutes in high.items()
        )

    def _limit(self, known: Iterable[NightCall], window: Stretch) -> int:
        """Minutes allowed in a window with many nights, with the night calls that are known."""
        rested = self.with_rest_after_calls and not any(
            one.is_missed for one in _inside(known, window)
        )
        return self.weeks * (self.max_arranged if rested else self.max_average)

    def _violation(
        self,
        timeline: Timeline,
        window: Stretch,
        minutes: int,
        known: Iterable[NightCall],
        *,
        on_mondays: bool,
    ) -> Violation:
        notes = [] if on_mondays else [ONLY_SLIDING]
        if minutes <= self.weeks * self.max_arranged:
            calls = _inside(known, window)
            missed = any(one.is_missed for one in calls)
            notes.append(C07_MISSED if missed else C07_KEPT if calls else C07)
        limit, note = self._limit(known, window), " ".join(notes)
        return self.violation(
            timeline, window, value=minutes, limit=limit, note=note, remedy=REMEDY
        )

    def _windows(self, about: PersonContext, places: Iterable[int]) -> list[Stretch]:
        """The judged windows inside the data."""
        clock, span = about.clock, about.span
        firsts = {*whole_weeks(about), *(places if self.sliding else ())}
        windows = {(first, clock.add_weeks(first, self.weeks)) for first in firsts}
        if self.sliding:
            windows |= {(clock.add_weeks(last, -self.weeks), last) for last in places}
        return sorted(w for w in windows if span.holds(*w) and span.judges(*w))

    def constrain(self, person: PersonModel) -> None:
        """Limit the hours of each window that can hold too many, if it holds many nights."""
        duties = possible_on_call(person)
        parts = list(night_parts(duties, person.clock, each_night=self.each_night))
        if len({part.time for part in parts}) < self.number:
            return
        nights, hours, model = CallNights(person.model, parts), person.hours, person.model
        places = _places(person, duties)
        missed = missed_anyway(person, self.rest, self.direct)
        taking = list(taking_rest(person, self.rest, self.direct))
        for window in self._windows(person.about, places):
            if hours.most(*window) <= self.weeks * self.max_average:
                continue
            limit = self._limit(missed, window)
            many = nights.at_least(self.number, *window)
            there = [lit for edge in window for lit in places.get(edge, ())]
            condition = model.all_of([many, model.any_of(sorted(set(there)))])
            fixed = hours.fixed(*window) if condition == TRUE else 0
            hours.add_at_most(window, max(limit, fixed), condition)
            if limit > self.weeks * self.max_average:
                near = [each for one, each in taking if _inside([one], window)]
                self._limit_without_rest(person, window, condition, near)

    def _limit_without_rest(
        self,
        person: PersonModel,
        window: Stretch,
        many: Literal,
        taking: Iterable[Sequence[Literal]],
    ) -> None:
        """The lower limit where duties are chosen that take the rest after a night call."""
        for literals in taking:
            condition = person.model.all_of([many, *literals])
            person.hours.add_at_most(window, self.weeks * self.max_average, condition)


def _inside(calls: Iterable[NightCall], window: Stretch) -> list[NightCall]:
    return [one for one in calls if window[0] <= one.call < window[1]]


def _places(person: PersonModel, duties: Iterable[OnCall]) -> dict[int, set[Literal]]:
    """Where windows may start or end, each with what must be there for it."""
    fixed = HoursWorked(c.row for c in person.rows if c.literal == TRUE).rows
    rows = [((row.start, row.end), TRUE) for row in fixed]
    rows += [((c.row.start, c.row.end), c.literal) for c in person.hours.free]
    rows += [(piece, duty.literal) for duty in duties for piece in duty.pieces]
    return anchors([*rows, *(((monday, monday), TRUE) for monday in whole_weeks(person.about))])
