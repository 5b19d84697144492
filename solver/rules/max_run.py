"""MAX_RUN: not too many days in a row with work (the region's own rule)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.day_line import runs, worked_days
from solver.rules.base import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.timeline import Timeline

REMEDY = "Make one of these days free."


@dataclass(frozen=True)
class MaxRun(Rule):
    """Work starts on at most `most` local dates in a row, office hours elsewhere included.

    On call is no work. What lies outside the history and the period is free.
    """

    id = "MAX_RUN"
    article = "regional"
    family = Family.REGION
    sentence_en = "At most {most} days in a row with work."
    sentence_nl = "Ten hoogste {most} dagen achter elkaar met dienst of ander werk."

    most: int = 6

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each run that is too long."""
        for run in runs(worked_days(timeline)):
            window = run.window(timeline.clock)
            if run.works and run.length > self.most and timeline.span.judges(*window):
                yield self.violation(
                    timeline, window, value=run.length, limit=self.most, unit="days", remedy=REMEDY
                )

    def bounds(self, person: PersonModel) -> None:
        """Tell the other rules how long a run may become."""
        known = person.longest_run
        person.longest_run = self.most if known is None else min(known, self.most)

    def constrain(self, person: PersonModel) -> None:
        """Of each `most` + 1 days one is free."""
        line, clock = person.day_line, person.clock
        for first in range(line.first, line.first + len(line.works) - self.most):
            last = first + self.most
            if person.span.judges(clock.midnight(first), clock.midnight(last + 1)):
                person.model.forbid(line.on(day) for day in range(first, last + 1))
