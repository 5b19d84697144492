"""S03: with on-site stand-by on average at most 48 hours a week in 26 weeks (ATB 4.8:1(3)(b))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.rules.average import AverageIfMany
from solver.timeline.windows import all_hours

if TYPE_CHECKING:
    from solver.timeline.rows import LegalShift, Row


@dataclass(frozen=True)
class StandbyAverage(AverageIfMany):
    """At most 48 h a week in every 26 weeks in which a stand-by starts, all work counted.

    A stand-by counts as a whole, and so does other work beside it [strict]. The opt-out of
    ATB 4.8:2 (S06) is not accepted. Source: ATB 4.8:1(3)(b).
    """

    id = "S03"
    article = "ATB 4.8:1(3)b"
    sentence_en = (
        "With an on-site stand-by in {weeks} weeks, on average at most {max_average_h} hours of "
        "work a week in those weeks, stand-by included."
    )
    sentence_nl = (
        "Bij een aanwezigheidsdienst in {weeks} weken gemiddeld ten hoogste {max_average_h} uur "
        "arbeid per week in die weken, aanwezigheidsdienst meegerekend."
    )

    weeks: int = 26
    number: int = 1

    def counts(self, row: Row) -> bool:
        """All work and absence."""
        return all_hours(row)

    def concerns(self, shift: LegalShift) -> bool:
        """On-site stand-bys."""
        return shift.is_standby
