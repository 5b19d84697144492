"""COMPETENCE: nobody on a shift without a competence that is valid for all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.register import COMPETENCE_RULE
from solver.rules.base import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.context import PersonContext
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class ValidCompetence(Rule):
    """A competence covers every local date that the shift touches, in a region of the post.

    The functions are regulated (Besluit personeel veiligheidsregio's 2(3)); how long a competence
    lasts is regional policy. Duties of the history are not judged.
    """

    id = COMPETENCE_RULE
    article = "Bpvr 2(3)"
    family = Family.LAW
    sentence_en = "A valid competence for the whole shift, in a region of the post."
    sentence_nl = "Een geldige vakbekwaamheid voor de hele dienst, in een regio van de post."

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each shift without a valid competence."""
        for row in timeline.rows:
            if _lacks(timeline.about, row.shift):
                yield self.violation(
                    timeline, (row.start, row.end), value=0, limit=1, unit="competences"
                )

    def constrain(self, person: PersonModel) -> None:
        """Forbid each candidate without a valid competence."""
        for candidate in person.rows:
            if _lacks(person.about, candidate.row.shift):
                person.model.forbid([candidate.literal])


def _lacks(about: PersonContext, shift: str | None) -> bool:
    return (
        shift is not None and about.competent_for is not None and shift not in about.competent_for
    )
