"""LONE_DAY_OFF: no single day off between days of work (a healthy pattern)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.roster_days import (
    days_of,
    days_of_absence,
    days_of_roster,
    in_flex_pool,
    roster_literals,
    works_on,
)
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

    A day of absence is no day off. What comes after the period is not known, so its last day is not
    judged. In a flex pool the pattern is not for the roster to make: exempt.
    """

    id = "LONE_DAY_OFF"
    article = "regional"
    sentence_en = "No single day off between days with work."
    sentence_nl = "Geen losse vrije dag tussen dagen met dienst."

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each day off by itself."""
        if in_flex_pool(timeline.about):
            return
        clock = timeline.clock
        worked, ours = days_of(timeline.work, clock), days_of_roster(timeline.rows, clock)
        away = days_of_absence(timeline.absences, clock)
        for day in timeline.about.days[:-1]:
            beside = {day - 1, day + 1}
            if day not in worked | away and beside <= worked and beside & ours:
                window = clock.midnight(day), clock.midnight(day + 1)
                yield self.violation(timeline, window, value=1, limit=2, unit="days", remedy=REMEDY)

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per day off by itself."""
        if in_flex_pool(person.about):
            return []
        ours, found = roster_literals(person), []
        away = days_of_absence([c.row for c in person.absences], person.clock)
        for day in person.about.days[:-1]:
            pairs = [(shift, day + 1) for shift in ours.get(day - 1, ())]
            pairs += [(shift, day - 1) for shift in ours.get(day + 1, ())]
            if day in away or not pairs:
                continue
            soft_violation, works = person.model.new_literal("lone day off"), works_on(person, day)
            for shift, other in pairs:
                person.model.add_clause([-shift, -works_on(person, other), works, soft_violation])
            found.append(soft_violation)
        return found
