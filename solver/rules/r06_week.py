"""R06: at most 60 hours of work in a calendar week (ATW 5:7(2)(b))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.hour_windows import HourWindows
from solver.cpsat.model import TRUE
from solver.rules.base import Family, Rule
from solver.timeline.clock import HOUR, weekday
from solver.timeline.windows import HoursWorked, ordinary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import Row
    from solver.timeline.timeline import Timeline
    from solver.timeline.windows import Window


@dataclass(frozen=True)
class WeeklyHours(Rule):
    """At most 60 h of work in a week from Monday 00:00, local time.

    The Act does not say what a week is. Absence counts, for ATW 5:2 covers every limit in hours
    [strict]; with `absence_counts` off it counts in averages only (milder). Source: ATW 5:7(2)(b).
    """

    id = "R06"
    article = "ATW 5:7(2)b"
    family = Family.LAW
    sentence_en = "At most {max_work_h} hours of work in a week, from Monday 00:00."
    sentence_nl = "Ten hoogste {max_work_h} uur arbeid per week, vanaf maandag 00.00 uur."

    max_work: int = 60 * HOUR
    absence_counts: bool = True

    def counts(self, row: Row) -> bool:
        """Whether the hours of a row count."""
        return ordinary(row) and (self.absence_counts or row.is_worked)

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each week with too many hours."""
        hours = timeline.ordinary_hours
        if not self.absence_counts:
            hours = HoursWorked(timeline.rows, self.counts)
        for week in _weeks(timeline.about, hours.rows):
            minutes = hours.minutes(*week)
            if minutes > self.max_work:
                yield self.violation(
                    timeline,
                    week,
                    value=minutes,
                    limit=self.max_work,
                    remedy="Move work to another week, or give it to somebody else.",
                )

    def bounds(self, person: PersonModel) -> None:
        """Tell the averages how much work may still be added in each week."""
        fixed = HoursWorked((c.row for c in person.rows if c.literal == TRUE), self.counts)
        free = (c.row for c in person.work if abs(c.literal) != TRUE)
        for week in _weeks(person.about, free):
            room = self.max_work - fixed.minutes(*week)
            if room >= 0:
                person.week_caps[week[0]] = room

    def constrain(self, person: PersonModel) -> None:
        """Limit the hours of each week that can hold too many."""
        hours = person.hours if self.absence_counts else HourWindows(person, self.counts)
        for week in _weeks(person.about, (c.row for c in hours.free)):
            if hours.fixed(*week) <= self.max_work:
                hours.add_at_most(week, self.max_work)


def _weeks(about: PersonContext, rows: Iterable[Row]) -> list[Window]:
    """The judged calendar weeks that these rows touch, each once."""
    clock = about.clock
    days = {day - weekday(day) for row in rows for day in clock.days(row.start, row.end)}
    mondays = [clock.midnight(day) for day in sorted(days)]
    weeks = [(monday, clock.add_weeks(monday, 1)) for monday in mondays]
    return [week for week in weeks if about.span.judges(*week)]
