"""LONE_SHIFT: no single day of work between days off (a health rule)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.flaws import one_without
from solver.constraints.roster_days import in_flex_pool, works_on
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

    A run of work is at least two shifts long. Work elsewhere is company enough. What comes after
    the period is not known, so its last day is not judged; before the history is free. In a flex
    pool lone shifts are normal: exempt. Sources: AOOW, Vuistregels voor een verantwoord
    werkrooster; Arbocatalogus Graan, W-04.
    """

    id = "LONE_SHIFT"
    article = "regional"
    sentence_en = "No single day with a shift between days off."
    sentence_nl = "Geen losse dag met dienst tussen vrije dagen."

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each day of work by itself."""
        if in_flex_pool(timeline.about):
            return
        clock, worked, ours = timeline.clock, timeline.days_of_work, timeline.days_of_roster
        for day in timeline.about.days[:-1]:
            if day in ours and day - 1 not in worked and day + 1 not in worked:
                window = clock.midnight(day), clock.midnight(day + 1)
                yield self.violation(timeline, window, value=1, limit=2, unit="days", remedy=REMEDY)

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per day with a shift by itself."""
        if in_flex_pool(person.about):
            return []
        found: list[Literal] = []
        for day in person.about.days[:-1]:
            if ours := person.roster_days.get(day):
                beside = [works_on(person, day - 1), works_on(person, day + 1)]
                found += one_without(person.model, [ours], beside, "lone shift")
        return found
