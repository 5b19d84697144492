"""What cannot be had of who sits beside whom, as counting shows before any search."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.company import PairingKind
from data.model.person import CompetenceLevel
from data.model.sentence import moment_said, phrase
from data.model.shadowing import Shadowing
from data.model.skill_mixes import MixWatch
from solver.diagnosis.preflight_bounds import InfeasibilityReason
from solver.problem_index import ProblemIndex
from solver.timeline.beside import Encounters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.company import Pairing, Traineeship
    from solver.timeline.rows import Row


@dataclass(frozen=True)
class PreflightCompany:
    """Findings on one problem; none of them leaves a seat empty, so none says it is hopeless."""

    index: ProblemIndex

    def findings(self) -> list[InfeasibilityReason]:
        """All that can be said, in the order in which it was asked for."""
        problem = self.index.problem
        return [
            *(found for one in problem.pairings for found in self._pairing(one)),
            *(found for one in problem.traineeships for found in self._traineeship(one)),
            *(found for one in problem.skill_mixes for found in self._mix(MixWatch(problem, one))),
        ]

    def _pairing(self, pairing: Pairing) -> Iterator[InfeasibilityReason]:
        """Two who must serve together, though no duty of theirs can ever be at the same time."""
        if pairing.kind is not PairingKind.TOGETHER or not pairing.is_rule:
            return
        mine, theirs = (self._rows(one) for one in (pairing.person, pairing.other))
        both = Encounters(pairing, self.index.clock, mine, theirs, _same)
        meant = [row for row, _ in both.company()]
        if meant and not any(self._have_room(pairing, *met[:2]) for met in both.meetings()):
            text = phrase(
                "{one} and {other} serve together alone, and can never be there at the same time:"
                " neither gets a duty",
                one=self._name(pairing.person),
                other=self._name(pairing.other),
            )
            yield InfeasibilityReason(meant[0].post, False, "", text)

    def _have_room(self, pairing: Pairing, row: Row, other: Row) -> bool:
        """Whether two may be on the duties: on one shift it takes two places, or a trainee."""
        if row.shift is None or row.shift != other.shift:
            return True
        levels = (
            self.index.competence_levels.get((person, row.shift))
            for person in (pairing.person, pairing.other)
        )
        places = self.index.problem.shift_by_id[row.shift].required
        return places > 1 or CompetenceLevel.TRAINEE in levels

    def _traineeship(self, asked: Traineeship) -> Iterator[InfeasibilityReason]:
        """Fewer days on which somebody can shadow than they are to."""
        shadowing = Shadowing(self.index.problem, asked)
        mine = self._shifts(asked.person)
        beside = mine if asked.mentor is None else self._shifts(asked.mentor)
        days = {day for shift, day in shadowing.days.items() if shift in mine & beside}
        if len(days) < shadowing.needed:
            problem = self.index.problem
            post = next(post for post in problem.posts if post.function == asked.function)
            text = phrase(
                "{name} is to shadow {needed} more shifts, and can be there on {days} days at most",
                name=self._name(asked.person),
                needed=shadowing.needed,
                days=len(days),
            )
            yield InfeasibilityReason(post.id, False, "", text)

    def _mix(self, watch: MixWatch) -> Iterator[InfeasibilityReason]:
        """Stretches in which too few who hold the function can be present."""
        short = [
            stretch
            for stretch in watch.stretches
            if stretch.others
            + sum(
                person in stretch.there
                or any(shift in self._shifts(person) for shift in stretch.shifts)
                for person in watch.holders(stretch.day)
            )
            < watch.mix.required
        ]
        if short:
            problem = self.index.problem
            names = {one.id: one.name for one in problem.functions}
            text = phrase(
                "too few people with {function} can be present, {count}×, first {start}",
                function=names.get(watch.mix.function, watch.mix.function),
                count=len(short),
                start=moment_said(short[0].start.astimezone(problem.zone)),
            )
            yield InfeasibilityReason(watch.mix.posts[0], False, "", text)

    def _shifts(self, person: str) -> frozenset[str]:
        """Ids of the shifts that somebody has for certain, or may get."""
        if person not in self._known:
            index = self.index
            fixed = index.pinned_of.get(person, frozenset())
            self._known[person] = index.eligible_of.get(person, frozenset()) | fixed
        return self._known[person]

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        return {}

    def _rows(self, person: str) -> tuple[Row, ...]:
        return self.index.rows(person, self._shifts(person))

    def _name(self, person: str) -> str:
        return self.index.problem.person_by_id[person].name


def _same(row: Row) -> Row:
    return row
