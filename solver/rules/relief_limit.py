"""RELIEF_LIMIT: what no ground sets aside in a relief roster."""

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

REMEDY = "Let somebody else relieve them."


@dataclass(frozen=True)
class ReliefLimit(Rule):
    """After at most 12 hours somebody has 8 hours of uninterrupted rest, whatever happens.

    Work with less than 8 hours between is one shift of the law; so it lasts no longer than this
    from its first minute to its last. A relief roster switches it on: it is the least that stays
    when a ground sets the rules of the Act aside (`solver.rules.grounds`).
    """

    id = "RELIEF_LIMIT"
    article = "regional"
    family = Family.REGION
    on_by_default = False
    sentence_en = (
        "In a relief roster, on whatever ground: at most {longest_h} hours, then at least 8 hours "
        "of rest."
    )
    sentence_nl = (
        "In een aflosrooster, op welke grond ook: ten hoogste {longest_h} uur achtereen, daarna "
        "ten minste 8 uur rust."
    )

    longest: int = 12 * HOUR

    def excludes(self, shift: LegalShift, about: PersonContext) -> bool:
        """Whether the shift lasts too long."""
        return not shift.is_standby and shift.end - shift.start > self.longest

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each shift of the law that lasts too long."""
        for shift in timeline.shifts:
            window = (shift.start, shift.end)
            if self.excludes(shift, timeline.about) and timeline.span.judges(*window):
                length = shift.end - shift.start
                yield self.violation(
                    timeline, window, value=length, limit=self.longest, remedy=REMEDY
                )

    def constrain(self, person: PersonModel) -> None:
        """Forbid each candidate shift that lasts too long."""
        for candidate in person.shifts:
            if self.excludes(candidate.shift, person.about):
                person.model.forbid([candidate.literal])
