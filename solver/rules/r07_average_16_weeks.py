"""R07: on average at most 48 hours of work a week in every 16 weeks (ATW 5:7(2)(c))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.rules.average import Average
from solver.timeline.clock import HOUR

if TYPE_CHECKING:
    from solver.timeline.context import PersonContext


@dataclass(frozen=True)
class SixteenWeekAverage(Average):
    """At most 48 h a week in every 16 weeks, absence counted (ATW 5:2).

    Where a recorded agreement sets the breaks aside (R04, ATB 4.6:1) the average is 44 h, in every
    window that touches the agreement [strict]. Averaging over 52 weeks (R09) is not accepted.
    Source: ATW 5:7(2)(c).
    """

    id = "R07"
    article = "ATW 5:7(2)c"
    agreements = ("R04",)
    sentence_en = (
        "On average at most {max_average_h} hours of work a week in every {weeks} weeks; "
        "{max_average_without_breaks_h} where an agreement sets the breaks aside (ATB 4.6:1)."
    )
    sentence_nl = (
        "Gemiddeld ten hoogste {max_average_h} uur arbeid per week in elke periode van "
        "{weeks} weken; {max_average_without_breaks_h} uur waar een collectieve regeling de "
        "pauzes opzij zet (ATB 4.6:1)."
    )

    max_average_without_breaks: int = 44 * HOUR

    def limit(self, about: PersonContext, start: int, end: int) -> int:
        """Minutes allowed in a window."""
        without_breaks = about.touches_agreement("R04", start, end)
        average = self.max_average_without_breaks if without_breaks else self.max_average
        return self.weeks * average
