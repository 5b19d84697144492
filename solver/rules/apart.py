"""APART: two people whom the region keeps apart have no duty at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.company import PairingKind
from solver.rules.pairing_rule import PairingRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.candidates import RowCandidate
    from solver.cpsat.model import Model
    from solver.timeline.beside import Encounters
    from solver.timeline.rows import Row
    from solver.timeline.timeline import Timeline

REMEDY = "Give one of the two duties to somebody else."


@dataclass(frozen=True)
class Apart(PairingRule):
    """No two duties of theirs share time on a day on which the pairing holds."""

    id = "APART"
    kind = PairingKind.APART
    sentence_en = "Two people whom the region keeps apart have no duty at the same time."
    sentence_nl = "Twee mensen die niet samen dienst doen, hebben nooit tegelijk dienst."

    def check_both(
        self, timeline: Timeline, both: Encounters[Row], note: str
    ) -> Iterator[Violation]:
        """Each stretch that two duties share."""
        for _, _, (start, end) in both.meetings():
            if timeline.span.judges(start, end):
                yield self.violation(
                    timeline,
                    (start, end),
                    value=end - start,
                    limit=0,
                    note=note,
                    remedy=REMEDY,
                )

    def is_kept(self, both: Encounters[Row]) -> bool:
        """Whether no two duties share time."""
        return next(both.meetings(), None) is None

    def constrain_both(self, both: Encounters[RowCandidate], model: Model) -> None:
        """Not both of two duties that share time."""
        for mine, theirs, _ in both.meetings():
            model.add_at_most_one([mine.literal, theirs.literal])
