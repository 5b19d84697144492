"""R17: at most 36 nights that end after 02:00 in every 16 weeks (ATW 5:8(8), 5:8(9))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.rules.frequency import Frequency

if TYPE_CHECKING:
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift
    from solver.timeline.windows import Window


@dataclass(frozen=True)
class NightsAfterTwo(Frequency):
    """At most 36 night shifts that end after 02:00 start in 16 weeks; if agreed, 140 in 52 weeks.

    A recorded agreement for R17 replaces the first limit in windows that it covers whole, and sets
    the second in every window that it touches. The other variant of ATW 5:8(9), 38 night hours in
    two weeks, is not accepted. Stand-by is apart (ATB 4.8). Source: ATW 5:8(8)(9).
    """

    id = "R17"
    article = "ATW 5:8(8)(9)"
    unit = "night shifts"
    sentence_en = (
        "At most {max_nights} night shifts that end after 02:00 in every {weeks} weeks; by "
        "collective agreement {agreed_nights} in every {agreed_weeks} weeks instead."
    )
    sentence_nl = (
        "Ten hoogste {max_nights} nachtdiensten die na 02.00 uur eindigen in elke periode van "
        "{weeks} weken; bij collectieve regeling in plaats daarvan {agreed_nights} in elke periode "
        "van {agreed_weeks} weken."
    )

    max_nights: int = 36
    weeks: int = 16
    agreed_nights: int = 140
    agreed_weeks: int = 52

    def concerns(self, shift: LegalShift) -> bool:
        """Night shifts that end after 02:00."""
        return shift.is_night and shift.ends_after_two and not shift.is_standby

    def periods(self) -> tuple[int, ...]:
        """Both periods."""
        return self.weeks, self.agreed_weeks

    def limit(self, about: PersonContext, weeks: int, window: Window) -> int | None:
        """Most nights in a window."""
        if weeks == self.weeks:
            return None if about.has_agreement(self.id, *window) else self.max_nights
        return self.agreed_nights if about.touches_agreement(self.id, *window) else None
