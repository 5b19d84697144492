"""What R17 and S02 share: at most so many shifts of a kind in every so many weeks."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from solver.constraints.shift_tally import ShiftTally
from solver.rules.base import Family, Rule
from solver.timeline.windows import worst_of_overlapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline
    from solver.timeline.windows import Window


@dataclass(frozen=True)
class Frequency(Rule):
    """At most so many shifts of one kind that start in every so many weeks.

    A window that holds the most of them starts with one, or ends just after one started; the latter
    matters only where the limit is not everywhere the same.
    """

    family = Family.LAW
    unit: ClassVar[str] = "shifts"

    def concerns(self, shift: LegalShift) -> bool:
        """Whether a shift is of that kind."""
        raise NotImplementedError

    def periods(self) -> tuple[int, ...]:
        """Lengths of the windows, in weeks."""
        raise NotImplementedError

    def limit(self, about: PersonContext, weeks: int, window: Window) -> int | None:
        """Most shifts in a window; None: not in force there."""
        raise NotImplementedError

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """The windows with too many; of overlapping ones the worst."""
        starts = [shift.start for shift in timeline.shifts if self.concerns(shift)]
        found = []
        for window, limit in self.windows(timeline.about, starts):
            count = bisect_left(starts, window[1]) - bisect_left(starts, window[0])
            if count > limit:
                found.append(
                    self.violation(
                        timeline,
                        window,
                        value=count,
                        limit=limit,
                        unit=self.unit,
                        remedy="Give one of these shifts to somebody else.",
                    )
                )
        yield from worst_of_overlapping(found)

    def windows(self, about: PersonContext, starts: Sequence[int]) -> Iterator[tuple[Window, int]]:
        """The judged windows around shifts that start then, with their limits."""
        clock = about.clock
        for weeks in self.periods():
            windows = [(start, clock.add_weeks(start, weeks)) for start in starts]
            if about.ruleset.derogations:  # the limit may change within the data
                windows += [(clock.add_weeks(start + 1, -weeks), start + 1) for start in starts]
            for window in windows:
                limit = self.limit(about, weeks, window)
                if limit is not None and about.span.judges(*window):
                    yield window, limit

    def constrain(self, person: PersonModel) -> None:
        """Limit the number in each window that can hold too many."""
        counts = ShiftTally(person, self.concerns)
        counts.limit(self.windows(person.about, counts.starts))
