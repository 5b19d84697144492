"""What a relaxed model leaves out, written where it is missed.

Left out are the lazy rules (see `solver.formulation.roster_model`), and all rules of people who
most likely stay as they are. When a roster breaks a rule of such a person, theirs are written, and
those of all who share the post on which they gained a shift. When it breaks a lazy rule, that is
written exactly around that place, and sets of their duties that break it are forbidden.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from solver.constraints.person_model import PersonModel
from solver.cpsat.engine import Stop
from solver.cpsat.model import TRUE
from solver.diagnosis.judge import refuse
from solver.formulation.roster_model import Formulation, RosterModel, RuleOfPerson, write_rules
from solver.rules.average import Average
from solver.timeline.clock import DAY, to_minute
from solver.timeline.rows import SHIFT_SEPARATOR
from solver.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from data.model.result import Violation
    from solver.cpsat.model import Literal
    from solver.formulation.roster_model import Pair
    from solver.rules.base import Rule
    from solver.timeline.rows import Row

REACH = 15 * DAY  #: around a duty; what lies farther away is in no set with it
MARGIN = 7 * DAY  #: around a violation, where the rule that was missed is written


def write_conflicts(
    roster: RosterModel, rules: Sequence[Rule], person: str, held: Collection[str]
) -> int:
    """Forbid sets of duties that break a rule: held ones, with one more or by themselves.

    Parameters
    ----------
    rules
        Rules that the model leaves out, each of which says "the less work, the better".
    held
        Ids of the shifts that the person has in some roster.

    Returns
    -------
    int
        How many sets were found.
    """
    free = _FreeTime(roster.people[person])
    known = {s: x for s, x in free.literals.items() if s not in held}
    mine = [s for s in free.literals if s in held]
    open_rules = [rule for rule in rules if rule.id not in roster.people[person].preexisting]
    found = {
        chosen
        for rule in open_rules
        for chosen in (
            *_sets(free, rule, mine, known),
            *_sets(free, rule, mine, mine),
        )
    }
    for chosen in sorted(found, key=sorted):
        roster.model.forbid([free.literals[shift] for shift in sorted(chosen)])
    return len(found)


@dataclass(frozen=True)
class _FreeTime:
    """The rows of a person that are a shift of their own in any roster."""

    person: PersonModel

    @cached_property
    def fixed(self) -> list[Row]:
        """Rows that are there anyway."""
        return [r for c in self.person.shifts if c.literal == TRUE for r in c.shift.rows]

    @cached_property
    def literals(self) -> dict[str, Literal]:
        """Per shift that may be chosen: its literal; by start."""
        mine = {c.literal: c.row for c in self.person.work if c.row.shift and c.literal != TRUE}
        alone = [c.literal for c in self.person.shifts if c.literal in mine]
        return {str(mine[literal].shift): literal for literal in alone}

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The row of each of these shifts."""
        return {str(c.row.shift): c.row for c in self.person.work if c.row.shift in self.literals}

    def breaks(self, rule: Rule, around: Row, shifts: Iterable[str]) -> bool:
        """Whether these shifts break a rule, with what is fixed around a row."""
        low, high = around.start - REACH, around.end + REACH
        rows = [row for row in self.fixed if row.overlaps(low, high)]
        rows += [self.rows[shift] for shift in shifts]
        rows.sort(key=lambda row: (row.start, row.end))
        return any(True for _ in rule.check(Timeline(self.person.about, tuple(rows))))


def _sets(
    free: _FreeTime, rule: Rule, held: Sequence[str], added: Iterable[str]
) -> Iterator[frozenset[str]]:
    """For each duty that is added: a smallest set that breaks the rule, from either side."""
    for shift in added:
        row = free.rows[shift]
        near = [s for s in held if s != shift and _is_near(free.rows[s], row)]
        if any(_are_one(free.rows[s], row) for s in near):
            continue
        if free.breaks(rule, row, [*near, shift]):
            for order in (near, near[::-1]):
                yield frozenset(_smallest(free, rule, row, [shift, *order]))


def _smallest(free: _FreeTime, rule: Rule, around: Row, shifts: Sequence[str]) -> list[str]:
    """Those that are needed to break a rule; the last are left out first."""
    found = list(shifts)
    for shift in reversed(shifts):
        rest = [s for s in found if s != shift]
        if free.breaks(rule, around, rest):
            found = rest
    return found


def _is_near(row: Row, other: Row) -> bool:
    return row.overlaps(other.start - REACH, other.end + REACH)


def _are_one(row: Row, other: Row) -> bool:
    """Whether two rows would be one shift, so that nobody has both."""
    return row.overlaps(other.start - SHIFT_SEPARATOR, other.end + SHIFT_SEPARATOR)


def write_near(roster: RosterModel, rule: Rule, person: str, start: int, end: int) -> None:
    """Write a rule exactly, as if the person had no duties to choose outside ``[start, end)``."""
    whole = roster.people[person]
    rows = [c for c in whole.rows if c.literal == TRUE or c.row.overlaps(start, end)]
    roster.model.owner = person
    part = PersonModel(whole.about, roster.model, rows, preexisting=whole.preexisting)
    part.find_shifts([partial(one.excludes, about=whole.about) for one in roster.rules])
    rule.constrain(part)
    roster.model.owner = ""


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
