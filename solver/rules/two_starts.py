"""TWO_STARTS: one shift a day (a health rule)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from solver.constraints.rest_model import most_together
from solver.cpsat.model import FALSE, TRUE, Literal
from solver.rules.base import HealthRule
from solver.timeline.clock import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.result import Violation
    from solver.constraints.candidates import ShiftCandidate
    from solver.constraints.person_model import PersonModel
    from solver.timeline.timeline import Timeline

REMEDY = "Give one of the shifts of this day to somebody else."
LONGEST_DAY = 25 * HOUR  #: one on which the clock is put back


@dataclass(frozen=True)
class TwoStarts(HealthRule):
    """No second shift begins on a local date.

    Each shift of the roster beyond the first that begins on a date is a flaw, and each one beside
    work elsewhere. Parts of a day with less than 8 hours between are one shift (ATW 1:7). Source:
    P. Knauth, Ergonomics 36 (1993).
    """

    id = "TWO_STARTS"
    article = "regional"
    sentence_en = "No second shift begins on the same day."
    sentence_nl = "Er begint geen tweede dienst op dezelfde dag."

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each shift that begins on a date on which another does."""
        clock, days = timeline.clock, timeline.about.days
        dates = {
            clock.day(second.start)
            for first, second in pairwise(timeline.judged_shifts)
            if second.start - first.start < LONGEST_DAY
            and clock.day(first.start) == clock.day(second.start)
        }
        for day in sorted(dates.intersection(days)):
            shifts = [s for s in timeline.judged_shifts if clock.day(s.start) == day]
            ours = [shift for shift in shifts if shift.is_of_roster]
            for shift in ours if len(ours) < len(shifts) else ours[1:]:
                window = shift.start, shift.end
                yield self.violation(
                    timeline, window, value=len(shifts), limit=1, unit="shifts", remedy=REMEDY
                )

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per shift that may begin on a date beyond the first."""
        clock, days, found = person.clock, person.about.days, list[Literal]()
        possible = (c for c in person.shifts if c.literal != FALSE)
        for day, group in groupby(possible, lambda c: clock.day(c.shift.start)):
            shifts = list(group)
            if day in days and most_together(shifts, person.least_rest) > 1:
                found += _second_starts(person, shifts)
        return found


def _second_starts(person: PersonModel, shifts: Sequence[ShiftCandidate]) -> list[Literal]:
    """As many literals as shifts of ours can begin on a date beyond the first of all."""
    model, rest = person.model, person.least_rest
    ours = [c for c in shifts if c.shift.is_of_roster]
    elsewhere = model.any_of([c.literal for c in shifts if not c.shift.is_of_roster], "elsewhere")
    if elsewhere == TRUE:
        return [c.literal for c in ours]
    certain = [c for c in ours if c.literal == TRUE]
    if certain and elsewhere == FALSE:
        others = [c for c in ours if c is not certain[0]]
        return [c.literal for c in others if most_together([certain[0], c], rest) > 1]
    most = most_together(ours, rest) - (elsewhere == FALSE)
    terms = [*((1, c.literal) for c in ours), (1, elsewhere)]
    if most == 1:
        return [model.above(terms, 1, "second start")]
    flaws = [model.new_literal("second start") for _ in range(most)]
    model.add_at_most([*terms, *((-1, flaw) for flaw in flaws)], 1)
    return flaws
