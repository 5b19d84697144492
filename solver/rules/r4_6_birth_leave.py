"""R4_6: no work around a birth (ATW 4:6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from data.model.person import ProvisionKind
from solver.rules.base import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift, Row
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class BirthLeave(Rule):
    """No work in the 28 days before the expected birth and the 42 days after it.

    Nor on call, which is the duty to start work. The dates are those of the provision; nobody can
    agree to work on them. Source: ATW 4:6.
    """

    id = "R4_6"
    article = "ATW 4:6"
    family = Family.LAW
    sentence_en = "No work and no on-call during birth leave."
    sentence_nl = "Geen arbeid en geen consignatie tijdens het bevallingsverlof."

    def excludes(self, shift: LegalShift, about: PersonContext) -> bool:
        """Whether a part of the shift lies in the leave."""
        return any(self._forbids(row, about) for row in shift.rows)

    def _forbids(self, row: Row, about: PersonContext) -> bool:
        if not (row.is_worked or row.kind is DutyKind.ON_CALL):
            return False
        first, last = (date.fromordinal(about.clock.day(m)) for m in (row.start, row.end - 1))
        return any(
            p.kind is ProvisionKind.BIRTH_LEAVE
            and p.start <= last
            and (p.until is None or first <= p.until)
            for p in about.person.provisions
        )

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each row of work or on-call that touches the leave."""
        if all(p.kind is not ProvisionKind.BIRTH_LEAVE for p in timeline.about.person.provisions):
            return
        for row in timeline.rows:
            window = (row.start, row.end)
            if timeline.span.judges(*window) and self._forbids(row, timeline.about):
                yield self.violation(timeline, window, value=1, limit=0, unit="duties")

    def constrain(self, person: PersonModel) -> None:
        """Forbid each candidate row that touches the leave."""
        for candidate in person.rows:
            if self._forbids(candidate.row, person.about):
                person.model.forbid([candidate.literal])
