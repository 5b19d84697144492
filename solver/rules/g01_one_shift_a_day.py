"""G01: at most one shift a day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.rules.base import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class OneShiftADay(Rule):
    """No two shifts start on the same local date."""

    id = "G01"
    article = "general"
    family = Family.GENERAL
    sentence_en = "At most one shift a day."
    sentence_nl = "Ten hoogste één dienst per dag."

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each day on which two shifts start."""
        clock = timeline.clock
        starts = Counter(clock.day(row.start) for row in timeline.work)
        for day, count in starts.items():
            window = (clock.midnight(day), clock.midnight(day + 1))
            if count > 1 and timeline.span.judges(*window):
                yield self.violation(timeline, window, value=count, limit=1, unit="shifts")

    def constrain(self, person: PersonModel) -> None:
        """A clique per day."""
        by_day: dict[int, list[Literal]] = {}
        for candidate in person.work:
            day = person.clock.day(candidate.row.start)
            by_day.setdefault(day, []).append(candidate.literal)
        for literals in by_day.values():
            person.model.add_at_most_one(literals)
