"""G08: how many weekends somebody may work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.rules.base import Family, Rule
from solver.timeline.clock import SATURDAY, SUNDAY, weekday

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Term
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class Weekends(Rule):
    """Weekends with a shift that starts on Saturday or Sunday are within the person's limit."""

    id = "G08"
    article = "general"
    family = Family.GENERAL
    sentence_en = "At most the person's own number of weekends with work in the period."
    sentence_nl = "Ten hoogste het eigen aantal weekenden met dienst in de periode."

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Too many weekends."""
        limit = timeline.about.person.limits.max_weekends
        if limit is None:
            return
        days = [timeline.clock.day(row.start) for row in timeline.work]
        weekends = {
            day - weekday(day)
            for day in days
            if weekday(day) >= SATURDAY and day in timeline.about.days
        }
        if len(weekends) > limit:
            window = timeline.about.period
            yield self.violation(
                timeline, window, value=len(weekends), limit=limit, unit="weekends"
            )

    def constrain(self, person: PersonModel) -> None:
        """A weekend counts if Saturday is worked, or a run starts on Sunday."""
        limit = person.about.person.limits.max_weekends
        if limit is None:
            return
        line, days = person.day_line, person.about.days
        terms: list[Term] = []
        for day in days:
            if weekday(day) == SATURDAY or (weekday(day) == SUNDAY and day == days.start):
                terms.append((1, line.on(day)))
            elif weekday(day) == SUNDAY:
                terms.append((1, person.run_starts[day - line.first]))
        person.model.add_at_most(terms, limit)
