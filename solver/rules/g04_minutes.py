"""G04: how much somebody works in the period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.rules.base import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Term
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class Minutes(Rule):
    """Work in the period lies between the person's own minimum and maximum (`Limits`)."""

    id = "G04"
    article = "general"
    family = Family.GENERAL
    sentence_en = "Between the person's own fewest and most hours of work in the period."
    sentence_nl = "Tussen het eigen minimum en maximum aan arbeidsuren in de periode."

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Too much or too little work in the period."""
        limits = timeline.about.person.limits
        first, last = timeline.about.period
        work = sum(row.work for row in timeline.work if first <= row.start < last)
        if limits.max_minutes is not None and work > limits.max_minutes:
            yield self.violation(timeline, (first, last), value=work, limit=limits.max_minutes)
        if limits.min_minutes is not None and work < limits.min_minutes:
            yield self.violation(
                timeline,
                (first, last),
                value=work,
                limit=limits.min_minutes,
                note="Too little work in the period.",
                remedy="Give this person more work.",
            )

    def constrain(self, person: PersonModel) -> None:
        """One sum with both limits."""
        limits = person.about.person.limits
        first, last = person.about.period
        terms: list[Term] = [
            (row.work, literal) for row, literal in person.work if first <= row.start < last
        ]
        person.model.add_linear(terms, limits.min_minutes, limits.max_minutes)
