"""BROKEN_WEEKEND: Saturday and Sunday both, or neither (a health rule)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.flaws import one_above
from solver.constraints.roster_days import works_on
from solver.cpsat.model import FALSE
from solver.rules.base import HealthRule
from solver.timeline.clock import SATURDAY, SUNDAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.timeline import Timeline

REMEDY = "Give this shift away, or take one on the other day of the weekend too."


@dataclass(frozen=True)
class BrokenWeekend(HealthRule):
    """Whoever starts a shift of this roster on Saturday works on Sunday too, and the other way.

    Work elsewhere on the other day is work. A weekend of which the period holds Saturday alone is
    not judged. Source: P. Knauth, Ergonomics 36 (1993): two successive full days off.
    """

    id = "BROKEN_WEEKEND"
    article = "regional"
    sentence_en = "Shifts on both days of a weekend, or on neither."
    sentence_nl = "Dienst op beide dagen van een weekend, of op geen van beide."

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each weekend of which one day is worked."""
        clock, worked, ours = timeline.clock, timeline.days_of_work, timeline.days_of_roster
        for monday in timeline.about.weekends:
            saturday, sunday = monday + SATURDAY, monday + SUNDAY
            broken = (saturday in worked) != (sunday in worked)
            if broken and (saturday in ours or sunday in ours):
                window = clock.midnight(saturday), clock.midnight(sunday + 1)
                yield self.violation(timeline, window, value=1, limit=2, unit="days", remedy=REMEDY)

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per weekend of which one day may be worked."""
        found: list[Literal] = []
        for monday in person.about.weekends:
            saturday, sunday = monday + SATURDAY, monday + SUNDAY
            sums = [
                ([(1, person.roster_days.get(day, FALSE)), (-1, works_on(person, other))], 0)
                for day, other in ((saturday, sunday), (sunday, saturday))
            ]
            found += one_above(person.model, sums, "broken weekend")
        return found
