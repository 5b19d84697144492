"""S02: at most 52 on-site stand-bys in every 26 weeks (ATB 4.8:1(3)(a), 5.3:4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.rules.frequency import Frequency

if TYPE_CHECKING:
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift
    from solver.timeline.windows import Window


@dataclass(frozen=True)
class StandbyCount(Frequency):
    """At most 52 on-site stand-bys start in every 26 weeks; 62 for the fire service (S08).

    The fire service's number holds in windows that an agreement recorded for S08 covers whole.
    Source: ATB 4.8:1(3)(a); ATB 5.3:4.
    """

    id = "S02"
    article = "ATB 4.8:1(3)a"
    unit = "stand-bys"
    sentence_en = (
        "At most {max_standbys} on-site stand-bys in every {weeks} weeks; {fire_service_standbys} "
        "where an agreement for the fire service is recorded (ATB 5.3:4)."
    )
    sentence_nl = (
        "Ten hoogste {max_standbys} aanwezigheidsdiensten in elke periode van {weeks} weken; "
        "{fire_service_standbys} waar een collectieve regeling voor de brandweer is vastgelegd "
        "(ATB 5.3:4)."
    )

    max_standbys: int = 52
    fire_service_standbys: int = 62
    weeks: int = 26

    def concerns(self, shift: LegalShift) -> bool:
        """On-site stand-bys."""
        return shift.is_standby

    def periods(self) -> tuple[int, ...]:
        """The one period."""
        return (self.weeks,)

    def limit(self, about: PersonContext, weeks: int, window: Window) -> int:
        """Most stand-bys in a window."""
        fire_service = about.has_agreement("S08", *window)
        return self.fire_service_standbys if fire_service else self.max_standbys
