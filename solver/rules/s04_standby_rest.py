"""S04: at least 11 hours of rest before and after an on-site stand-by (ATB 4.8:1(3)(c))."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
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
class StandbyRest(Rule):
    """At least 11 h of rest on both sides of a stand-by.

    Work less than 8 h away is part of the same shift (ATW 1:7), so a stand-by that was merged with
    other work, or with a stand-by that does not follow at once, had too little rest. The shorter
    rests of ATB 4.8:1(4), for exceptional cases, are not planned with. Source: ATB 4.8:1(3)(c).
    """

    id = "S04"
    article = "ATB 4.8:1(3)c"
    family = Family.LAW
    sentence_en = "At least {min_rest_h} hours of rest before and after each on-site stand-by."
    sentence_nl = "Ten minste {min_rest_h} uur rust voor en na elke aanwezigheidsdienst."

    min_rest: int = 11 * HOUR

    def excludes(self, shift: LegalShift, about: PersonContext) -> bool:
        """Whether a stand-by was merged with what needs a rest before or after it."""
        return shift.is_standby and any(
            not (row.standby and after.standby) or after.start > row.end
            for row, after in pairwise(shift.rows)
        )

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each rest beside a stand-by that is too short."""
        span = timeline.span
        for shift in timeline.shifts:
            window = (shift.start, shift.end)
            if self.excludes(shift, timeline.about) and span.judges(*window):
                rest = min(after.start - row.end for row, after in pairwise(shift.rows))
                yield self.violation(timeline, window, value=rest, limit=self.min_rest)
        for shift, after in pairwise(timeline.shifts):
            rest, window = after.start - shift.end, (shift.start, after.end)
            if self._needs_rest(shift, after) and rest < self.min_rest and span.judges(*window):
                yield self.violation(timeline, window, value=rest, limit=self.min_rest)

    def _needs_rest(self, shift: LegalShift, after: LegalShift) -> bool:
        return shift.is_standby or after.is_standby

    def constrain(self, person: PersonModel) -> None:
        """Forbid each such shift, and each pair of shifts that lie too close."""
        for candidate in person.shifts:
            if self.excludes(candidate.shift, person.about):
                person.model.forbid([candidate.literal])
            for after in person.followers(candidate, self.min_rest):
                if self._needs_rest(candidate.shift, after.shift):
                    person.model.forbid([candidate.literal, after.literal])
