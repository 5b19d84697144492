"""G03: how many shifts of each name somebody may work."""

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
class ShiftCounts(Rule):
    """At most the number of shifts of each name that is recorded for the person (`Limits`)."""

    id = "G03"
    article = "general"
    family = Family.GENERAL
    sentence_en = "At most the person's own number of shifts of each name in the period."
    sentence_nl = "Ten hoogste het eigen aantal diensten van elke naam in de periode."

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each name that is worked too often."""
        first, last = timeline.about.period
        for name, limit in timeline.about.person.limits.max_shifts:
            count = sum(r.name == name and first <= r.start < last for r in timeline.work)
            if count > limit:
                window = (first, last)
                yield self.violation(timeline, window, value=count, limit=limit, unit="shifts")

    def constrain(self, person: PersonModel) -> None:
        """A sum per name."""
        first, last = person.about.period
        for name, limit in person.about.person.limits.max_shifts:
            terms: list[Term] = [
                (1, literal)
                for row, literal in person.work
                if row.name == name and first <= row.start < last
            ]
            person.model.add_at_most(terms, limit)
