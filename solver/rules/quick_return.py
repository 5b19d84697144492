"""QUICK_RETURN: no rest between two shifts that is shorter than a day's rest (a health rule)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from solver.constraints.flaws import one_after
from solver.rules.base import HealthRule
from solver.rules.short_rest import shifts_beside
from solver.timeline.clock import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.timeline import Timeline

REMEDY = "Give one of the two shifts to somebody else, or let the second begin later."


@dataclass(frozen=True)
class QuickReturn(HealthRule):
    """No shift begins less than 11 hours after another ends.

    The law allows 8 hours once a week (R01, R14); people then sleep five. Two shifts elsewhere are
    no concern of the roster. Source: HSE, Good practice guidelines for shift design (2021); P.
    Knauth, Applied Ergonomics 27 (1996).
    """

    id = "QUICK_RETURN"
    article = "regional"
    sentence_en = "At least {rest_h} hours of rest between two shifts."
    sentence_nl = "Ten minste {rest_h} uur rust tussen twee diensten."

    rest: int = 11 * HOUR

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each rest that is too short."""
        for first, second in pairwise(timeline.judged_shifts):
            rest, window = second.start - first.end, (first.end, second.start)
            is_short = rest < self.rest and timeline.span.judges(*window)
            if is_short and (first.is_of_roster or second.is_of_roster):
                yield self.violation(timeline, window, value=rest, limit=self.rest, remedy=REMEDY)

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per shift that another follows too soon."""
        found: list[Literal] = []
        if person.least_rest >= self.rest:
            return found
        for first in person.shifts:
            followers = [
                second
                for second in person.followers(first, self.rest)
                if person.span.judges(first.shift.end, second.shift.start)
                and (first.shift.is_of_roster or second.shift.is_of_roster)
            ]
            if followers:
                found += one_after(
                    person.model,
                    first.literal,
                    [second.literal for second in followers],
                    "quick return",
                    beside=shifts_beside(person, first, followers),
                )
        return found
