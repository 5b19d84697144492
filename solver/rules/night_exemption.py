"""NIGHT: no night shifts for whoever is exempt from them (ATW 4:5(5), 4:9 or local)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.person import ProvisionKind
from solver.rules.base import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline

_EXEMPT = (ProvisionKind.NIGHT_EXEMPTION, ProvisionKind.PREGNANCY)


@dataclass(frozen=True)
class NightExemption(Rule):
    """Somebody with a night exemption, or who is pregnant, works no night shift without consent.

    The provision counts if it holds on any date of the shift. Source: ATW 4:5(5), 4:9, or the
    region's own exemption.
    """

    id = "NIGHT"
    article = "ATW 4:5(5), 4:9"
    family = Family.LAW
    sentence_en = "No night shifts for whoever is exempt from them or pregnant, without consent."
    sentence_nl = (
        "Geen nachtdiensten voor wie daarvan is vrijgesteld of zwanger is, tenzij met instemming."
    )

    def excludes(self, shift: LegalShift, about: PersonContext) -> bool:
        """Whether it is a night shift during an exemption."""
        return shift.is_night and any(
            about.has_provision(kind, shift.start, shift.end) for kind in _EXEMPT
        )

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each night shift during an exemption."""
        for shift in timeline.shifts:
            window = (shift.start, shift.end)
            if timeline.span.judges(*window) and self.excludes(shift, timeline.about):
                yield self.violation(timeline, window, value=1, limit=0, unit="shifts")

    def constrain(self, person: PersonModel) -> None:
        """Forbid each candidate night shift during an exemption."""
        for candidate in person.shifts:
            if self.excludes(candidate.shift, person.about):
                person.model.forbid([candidate.literal])
