"""What a relaxed model leaves out, written where it is missed.

Left out are the lazy rules (see `solver.formulation.roster_model`), and all rules of people who
most likely stay as they are. When a roster breaks a rule of such a person, theirs are written, and
those of all who share the post on which they gained a shift. When it breaks a lazy rule, that is
written exactly around that place, and sets of their duties that break it are forbidden.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from solver.cpsat.engine import Stop
from solver.diagnosis.judge import refuse
from solver.formulation.conflicts import write_conflicts, write_near
from solver.formulation.roster_model import Formulation, RosterModel, RuleOfPerson, write_rules
from solver.rules.average import Average
from solver.timeline.clock import DAY, to_minute

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from data.model.result import Violation
    from solver.formulation.roster_model import Pair

MARGIN = 7 * DAY  #: around a violation, where the rule that was missed is written


@dataclass
class OmittedRules:
    """What a model of which no rule is written yet leaves out."""

    roster: RosterModel
    stop: Stop | None = None
    _ruled: set[str] = field(default_factory=set)
    _written: dict[RuleOfPerson, list[tuple[int, int]]] = field(default_factory=dict)

    def write_of_posts(self, shifts: Collection[str], pairs: frozenset[Pair]) -> None:
        """Write the rules of all who may take a shift of the posts of these.

        Parameters
        ----------
        pairs
            A roster: what breaks a lazy rule beside its duties is forbidden.
        """
        for person in sorted(self._who_share(shifts)):
            self._write_rules(person)
            self._write_conflicts(pairs, [person])

    def write(
        self,
        found: frozenset[Pair],
        before: frozenset[Pair],
        broken: Mapping[str, Sequence[Violation]],
    ) -> None:
        """Write what a roster missed.

        Parameters
        ----------
        before
            A roster in which those who are not looked at yet broke nothing.
        broken
            What each person breaks in the one that was found.

        Raises
        ------
        BrokenResult
            It was not left out there: a defect of the model.
        """
        new = broken.keys() - self._ruled
        gained = {shift for person, shift in found - before if person in new}
        for person in sorted((new | self._who_share(gained)) - self._ruled):
            self._write_rules(person)
        for violation in (b for person in sorted(broken.keys() - new) for b in broken[person]):
            self._write_near(violation)
        self._write_conflicts(found, broken)

    def _who_share(self, shifts: Collection[str]) -> set[str]:
        """Those who may take a shift of the post of one of these."""
        by_id = self.roster.index.problem.shift_by_id
        posts = {by_id[shift].post for shift in shifts}
        pairs = self.roster.literals
        return {p for p, s in pairs if p in self.roster.people and by_id[s].post in posts}

    def _write_rules(self, person: str) -> None:
        if self.stop:
            self.stop.check()
        self._ruled.add(person)
        write_rules(self.roster, person, Formulation.RELAXATION)

    def _write_near(self, violation: Violation) -> None:
        lazy = {rule.id: rule for rule in self.roster.rules if rule.is_lazy}
        window = to_minute(violation.start) - MARGIN, to_minute(violation.end) + MARGIN
        written = self._written.setdefault((violation.rule, violation.person), [])
        if violation.rule not in lazy or window in written:
            refuse([violation])
        written.append(window)
        write_near(self.roster, lazy[violation.rule], violation.person, *window)

    def _write_conflicts(self, pairs: frozenset[Pair], people: Iterable[str]) -> None:
        """Forbid sets of duties that are in a roster, or would be with one more.

        An average is over months: no few duties break it.
        """
        rules = [r for r in self.roster.rules if r.is_lazy and not isinstance(r, Average)]
        for person in people:
            held = {shift for holder, shift in pairs if holder == person}
            write_conflicts(self.roster, rules, person, held)
