"""OVERLAP: nobody is in two places at once (ATW 1:7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.constraints.intervals import interval_cliques
from solver.rules.base import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.rows import Row
    from solver.timeline.timeline import Timeline

BODILY = (DutyKind.WORK, DutyKind.ELSEWHERE, DutyKind.ABSENCE)
OF_THE_ROSTER = (DutyKind.WORK, DutyKind.ON_CALL, DutyKind.ABSENCE)
REMEDY = "Give one of the two to somebody else, or change its times."


@dataclass(frozen=True)
class Overlap(Rule):
    """No two rows of a person at the same moment.

    Consignatie lies between two shifts, leave is no time on call, and two absences would count
    their hours twice. Work elsewhere may lie inside on-call, which is no consignatie during it; on
    open call nobody is obliged to anything. Source: ATW 1:7.
    """

    id = "OVERLAP"
    article = "ATW 1:7"
    family = Family.LAW
    sentence_en = "No two duties or absences of one person at the same time."
    sentence_nl = "Geen twee diensten of afwezigheden van één persoon op hetzelfde moment."

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each two rows that share a moment."""
        rows = [row for row in timeline.rows if row.kind is not DutyKind.OPEN_CALL]
        for index, first in enumerate(rows):
            for second in rows[index + 1 :]:
                if second.start >= first.end:
                    break
                window = (second.start, min(first.end, second.end))
                if _collide(first, second) and timeline.span.judges(*window):
                    minutes = window[1] - window[0]
                    yield self.violation(timeline, window, value=minutes, limit=0, remedy=REMEDY)

    def constrain(self, person: PersonModel) -> None:
        """At most one of the rows that share a moment.

        On-call and work elsewhere may meet, so they are never in one clique.
        """
        for kinds in (OF_THE_ROSTER, BODILY):
            rows = [(c.row.start, c.row.end, c.literal) for c in person.rows if c.row.kind in kinds]
            for clique in interval_cliques(rows):
                person.model.add_at_most_one(clique)


def _collide(first: Row, second: Row) -> bool:
    return {first.kind, second.kind} != {DutyKind.ON_CALL, DutyKind.ELSEWHERE}
