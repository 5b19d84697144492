"""R16: at most 7 shifts in a series that holds a night shift (ATW 5:8(6), 5:8(7))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from solver.constraints.candidates import breaks_already
from solver.constraints.series import Mark, limit_series, possible_series, steps_of
from solver.cpsat.model import TRUE
from solver.rules.base import Family, Rule
from solver.timeline.clock import HOUR, LocalClock
from solver.timeline.rows import is_night

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.model.result import Violation
    from data.model.ruleset import Derogation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class SeriesWithNight(Rule):
    """A series of consecutive shifts that holds a night shift has at most 7 of them.

    With a recorded collective agreement that covers the whole series: 8. Shifts are consecutive
    if less than 36 hours lie between them. Source: ATW 5:8(6), 5:8(7).

    Parameters
    ----------
    shifts
        Longest series.
    shifts_agreed
        The same under a recorded agreement.
    series_break
        A rest that ends a series.
    day_off_ends_series
        A free calendar day ends a series too. [strict]: it does not.
    """

    id = "R16"
    article = "ATW 5:8(6)(7)"
    family = Family.LAW
    is_lazy = True
    sentence_en = (
        "At most {shifts} shifts in a series with a night shift, or {shifts_agreed} by collective"
        " agreement; a rest of {series_break_h} hours ends a series."
    )
    sentence_nl = (
        "Ten hoogste {shifts} diensten in een reeks met een nachtdienst, of {shifts_agreed} volgens"
        " collectieve regeling; een rust van {series_break_h} uur beëindigt een reeks."
    )

    shifts: int = 7
    shifts_agreed: int = 8
    series_break: int = 36 * HOUR
    day_off_ends_series: bool = False

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each series with a night shift that is too long."""
        for series in self._series(timeline.clock, timeline.shifts):
            window = (series[0].start, max(shift.end for shift in series))
            agreed = timeline.about.has_agreement(self.id, *window)
            limit = self.shifts_agreed if agreed else self.shifts
            too_long = len(series) > limit and any(is_night(shift) for shift in series)
            if too_long and timeline.span.judges(*window):
                yield self.violation(
                    timeline, window, value=len(series), limit=limit, unit="shifts"
                )

    def _series(
        self, clock: LocalClock, shifts: Iterable[LegalShift]
    ) -> Iterator[list[LegalShift]]:
        series: list[LegalShift] = []
        for shift in shifts:
            if series and self._is_break(clock, series[-1].end, shift.start):
                yield series
                series = []
            series.append(shift)
        if series:
            yield series

    def _is_break(self, clock: LocalClock, start: int, end: int) -> bool:
        """Whether a rest ends a series."""
        if self.day_off_ends_series:
            for day in clock.days(start, end):
                if start <= clock.midnight(day) and clock.midnight(day + 1) <= end:
                    return True
        return end - start >= self.series_break

    def _rest_end(self, clock: LocalClock, start: int) -> int:
        """Until when a rest must last to end a series."""
        end = start + self.series_break
        if self.day_off_ends_series:
            day_off = clock.day(start - 1) + 1
            end = min(end, clock.midnight(day_off + 1))
        return end

    def constrain(self, person: PersonModel) -> None:
        """Count along each stretch of shifts that may be a long series with a night in it."""
        agreed = [d for d in person.about.ruleset.derogations if d.rule == self.id]
        outside = [partial(_is_outside, person.clock, derogation) for derogation in agreed]
        limits: list[tuple[int, list[Mark]]] = [(self.shifts, [is_night, *outside])]
        if agreed:
            limits.append((self.shifts_agreed, [is_night]))
        self._limit(person, limits)

    def _limit(self, person: PersonModel, limits: Sequence[tuple[int, Sequence[Mark]]]) -> None:
        """Limits of series that hold all of some marks."""
        rest_end = partial(self._rest_end, person.clock)
        for stretch in possible_series(person.shifts, rest_end):
            if all(c.literal == TRUE for c in stretch):
                continue
            steps = steps_of(
                person.model, stretch, rest_end, partial(breaks_already, person, self.id)
            )
            for limit, marks in limits:
                limit_series(person.model, steps, limit, marks)


def _is_outside(clock: LocalClock, derogation: Derogation, shift: LegalShift) -> bool:
    """Whether a recorded agreement does not cover all dates of a shift."""
    first, last = (date.fromordinal(clock.day(m)) for m in (shift.start, shift.end - 1))
    return not derogation.covers(first, last)
