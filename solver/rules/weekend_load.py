"""WEEKEND_LOAD: not too many weekends with a duty (the region's own rule)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.cpsat.model import FALSE
from solver.rules.base import Family, Rule
from solver.timeline.clock import SATURDAY, weekday
from solver.timeline.windows import whole_weeks, worst_of_overlapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.clock import LocalClock
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import Row
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
        rows = [row for row in timeline.rows if _is_duty(row) and row.overlaps(start, end)]
        days = {day for row in rows for day in timeline.clock.days(row.start, row.end)}
        busy = {day - weekday(day) for day in days if weekday(day) >= SATURDAY}
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
        duties = [c for c in person.rows if _is_duty(c.row) and c.literal != FALSE]
        busy = {}
        for monday in whole_weeks(person.about):
            weekend = _weekend(person.clock, monday)
            literals = [c.literal for c in duties if c.row.overlaps(*weekend)]
            busy[monday] = person.model.any_of(literals, "weekend")
        for mondays in self._windows(person.about):
            person.model.add_at_most([(1, busy[monday]) for monday in mondays], self.most)

    def _windows(self, about: PersonContext) -> Iterator[list[int]]:
        """The judged windows inside the data, as the Mondays of their weeks."""
        mondays = list(whole_weeks(about))
        for first in range(max(1, len(mondays) - self.weeks + 1)):
            window = mondays[first : first + self.weeks]
            if about.span.judges(*_window(about.clock, window)):
                yield window


def _is_duty(row: Row) -> bool:
    return row.is_work or row.kind is DutyKind.ON_CALL


def _weekend(clock: LocalClock, monday: int) -> tuple[int, int]:
    return clock.midnight(clock.day(monday) + SATURDAY), clock.add_weeks(monday, 1)


def _window(clock: LocalClock, mondays: list[int]) -> tuple[int, int]:
    return mondays[0], clock.add_weeks(mondays[-1], 1)
