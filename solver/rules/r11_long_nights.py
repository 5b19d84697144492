"""R11: night shifts of 10 to 12 hours are few, and 12 hours of rest follow (ATW 5:8(3))."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from solver.constraints.intervals import maximal_windows
from solver.cpsat.model import TRUE
from solver.rules.base import Family, Rule
from solver.timeline.clock import HOUR, WEEK, LocalClock
from solver.timeline.rows import is_night
from solver.timeline.windows import worst_of_overlapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class LongNights(Rule):
    """Night shifts of more than 10 hours of work: few in a period, and with a whole rest after.

    At most 5 start in any 14 x 24 hours and 22 in any 52 weeks; at least 12 hours of rest follow
    each, which are never shortened. [strict]: a night of at most 10 hours cannot use this section
    to have 12 hours of rest after it in place of the 14 of R14. Source: ATW 5:8(3).

    Parameters
    ----------
    normal_work, max_long_work
        A long night shift has more work than the one and at most the other. With more it breaks
        R10, is told there, and has the rest of R14.
    per_period, period
        How many may start in how many minutes.
    per_year, weeks
        How many may start in how many weeks.
    rest
        Rest after each.
    """

    id = "R11"
    article = "ATW 5:8(3)"
    family = Family.LAW
    sentence_en = (
        "Night shifts of more than {normal_work_h} hours: at most {per_period} in {period_h} hours"
        " and {per_year} in {weeks} weeks, each followed by {rest_h} hours of rest."
    )
    sentence_nl = (
        "Nachtdiensten van meer dan {normal_work_h} uur: ten hoogste {per_period} in {period_h} uur"
        " en {per_year} in {weeks} weken, elk gevolgd door {rest_h} uur rust."
    )

    normal_work: int = 10 * HOUR
    max_long_work: int = 12 * HOUR
    per_period: int = 5
    period: int = 2 * WEEK
    per_year: int = 22
    weeks: int = 52
    rest: int = 12 * HOUR

    def _is_long(self, shift: LegalShift) -> bool:
        return is_night(shift) and self.normal_work < shift.work <= self.max_long_work

    def _limits(self, clock: LocalClock, starts: Sequence[int]) -> list[tuple[int, list[int]]]:
        """Per limit: the number, and for each start the end of the window from there."""
        return [
            (self.per_period, [start + self.period for start in starts]),
            (self.per_year, [clock.add_weeks(start, self.weeks) for start in starts]),
        ]

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Windows with too many long nights, and rests after one that are too short."""
        starts = [shift.start for shift in timeline.shifts if self._is_long(shift)]
        for limit, ends in self._limits(timeline.clock, starts):
            counts = {
                (first, end): sum(first <= start < end for start in starts)
                for first, end in zip(starts, ends, strict=True)
            }
            yield from worst_of_overlapping(
                self.violation(timeline, window, value=count, limit=limit, unit="shifts")
                for window, count in counts.items()
                if count > limit and timeline.span.judges(*window)
            )
        for night, after in pairwise(timeline.shifts):
            rest, window = after.start - night.end, (night.start, night.end + self.rest)
            if self._is_long(night) and rest < self.rest and timeline.span.judges(*window):
                yield self.violation(timeline, window, value=rest, limit=self.rest)

    def constrain(self, person: PersonModel) -> None:
        """A sum per window, and no follower within the rest."""
        nights = [c for c in person.shifts if self._is_long(c.shift)]
        starts = [c.shift.start for c in nights]
        for limit, ends in self._limits(person.clock, starts):
            for low, high in maximal_windows(starts, ends):
                inside = nights[low:high]
                if len(inside) > limit and any(c.literal != TRUE for c in inside):
                    person.model.add_at_most([(1, c.literal) for c in inside], limit)
        for night in nights:
            for follower in person.followers(night, self.rest):
                person.model.forbid([night.literal, follower.literal])
