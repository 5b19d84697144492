"""What the averages of the law share: at most so many hours a week over every so many weeks."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from solver.constraints.hour_windows import HourWindows
from solver.constraints.shift_tally import ShiftTally
from solver.cpsat.model import TRUE
from solver.rules.base import Family, Rule
from solver.timeline.clock import DAY, HOUR
from solver.timeline.windows import (
    ONLY_SLIDING,
    HoursWorked,
    agreed_moments,
    edges,
    ordinary,
    sliding_windows,
    whole_weeks,
    worst_of_overlapping,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.model.result import Violation
    from solver.constraints.hour_windows import Binding
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift, Row
    from solver.timeline.timeline import Timeline
    from solver.timeline.windows import Window

REMEDY = "Move work out of this window, or give it to somebody else."


@dataclass(frozen=True)
class Average(Rule):
    """At most `max_average` minutes a week, on average over every `weeks` weeks.

    Judged on the windows inside the data that start or end where a duty, an absence or a week does
    [strict], or, with `sliding` off, where a week does (milder). Absence counts (ATW 5:2).
    """

    family = Family.LAW
    is_lazy = True
    agreements: ClassVar[tuple[str, ...]] = ()  #: rules whose agreements change the limit

    max_average: int = 48 * HOUR
    weeks: int = 16
    sliding: bool = True

    def counts(self, row: Row) -> bool:
        """Whether the hours of a row count."""
        return ordinary(row)

    def limit(self, about: PersonContext, start: int, end: int) -> int | None:
        """Minutes allowed in a window; None: not in force."""
        return self.weeks * self.max_average

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """The windows with too many hours; of overlapping ones the worst."""
        hours = self.hours_worked(timeline)
        yield from self.too_high(timeline, hours, self.windows(timeline.about, hours))

    def hours_worked(self, timeline: Timeline) -> HoursWorked:
        """The hours that count."""
        if type(self).counts is Average.counts:
            return timeline.ordinary_hours
        return HoursWorked(timeline.rows, self.counts)

    def windows(self, about: PersonContext, hours: HoursWorked) -> list[Window]:
        """The windows to judge."""
        places = edges(hours.rows) if self.sliding else set()
        return sliding_windows(about, self.weeks, places | self.fixed_places(about))

    def fixed_places(self, about: PersonContext) -> set[int]:
        """Where windows start or end whatever is rostered."""
        mondays = set(whole_weeks(about))
        return mondays | agreed_moments(about, self.agreements) if self.sliding else mondays

    def too_high(
        self, timeline: Timeline, hours: HoursWorked, windows: Iterable[Window]
    ) -> Iterator[Violation]:
        """Violations in these windows."""
        high = []
        for window in windows:
            minutes, limit = hours.minutes(*window), self.limit(timeline.about, *window)
            if limit is not None and minutes > limit:
                high.append((window, minutes, limit))
        mondays = set(whole_weeks(timeline.about)) if high else set()
        high.sort(key=lambda found: found[0][0] not in mondays)  # of equals tell whole weeks
        note = "" if high and high[0][0][0] in mondays else ONLY_SLIDING
        yield from worst_of_overlapping(
            self.violation(timeline, window, value=value, limit=limit, note=note, remedy=REMEDY)
            for window, value, limit in high
        )

    def constrain(self, person: PersonModel) -> None:
        """Limit the hours of each window that can hold too many."""
        hours = self.hours(person)
        for bound, literals in self.binding(person, hours):
            hours.add_at_most(bound.window, bound.limit, person.model.any_of(literals))

    def tighten(self, person: PersonModel) -> None:
        """Limit the hours of windows that hold many of these, as if they were no longer."""
        hours = self.hours(person)
        for window, limit in _together(self.binding(person, hours), hours):
            hours.add_at_most(window, limit)

    def binding(self, person: PersonModel, hours: HourWindows) -> list[Binding]:
        """The windows worth writing."""

        def limit(start: int, end: int) -> int | None:
            most = self.limit(person.about, start, end)
            return None if most is None or hours.fixed(start, end) > most else most

        return hours.binding(self.possible_windows(person, hours), limit)

    def possible_windows(
        self, person: PersonModel, hours: HourWindows
    ) -> dict[Window, set[Literal]]:
        """The windows that may have to be judged."""
        fixed = self.fixed_places(person.about)
        if self.sliding:
            return hours.windows(self.weeks, fixed)
        return {window: {TRUE} for window in sliding_windows(person.about, self.weeks, fixed)}

    def hours(self, person: PersonModel) -> HourWindows:
        """The hours of a person's windows; ordinary ones are shared by all averages."""
        shared = all(self.counts(c.row) == ordinary(c.row) for c in person.rows)
        return person.hours if shared else HourWindows(person, self.counts)


@dataclass(frozen=True)
class AverageIfMany(Average):
    """An average in force in the windows in which at least `number` shifts of a kind start."""

    number: int = 16

    def concerns(self, shift: LegalShift) -> bool:
        """Whether a shift is of that kind."""
        raise NotImplementedError

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """The windows with many such shifts and too many hours."""
        starts = [shift.start for shift in timeline.shifts if self.concerns(shift)]
        if len(starts) < self.number:
            return
        hours = self.hours_worked(timeline)
        many = [
            (start, end)
            for start, end in self.windows(timeline.about, hours)
            if bisect_left(starts, end) - bisect_left(starts, start) >= self.number
        ]
        yield from self.too_high(timeline, hours, many)

    def constrain(self, person: PersonModel) -> None:
        """Limit the hours of each window that can hold too many, if it holds many such shifts."""
        hours, shifts, model = self.hours(person), ShiftTally(person, self.concerns), person.model
        for bound, literals in self.binding_if_many(person, hours, shifts):
            many = shifts.at_least(self.number, *bound.window)
            condition = model.all_of([many, model.any_of(literals)])
            hours.add_at_most(bound.window, bound.limit, condition)

    def tighten(self, person: PersonModel) -> None:
        """The same of windows that hold many of these, as if they were no longer."""
        hours, shifts = self.hours(person), ShiftTally(person, self.concerns)
        for window, limit in _together(self.binding_if_many(person, hours, shifts), hours):
            hours.add_at_most(window, limit, shifts.at_least(self.number, *window))

    def binding_if_many(
        self, person: PersonModel, hours: HourWindows, shifts: ShiftTally
    ) -> list[Binding]:
        """The windows worth writing."""
        if len(shifts.starts) < self.number:
            return []

        def limit(start: int, end: int) -> int | None:
            most = self.limit(person.about, start, end)
            if most is None or shifts.most(start, end) < self.number:
                return None
            many = shifts.fixed_by_themselves(start, end) >= self.number
            return None if many and hours.fixed(start, end) > most else most

        return hours.binding(self.possible_windows(person, hours), limit, shifts.covers)


def _together(bindings: Iterable[Binding], hours: HourWindows) -> Iterator[tuple[Window, int]]:
    """Windows that start in the same two days, taken together.

    Where the fixed hours leave that no room each window stands alone.
    """
    bounds = [binding.bound for binding in bindings]
    for _, group in groupby(bounds, key=lambda b: b.window[0] // (2 * DAY)):
        near = list(group)
        whole = (near[0].window[0], max(bound.window[1] for bound in near))
        limit = min(bound.limit for bound in near)
        if hours.fixed(*whole) <= limit:
            yield whole, limit
        else:
            yield from ((bound.window, bound.limit) for bound in near)
