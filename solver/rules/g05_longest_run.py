"""G05: how many days in a row somebody may work."""

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


@dataclass(frozen=True)
class LongestRun(Rule):
    """A run of days with work is no longer than the person's limit.

    The days outside the line of days are taken to be free.
    """

    id = "G05"
    article = "general"
    family = Family.GENERAL
    sentence_en = "At most the person's own number of days with work in a row."
    sentence_nl = "Ten hoogste het eigen aantal dagen met dienst achter elkaar."

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each run that is too long."""
        limit = timeline.about.person.limits.max_consecutive_days
        if limit is None:
            return
        for run in runs(worked_days(timeline)):
            window = run.window(timeline.clock)
            if run.works and run.length > limit and timeline.span.judges(*window):
                yield self.violation(timeline, window, value=run.length, limit=limit, unit="days")

    def constrain(self, person: PersonModel) -> None:
        """A day with work has the start of its run among the last `limit` days."""
        limit = person.about.person.limits.max_consecutive_days
        if limit is None:
            return
        works, starts = person.day_line.works, person.run_starts
        for day in range(limit, len(works)):
            recent = starts[day - limit + 1 : day + 1]
            person.model.add_at_most([(1, works[day]), *((-1, start) for start in recent)], 0)
