"""R08: on average at most 55 hours of work a week in every 4 weeks (ATW 5:7(3))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.rules.average import Average
from solver.timeline.clock import HOUR

if TYPE_CHECKING:
    from solver.timeline.context import PersonContext


@dataclass(frozen=True)
class FourWeekAverage(Average):
    """At most 55 h a week in every 4 weeks, absence counted (ATW 5:2).

    A recorded agreement for R08 waives it in windows that it covers whole. Source: ATW 5:7(3)(4).
    """

    id = "R08"
    article = "ATW 5:7(3)"
    agreements = ("R08",)
    sentence_en = (
        "On average at most {max_average_h} hours of work a week in every {weeks} weeks, unless a "
        "collective agreement says otherwise."
    )
    sentence_nl = (
        "Gemiddeld ten hoogste {max_average_h} uur arbeid per week in elke periode van "
        "{weeks} weken, tenzij een collectieve regeling anders bepaalt."
    )

    max_average: int = 55 * HOUR
    weeks: int = 4

    def limit(self, about: PersonContext, start: int, end: int) -> int | None:
        """Minutes allowed in a window; None where the agreement waives it."""
        return None if about.has_agreement(self.id, start, end) else self.weeks * self.max_average
