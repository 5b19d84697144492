"""LONE_DAY_OFF: no single day off between days of work (a health rule)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.flaws import all_worked, one_above
from solver.constraints.roster_days import days_of_absence, in_flex_pool, place_on, works_on
from solver.rules.base import HealthRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.timeline import Timeline

REMEDY = "Move one of the two shifts, or make it two days off."


@dataclass(frozen=True)
class LoneDayOff(HealthRule):
    """No day without work has work on both sides, on one side at least a shift of this roster.

    So after a run of any length, and surely of 5 or 6, at least two days are free. A day of absence
    is no day off. What comes after the period is not known, so its last day is not judged. In a
    flex pool the pattern is not for the roster to make: exempt. Source: Arbocatalogus Graan, W-04.
    """

    id = "LONE_DAY_OFF"
    article = "regional"
    sentence_en = "No single day off between days with work."
    sentence_nl = "Geen losse vrije dag tussen dagen met dienst."

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each day off by itself."""
        if in_flex_pool(timeline.about):
            return
        clock, worked, ours = timeline.clock, timeline.days_of_work, timeline.days_of_roster
        away = days_of_absence(timeline.absences, clock)
        for day in timeline.about.days[:-1]:
            if day in worked or day in away or not (day - 1 in worked and day + 1 in worked):
                continue
            if day - 1 in ours or day + 1 in ours:
                window = clock.midnight(day), clock.midnight(day + 1)
                yield self.violation(timeline, window, value=1, limit=2, unit="days", remedy=REMEDY)

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per day off by itself."""
        if in_flex_pool(person.about):
            return []
        found: list[Literal] = []
        away = days_of_absence([c.row for c in person.absences], person.clock)
        for day in person.about.days[:-1]:
            if day not in away:
                beside = [place_on(person, day - 1), place_on(person, day + 1)]
                sums = all_worked(beside, [works_on(person, day)])
                found += one_above(person.model, sums, "lone day off")
        return found
