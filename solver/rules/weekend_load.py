"""WEEKEND_LOAD: not too many weekends with a duty (the region's own rule)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.roster_days import is_duty, weekends_of
from solver.rules.base import Family, Rule
from solver.timeline.windows import whole_weeks, worst_of_overlapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.clock import LocalClock
    from solver.timeline.context import PersonContext
    from solver.timeline.timeline import Timeline

REMEDY = "Give the duties of one of these weekends to somebody else."


@dataclass(frozen=True)
class WeekendLoad(Rule):
    """At most `most` weekends with work or on-call in any `weeks` weeks from Monday.

    A weekend runs from Saturday 00:00 to Sunday 24:00 and counts once, however much is done in it;
    a week of piket is one weekend. What lies outside the data is free.
    """

    id = "WEEKEND_LOAD"
    article = "regional"
    family = Family.REGION
    sentence_en = "At most {most} weekends with work or on-call in any {weeks} weeks."
    sentence_nl = "Ten hoogste {most} weekenden met dienst of piket in elke {weeks} weken."

    most: int = 3
    weeks: int = 4

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """The windows with too many weekends; of overlapping ones the worst."""
        windows = list(self._windows(timeline.about))
        if not windows:
            return
        start, end = windows[0][0], _window(timeline.clock, windows[-1])[1]
        rows = [row for row in timeline.rows if is_duty(row) and row.overlaps(start, end)]
        busy = {monday for row in rows for monday in weekends_of(row, timeline.clock)}
        found = []
        for mondays in windows:
            count = sum(timeline.clock.day(monday) in busy for monday in mondays)
            if count > self.most:
                window = _window(timeline.clock, mondays)
                found.append(
                    self.violation(
                        timeline,
                        window,
                        value=count,
                        limit=self.most,
                        unit="weekends",
                        remedy=REMEDY,
                    )
                )
        yield from worst_of_overlapping(found)

    def constrain(self, person: PersonModel) -> None:
        """A literal per weekend with a duty, and sums of them."""
        for mondays in self._windows(person.about):
            places = [person.weekends.get(person.clock.day(monday)) for monday in mondays]
            busy = [literal for place in places if place for literal in place.worked]
            person.model.add_at_most([(1, literal) for literal in busy], self.most)

    def _windows(self, about: PersonContext) -> Iterator[list[int]]:
        """The judged windows inside the data, as the Mondays of their weeks."""
        mondays = list(whole_weeks(about))
        for first in range(max(1, len(mondays) - self.weeks + 1)):
            window = mondays[first : first + self.weeks]
            if about.span.judges(*_window(about.clock, window)):
                yield window


def _window(clock: LocalClock, mondays: list[int]) -> tuple[int, int]:
    return mondays[0], clock.add_weeks(mondays[-1], 1)
