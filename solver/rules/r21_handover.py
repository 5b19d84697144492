"""R21: a handover lasts at most 15 minutes (ATB 4.4:1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.rules.base import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class Handover(Rule):
    """Who stays on while the next one takes over does so for at most 15 minutes.

    Those minutes lie after the end of the shift and no other rule counts them; a longer handover
    must be part of the shift itself. Source: ATB 4.4:1.
    """

    id = "R21"
    article = "ATB 4.4:1"
    family = Family.LAW
    sentence_en = "A handover after the end of a shift lasts at most {max_handover} minutes."
    sentence_nl = (
        "Een overdracht na het einde van een dienst duurt ten hoogste {max_handover} minuten."
    )

    max_handover: int = 15

    def excludes(self, shift: LegalShift, about: PersonContext) -> bool:
        """Whether a handover is too long."""
        return _longest(shift) > self.max_handover

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each shift with too long a handover."""
        for shift in timeline.shifts:
            window = (shift.start, shift.end)
            if self.excludes(shift, timeline.about) and timeline.span.judges(*window):
                yield self.violation(
                    timeline,
                    window,
                    value=_longest(shift),
                    limit=self.max_handover,
                    remedy="Shorten the handover in the shift pattern, or make it part of "
                    "the shift.",
                )

    def constrain(self, person: PersonModel) -> None:
        """Forbid each candidate shift with too long a handover."""
        for candidate in person.shifts:
            if self.excludes(candidate.shift, person.about):
                person.model.forbid([candidate.literal])


def _longest(shift: LegalShift) -> int:
    return max(row.handover for row in shift.rows)
