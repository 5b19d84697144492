"""R05: at most 12 hours of work in a shift (ATW 5:7(2)(a))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
class ShiftLength(Rule):
    """A shift that is no night shift holds at most 12 hours of work.

    Night shifts have their own limits (R10, R11). Source: ATW 5:7(2)(a).
    """

    id = "R05"
    article = "ATW 5:7(2)a"
    family = Family.LAW
    sentence_en = "At most {max_work_h} hours of work in a shift."
    sentence_nl = "Ten hoogste {max_work_h} uur arbeid per dienst."

    max_work: int = 12 * HOUR

    def excludes(self, shift: LegalShift, about: PersonContext) -> bool:
        """Whether the shift is too long."""
        return not shift.is_night and not shift.is_standby and shift.work > self.max_work

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each day shift that is too long."""
        for shift in timeline.shifts:
            window = (shift.start, shift.end)
            if self.excludes(shift, timeline.about) and timeline.span.judges(*window):
                yield self.violation(timeline, window, value=shift.work, limit=self.max_work)

    def constrain(self, person: PersonModel) -> None:
        """Forbid each candidate shift that is too long."""
        for candidate in person.shifts:
            if self.excludes(candidate.shift, person.about):
                person.model.forbid([candidate.literal])
