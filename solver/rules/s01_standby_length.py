"""S01: an on-site stand-by lasts at most 24 hours, and only where it is agreed (ATB 1:1, 4.8:1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.rules.base import Family, Rule
from solver.timeline.clock import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline

AGREEMENT = "S"  #: what the agreement that allows on-site stand-by is recorded for
NOT_AGREED = "On-site stand-by is allowed by collective agreement only, and none is recorded."


@dataclass(frozen=True)
class StandbyLength(Rule):
    """A stand-by lasts at most 24 real hours, and an agreement recorded for ``S`` covers it.

    The shift is judged as a whole, whatever other work it was merged with. Source: ATB 1:1,
    4.8:1(1).
    """

    id = "S01"
    article = "ATB 1:1, 4.8:1(1)"
    family = Family.LAW
    sentence_en = (
        "An on-site stand-by lasts at most {max_length_h} hours, and a collective agreement that "
        "allows it is recorded."
    )
    sentence_nl = (
        "Een aanwezigheidsdienst duurt ten hoogste {max_length_h} uur, en een collectieve regeling "
        "die hem toestaat is vastgelegd."
    )

    max_length: int = DAY

    def excludes(self, shift: LegalShift, about: PersonContext) -> bool:
        """Whether a stand-by is too long or not agreed."""
        return shift.is_standby and (
            shift.end - shift.start > self.max_length
            or not about.has_agreement(AGREEMENT, shift.start, shift.end)
        )

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each stand-by that is too long or not agreed."""
        for shift in timeline.shifts:
            window = (shift.start, shift.end)
            if self.excludes(shift, timeline.about) and timeline.span.judges(*window):
                agreed = timeline.about.has_agreement(AGREEMENT, *window)
                yield self.violation(
                    timeline,
                    window,
                    value=shift.end - shift.start,
                    limit=self.max_length if agreed else 0,
                    note="" if agreed else NOT_AGREED,
                )

    def constrain(self, person: PersonModel) -> None:
        """Forbid each candidate shift of that kind."""
        for candidate in person.shifts:
            if self.excludes(candidate.shift, person.about):
                person.model.forbid([candidate.literal])
