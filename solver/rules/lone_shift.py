"""LONE_SHIFT: no single day of work between days off (a healthy pattern)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.roster_days import (
    days_of,
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

REMEDY = "Put a shift on the day before or after, or give this one away."


@dataclass(frozen=True)
class LoneShift(HealthRule):
    """A day on which a shift of this roster starts has work on the day before or after.

    Work elsewhere is company enough. What comes after the period is not known, so its last day is
    not judged; before the history is free. In a flex pool lone shifts are normal: exempt.
    """

    id = "LONE_SHIFT"
    article = "regional"
    sentence_en = "No single day with a shift between days off."
    sentence_nl = "Geen losse dag met dienst tussen vrije dagen."

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each day of work by itself."""
        if in_flex_pool(timeline.about):
            return
        clock = timeline.clock
        worked, ours = days_of(timeline.work, clock), days_of_roster(timeline.rows, clock)
        for day in timeline.about.days[:-1]:
            if day in ours and not worked & {day - 1, day + 1}:
                window = clock.midnight(day), clock.midnight(day + 1)
                yield self.violation(timeline, window, value=1, limit=2, unit="days", remedy=REMEDY)

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per day with a shift by itself."""
        if in_flex_pool(person.about):
            return []
        ours, found = roster_literals(person), []
        for day in person.about.days[:-1]:
            if day in ours:
                soft_violation = person.model.new_literal("lone shift")
                beside = [works_on(person, day - 1), works_on(person, day + 1)]
                for shift in ours[day]:
                    person.model.add_clause([-shift, *beside, soft_violation])
                found.append(soft_violation)
        return found
