"""G02: no work on a fixed day off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.rules.base import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class DayOff(Rule):
    """Work may not share a moment with an absence."""

    id = "G02"
    article = "general"
    family = Family.GENERAL
    sentence_en = "No shift on a fixed day off."
    sentence_nl = "Geen dienst op een vaste vrije dag."

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each shift that meets an absence."""
        for row in timeline.work:
            if any(row.overlaps(absence.start, absence.end) for absence in timeline.absences):
                window = (row.start, row.end)
                if timeline.span.judges(*window):
                    yield self.violation(timeline, window, value=1, limit=0, unit="shifts")

    def constrain(self, person: PersonModel) -> None:
        """Forbid each candidate that meets an absence."""
        away = [candidate.row for candidate in person.absences]
        for row, literal in person.work:
            if any(row.overlaps(absence.start, absence.end) for absence in away):
                person.model.forbid([literal])
