"""TOGETHER: two people who serve together have no duty without each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.company import PairingKind
from solver.cpsat.model import TRUE
from solver.rules.pairing_rule import PairingRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.candidates import RowCandidate
    from solver.cpsat.model import Model
    from solver.timeline.beside import Encounters
    from solver.timeline.rows import Row
    from solver.timeline.timeline import Timeline

REMEDY = "Give the other one a duty at that time, or somebody else this one."


@dataclass(frozen=True)
class Together(PairingRule):
    """Each shift that begins on a day on which the pairing holds shares time with the other's."""

    id = "TOGETHER"
    kind = PairingKind.TOGETHER
    needs_company = True
    sentence_en = "Two people who serve together have no duty without each other."
    sentence_nl = "Twee mensen die samen dienst doen, hebben geen dienst zonder elkaar."

    def check_both(
        self, timeline: Timeline, both: Encounters[Row], note: str
    ) -> Iterator[Violation]:
        """Each shift without the other one."""
        for row, company in both.company():
            if not company and timeline.span.judges(row.start, row.end):
                yield self.violation(
                    timeline,
                    (row.start, row.end),
                    value=1,
                    limit=0,
                    unit="shifts",
                    note=note,
                    remedy=REMEDY,
                )

    def is_kept(self, both: Encounters[Row]) -> bool:
        """Whether each shift shares time with one of the other."""
        return all(company for _, company in both.company())

    def constrain_both(self, both: Encounters[RowCandidate], model: Model) -> None:
        """A shift only if the other one has one that shares time with it; what is fixed stands."""
        for mine, company in both.company():
            if mine.literal != TRUE:
                model.add_clause([-mine.literal, *(one.literal for one in company)])
