"""LONG_RUN: not too many shifts in a row (a health rule)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.flaws import RunPlace, all_worked, one_above
from solver.constraints.roster_days import place_on
from solver.cpsat.model import TRUE
from solver.rules.base import HealthRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.timeline import Timeline

REMEDY = "Make one of these days free."


@dataclass(frozen=True)
class LongRun(HealthRule):
    """Work starts on at most 6 days in a row, if any of it is of this roster.

    Each day beyond is a flaw. Where a hard limit stands no higher (MAX_RUN) there are none.
    Sources: P. Knauth, Ergonomics 36 (1993), 5 to 7 days; AOOW; Arbocatalogus Graan, W-04; HSE.
    """

    id = "LONG_RUN"
    article = "regional"
    sentence_en = "At most {most} days in a row with a shift or other work."
    sentence_nl = "Ten hoogste {most} dagen achter elkaar met dienst of ander werk."

    most: int = 6

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each day beyond the longest run."""
        clock, worked, ours = timeline.clock, timeline.days_of_work, timeline.days_of_roster
        length, last_of_ours = 0, None
        days = timeline.about.days
        for day in range(days.start - self.most, days.stop):
            length = length + 1 if day in worked else 0
            last_of_ours = day if day in ours else last_of_ours
            recent = last_of_ours is not None and last_of_ours >= day - self.most
            if length > self.most and day in days and recent:
                window = clock.midnight(day - self.most), clock.midnight(day + 1)
                yield self.violation(
                    timeline, window, value=length, limit=self.most, unit="days", remedy=REMEDY
                )

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per day that may lie beyond the longest run."""
        limited = person.longest_run is not None and person.longest_run <= self.most
        found: list[Literal] = []
        run: list[RunPlace] = []
        days = person.about.days
        for day in range(days.start - self.most, days.stop):
            place = place_on(person, day)
            goes_on = TRUE in place.worked if limited else place.worked
            run = [*run[-self.most :], place] if goes_on else []
            if len(run) > self.most and day in days:
                found += one_above(person.model, all_worked(run), "long run")
        return found
