"""R10: at most 10 hours of work in a night shift, 12 under R11 (ATW 5:8(1), 5:8(3))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.rules.base import Family, Rule
from solver.timeline.clock import HOUR
from solver.timeline.rows import is_night

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class NightLength(Rule):
    """A night shift holds at most 10 hours of work, or up to 12 within the limits of R11.

    Source: ATW 5:8(1), 5:8(3).

    Parameters
    ----------
    max_work
        Work in a night shift that needs no exception.
    max_long_work
        Work in a night shift under R11; equal to `max_work` where no night may be longer.
    """

    id = "R10"
    article = "ATW 5:8(1)"
    family = Family.LAW
    sentence_en = (
        "At most {max_work_h} hours of work in a night shift, up to {max_long_work_h} hours"
        " within the limits for long night shifts."
    )
    sentence_nl = (
        "Ten hoogste {max_work_h} uur arbeid per nachtdienst, tot {max_long_work_h} uur"
        " binnen de grenzen voor lange nachtdiensten."
    )

    max_work: int = 10 * HOUR
    max_long_work: int = 12 * HOUR

    def excludes(self, shift: LegalShift, about: PersonContext) -> bool:
        """Whether the night shift is too long under any exception."""
        return is_night(shift) and shift.work > max(self.max_work, self.max_long_work)

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each night shift that is too long."""
        for shift in timeline.shifts:
            window = (shift.start, shift.end)
            if self.excludes(shift, timeline.about) and timeline.span.judges(*window):
                yield self.violation(timeline, window, value=shift.work, limit=self.max_work)

    def constrain(self, person: PersonModel) -> None:
        """Forbid each candidate night shift that is too long."""
        for candidate in person.shifts:
            if self.excludes(candidate.shift, person.about):
                person.model.forbid([candidate.literal])
