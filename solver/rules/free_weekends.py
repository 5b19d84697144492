"""FREE_WEEKENDS: one weekend in three is free (a health rule)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.constraints.flaws import RunPlace, all_worked, one_above
from solver.constraints.roster_days import is_duty, weekends_of
from solver.rules.base import HealthRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.timeline import Timeline

REMEDY = "Give the duties of one of these weekends to somebody else."
FREE = RunPlace([], [])


@dataclass(frozen=True)
class FreeWeekends(HealthRule):
    """Of at most 2 weekends in a row Saturday or Sunday is touched by work or on-call.

    Each weekend beyond is a flaw, if a duty of this roster is in any of the last three. A weekend
    that ends after the period is not judged. Sources: P. Knauth, Ergonomics 36 (1993), one in
    three; AOOW, free weekends well spread.
    """

    id = "FREE_WEEKENDS"
    article = "regional"
    sentence_en = "At most {most} weekends in a row with work or on-call: then a free one."
    sentence_nl = "Ten hoogste {most} weekenden achter elkaar met dienst of piket: dan een vrij."

    most: int = 2

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each weekend beyond the most in a row."""
        clock, busy, ours = timeline.clock, set[int](), set[int]()
        mondays = timeline.about.weekends
        earliest = clock.midnight(mondays.start - 7 * self.most)
        for row in timeline.rows:
            if row.end > earliest and is_duty(row):
                weekends = weekends_of(row, clock)
                busy |= weekends
                if row.kind is not DutyKind.ELSEWHERE:
                    ours |= weekends
        for monday in mondays:
            run = range(monday - 7 * self.most, monday + 1, 7)
            if busy.issuperset(run) and not ours.isdisjoint(run):
                window = clock.midnight(run[0]), clock.midnight(monday + 7)
                value = self.most + 1
                yield self.violation(
                    timeline, window, value=value, limit=self.most, unit="weekends", remedy=REMEDY
                )

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per weekend that may be one too many."""
        found: list[Literal] = []
        for monday in person.about.weekends:
            run = range(monday - 7 * self.most, monday + 1, 7)
            places = [person.weekends.get(week, FREE) for week in run]
            found += one_above(person.model, all_worked(places), "weekend too many")
        return found
