"""G06: how many days in a row somebody works at least."""

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
class ShortestRun(Rule):
    """A run of days with work is no shorter than the person's limit.

    A run that touches an end of the line of days may go on outside it, so it is never too short.
    """

    id = "G06"
    article = "general"
    family = Family.GENERAL
    sentence_en = "At least the person's own number of days with work in a row."
    sentence_nl = "Ten minste het eigen aantal dagen met dienst achter elkaar."

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each run that is too short."""
        limit = timeline.about.person.limits.min_consecutive_days
        if limit is None:
            return
        for run in runs(worked_days(timeline)):
            window = run.window(timeline.clock, with_next_day=True)
            short = run.works and not run.touches_edge and run.length < limit
            if short and timeline.span.judges(*window):
                yield self.violation(timeline, window, value=run.length, limit=limit, unit="days")

    def constrain(self, person: PersonModel) -> None:
        """A run that started in the last `limit` days goes on; one of those starts at most."""
        limit = person.about.person.limits.min_consecutive_days
        if limit is None:
            return
        works, starts = person.day_line.works, person.run_starts
        for day in range(1, len(works)):
            recent = starts[max(1, day - limit + 1) : day + 1]
            person.model.add_at_most_one([*recent, -works[day]])
