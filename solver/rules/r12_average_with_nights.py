"""R12: with many night shifts on average at most 40 hours of work a week (ATW 5:8(2))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.rules.average import AverageIfMany
from solver.timeline.clock import HOUR

if TYPE_CHECKING:
    from solver.timeline.rows import LegalShift


@dataclass(frozen=True)
class AverageWithNights(AverageIfMany):
    """At most 40 h a week in every 16 weeks in which 16 or more night shifts start.

    Averaging over 52 weeks (R13) is not accepted. Source: ATW 5:8(2).
    """

    id = "R12"
    article = "ATW 5:8(2)"
    sentence_en = (
        "With {number} or more night shifts in {weeks} weeks, on average at most {max_average_h} "
        "hours of work a week in those weeks."
    )
    sentence_nl = (
        "Bij {number} of meer nachtdiensten in {weeks} weken gemiddeld ten hoogste "
        "{max_average_h} uur arbeid per week in die weken."
    )

    max_average: int = 40 * HOUR

    def concerns(self, shift: LegalShift) -> bool:
        """Night shifts that are no stand-by (ATB 4.8)."""
        return shift.is_night and not shift.is_standby
