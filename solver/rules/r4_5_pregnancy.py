"""R4_5: at most 10 hours of work in a shift during pregnancy (ATW 4:5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.person import ProvisionKind
from solver.rules.base import Family, Rule
from solver.timeline.clock import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class PregnancyShiftLength(Rule):
    """Somebody who is pregnant works at most 10 hours in a shift, unless she agreed to more.

    Until six months after the birth. Night shifts are the matter of `NightExemption`. Source:
    ATW 4:5.
    """

    id = "R4_5"
    article = "ATW 4:5"
    family = Family.LAW
    sentence_en = (
        "At most {max_work_h} hours of work in a shift during pregnancy and the six months after"
        " birth, without consent."
    )
    sentence_nl = (
        "Ten hoogste {max_work_h} uur arbeid per dienst tijdens de zwangerschap en in de zes"
        " maanden na de bevalling, tenzij met instemming."
    )

    max_work: int = 10 * HOUR

    def excludes(self, shift: LegalShift, about: PersonContext) -> bool:
        """Whether the shift is too long."""
        return shift.work > self.max_work and about.has_provision(
            ProvisionKind.PREGNANCY, shift.start, shift.end
        )

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each shift that is too long."""
        for shift in timeline.shifts:
            window = (shift.start, shift.end)
            if timeline.span.judges(*window) and self.excludes(shift, timeline.about):
                yield self.violation(timeline, window, value=shift.work, limit=self.max_work)

    def constrain(self, person: PersonModel) -> None:
        """Forbid each candidate shift that is too long."""
        for candidate in person.shifts:
            if self.excludes(candidate.shift, person.about):
                person.model.forbid([candidate.literal])
