"""LONE_NIGHT: nights come at least two together (a health rule)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.flaws import one_without
from solver.constraints.roster_days import in_flex_pool
from solver.rules.base import HealthRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline

REMEDY = "Put the night before or after on the same person, or give this one away."


@dataclass(frozen=True)
class LoneNight(HealthRule):
    """A night shift of this roster has a night shift the night before or after.

    A night elsewhere is company, though it is not judged itself. What comes after the period is not
    known, so the night that starts on its last day is not judged; before the history is free. In a
    flex pool single nights are normal: exempt. Source: AWVN, Vuistregels voor ergonomisch roosteren
    (short cycles of 2 to 4 alike).
    """

    id = "LONE_NIGHT"
    article = "regional"
    sentence_en = "No single night shift: nights come at least two together."
    sentence_nl = "Geen losse nachtdienst: nachten komen ten minste twee aan twee."

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each night by itself."""
        if in_flex_pool(timeline.about):
            return
        nights = timeline.nights
        for night, shift in nights.items():
            beside = night - 1 in nights or night + 1 in nights
            if not beside and _is_judged(shift, timeline.about):
                window = shift.start, shift.end
                yield self.violation(
                    timeline, window, value=1, limit=2, unit="night shifts", remedy=REMEDY
                )

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per night that may be by itself."""
        if in_flex_pool(person.about):
            return []
        worked = {n: [c.literal for c in shifts] for n, shifts in person.nights.items()}
        found: list[Literal] = []
        for night, shifts in person.nights.items():
            ours = [c.literal for c in shifts if _is_judged(c.shift, person.about)]
            beside = [*worked.get(night - 1, ()), *worked.get(night + 1, ())]
            found += one_without(person.model, ours, beside, "lone night")
        return found


def _is_judged(shift: LegalShift, about: PersonContext) -> bool:
    return about.clock.day(shift.start) in about.days[:-1] and shift.is_of_roster
