"""R03: a break in a shift of more than 5.5 hours (ATW 5:4(2), 5:4(3); ATB 4.6:1)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from solver.constraints.candidates import is_imposed_violation
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
class Breaks(Rule):
    """Breaks of 30 minutes above 5.5 h of work, of 45 above 10 h, in parts of 15 or more.

    Off unless the ruleset switches it on, for a roster seldom tells when breaks are: what is known
    is how long a duty lasts and how much of it is work. The difference is taken as break time, as
    is time between two rows of one shift. An agreement recorded for R03 makes it 15 minutes, one
    for R04 (nobody near to take over, ATB 4.6:1) sets the rule aside, at the price of R07's lower
    average. Source: ATW 5:4(2)(3).
    """

    id = "R03"
    article = "ATW 5:4(2)(3)"
    family = Family.LAW
    on_by_default = False
    sentence_en = (
        "At least {min_break} minutes of break where a shift holds more than {long_work_h} hours "
        "of work, and {min_long_break} where it holds more than {very_long_work_h}, unless a "
        "collective agreement says otherwise."
    )
    sentence_nl = (
        "Ten minste {min_break} minuten pauze in een dienst met meer dan {long_work_h} uur arbeid, "
        "en {min_long_break} bij meer dan {very_long_work_h} uur, tenzij een collectieve regeling "
        "anders bepaalt."
    )

    long_work: int = 5 * HOUR + 30
    very_long_work: int = 10 * HOUR
    min_break: int = 30
    min_long_break: int = 45
    min_part: int = 15
    agreed_break: int = 15

    def required(self, shift: LegalShift, about: PersonContext) -> int:
        """Minutes of break that a shift must have."""
        window = (shift.start, shift.end)
        if shift.work <= self.long_work or about.has_agreement("R04", *window):
            return 0
        if about.has_agreement(self.id, *window):
            return self.agreed_break
        return self.min_long_break if shift.work > self.very_long_work else self.min_break

    def breaks(self, shift: LegalShift) -> int:
        """Minutes of break that it has, in parts that count."""
        parts = [row.end - row.start - row.work for row in shift.rows]
        parts += [after.start - row.end for row, after in pairwise(shift.rows)]
        return sum(part for part in parts if part >= self.min_part)

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each shift with too little break."""
        for shift in timeline.shifts:
            found, required = self.breaks(shift), self.required(shift, timeline.about)
            window = (shift.start, shift.end)
            if found < required and timeline.span.judges(*window):
                yield self.violation(
                    timeline,
                    window,
                    value=found,
                    limit=required,
                    remedy="Put a break in the shift pattern, or record the agreement.",
                )

    def constrain(self, person: PersonModel) -> None:
        """Forbid each candidate shift with too little break."""
        for candidate in person.shifts:
            shift = candidate.shift
            lacks = self.breaks(shift) < self.required(shift, person.about)
            judged = person.span.judges(shift.start, shift.end)
            if lacks and judged and not is_imposed_violation(person, self.id, candidate):
                person.model.forbid([candidate.literal])
