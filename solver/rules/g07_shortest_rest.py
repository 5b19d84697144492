"""G07: how many days in a row somebody is free at least."""

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
class ShortestRest(Rule):
    """A run of days without work is no shorter than the person's limit.

    A run that touches an end of the line of days may go on outside it, so it is never too short.
    """

    id = "G07"
    article = "general"
    family = Family.GENERAL
    sentence_en = "At least the person's own number of days off in a row."
    sentence_nl = "Ten minste het eigen aantal vrije dagen achter elkaar."

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each run that is too short."""
        limit = timeline.about.person.limits.min_consecutive_days_off
        if limit is None:
            return
        for run in runs(worked_days(timeline)):
            window = run.window(timeline.clock, with_next_day=True)
            short = not run.works and not run.touches_edge and run.length < limit
            if short and timeline.span.judges(*window):
                yield self.violation(timeline, window, value=run.length, limit=limit, unit="days")

    def constrain(self, person: PersonModel) -> None:
        """No run starts within `limit` days after a day with work."""
        limit = person.about.person.limits.min_consecutive_days_off
        if limit is None:
            return
        works, starts = person.day_line.works, person.run_starts
        for day in range(len(works)):
            person.model.add_at_most_one([works[day], *starts[day + 1 : day + limit + 1]])
