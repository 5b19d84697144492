"""OVERLAP: nobody is in two places at once (ATW 1:7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.constraints.intervals import interval_cliques
from solver.rules.base import Family, Rule
from solver.timeline.rows import bodily, collides

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.timeline import Timeline

BODILY = (DutyKind.WORK, DutyKind.ELSEWHERE, DutyKind.ABSENCE)
CALLED = (DutyKind.WORK, DutyKind.CALL, DutyKind.ABSENCE)
OF_THE_ROSTER = (DutyKind.WORK, DutyKind.ON_CALL, DutyKind.ABSENCE)
REMEDY = "Give one of the two to somebody else, or change its times."


@dataclass(frozen=True)
class Overlap(Rule):
    """No two rows of a person at the same moment.

    Consignatie lies between two shifts, leave is no time on call, and two absences would count
    their hours twice. Work elsewhere may lie inside on-call, which is no consignatie during it; on
    open call nobody is obliged to anything. A call lies in on-call and may take somebody from work
    elsewhere, but nobody is called from a shift of the roster or from leave; the half hour that a
    short call counts for may reach into the next shift. Source: ATW 1:7.
    """

    id = "OVERLAP"
    article = "ATW 1:7"
    family = Family.LAW
    sentence_en = "No two duties or absences of one person at the same time."
    sentence_nl = "Geen twee diensten of afwezigheden van één persoon op hetzelfde moment."

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each two rows that share a moment."""
        rows = [row for row in timeline.rows if row.kind is not DutyKind.OPEN_CALL]
        judges = timeline.span.judges
        for index, first in enumerate(rows):
            for second in rows[index + 1 :]:
                if second.start >= first.end:
                    break
                window = (second.start, min(bodily(first)[1], bodily(second)[1]))
                if collides(first, second) and judges(*window):
                    minutes = window[1] - window[0]
                    yield self.violation(timeline, window, value=minutes, limit=0, remedy=REMEDY)

    def constrain(self, person: PersonModel) -> None:
        """At most one of the rows that share a moment.

        On-call, work elsewhere and calls may meet, so no two of them are ever in one clique.
        """
        for kinds in (OF_THE_ROSTER, BODILY, CALLED):
            if kinds is CALLED and all(c.row.kind is not DutyKind.CALL for c in person.rows):
                continue
            rows = [(*bodily(c.row), c.literal) for c in person.rows if c.row.kind in kinds]
            for clique in interval_cliques(rows):
                person.model.add_at_most_one(clique)
