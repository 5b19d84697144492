"""REST_AFTER_CALL: eight hours of rest after the last call of a night (ATW 5:9(6))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.calls import REST_AFTER_CALL
from solver.constraints.night_calls import taking_rest
from solver.rules.base import Family, Rule
from solver.timeline.clock import HOUR
from solver.timeline.night_calls import night_calls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.timeline import Timeline

REMEDY = "Give the duty after this call to somebody else, or let it begin later."


@dataclass(frozen=True)
class RestAfterCall(Rule):
    """After the last call of a night there are 8 hours of rest before the next shift.

    A night call begins between 00:00 and 06:00. Where a shift follows it directly (no later than
    `direct` after its work ended; with 0 without any time between [strict]) the rest lies anywhere
    in the 18 hours from 06:00. A later call interrupts it, on-call does not.

    The Act asks this only where a region takes the average of 45 hours in place of 40 (see C06);
    a region that wants nobody at a desk without sleep keeps it always. Source: ATW 5:9(6)a.
    """

    id = REST_AFTER_CALL
    article = "ATW 5:9(6)a"
    family = Family.REGION
    sentence_en = (
        "After the last call between 00:00 and 06:00 at least {rest_h} hours of rest before the "
        "next shift, or in the 18 hours from 06:00 where a shift follows the call directly."
    )
    sentence_nl = (
        "Na de laatste oproep tussen 00.00 en 06.00 uur ten minste {rest_h} uur rust voor de "
        "volgende dienst, of in de 18 uur vanaf 06.00 uur als een dienst direct op de oproep volgt."
    )

    rest: int = 8 * HOUR
    direct: int = 0

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each night call after which there was less."""
        for one in night_calls(timeline.worked, timeline.clock, self.rest, self.direct):
            window = (one.start, one.end)
            if one.is_missed and timeline.span.judges(*window):
                yield self.violation(
                    timeline, window, value=one.had, limit=self.rest, remedy=REMEDY
                )

    def constrain(self, person: PersonModel) -> None:
        """No duties that take the rest after a call that is certain; calls are never planned."""
        for one, literals in taking_rest(person, self.rest, self.direct):
            if person.span.judges(one.start, one.end):
                person.model.add_clause(tuple(-literal for literal in literals))
