"""What the rules about two people share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from data.model.company import PairingKind
from solver.rules.base import Family, Rule
from solver.timeline.beside import Encounters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.candidates import RowCandidate
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Model
    from solver.timeline.rows import Row
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class PairingRule(Rule):
    """A rule about two people: `check` looks at who is beside somebody, as far as it is told.

    It writes itself down once for both, in `constrain_both` in place of `constrain`.
    """

    kind: ClassVar[PairingKind]
    needs_company: ClassVar[bool] = False  #: it asks for a duty of the other one
    family = Family.REGION
    article = "regional"

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """What the pairings of somebody forbid."""
        for beside in timeline.beside:
            if beside.pairing.kind is self.kind:
                mine, theirs = timeline.rows, beside.rows
                both = Encounters(beside.pairing, timeline.clock, mine, theirs, _same)
                yield from self.check_both(timeline, both, f"{beside.name}.")

    def check_both(
        self, timeline: Timeline, both: Encounters[Row], note: str
    ) -> Iterator[Violation]:
        """What one pairing forbids, of the first of the two."""
        raise NotImplementedError

    def is_kept(self, both: Encounters[Row]) -> bool:
        """Whether the duties of the first of the two keep a pairing."""
        raise NotImplementedError

    def constrain(self, person: PersonModel) -> None:
        """Of one person alone nothing is asked."""

    def constrain_both(self, both: Encounters[RowCandidate], model: Model) -> None:
        """Write down what a pairing asks of the first of the two."""
        raise NotImplementedError


def _same(row: Row) -> Row:
    return row
