"""Duties that do not go together under a rule that the relaxed formulation leaves out.

A roster is full of series that are as long as may be, and a search that does not see the rule puts
one duty more into them. So each duty that a person could get is tried beside those that they have:
where that breaks a rule, one clause says "not all of these" of a smallest set that breaks it. That
is far stronger in a linear relaxation than the rule itself, and knows nothing of other sets.

It forbids no legal roster. Only rows that are a shift of their own in any roster are looked at, so
whoever has all of a set has exactly these shifts, and others beside them; and more shifts never
make a long series shorter or a rest longer. (The general rules of the field ask for a least amount
of work too; none of them is lazy.)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from solver.constraints.person_model import PersonModel
from solver.cpsat.model import TRUE
from solver.timeline.clock import DAY
from solver.timeline.rows import SHIFT_SEPARATOR
from solver.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from solver.cpsat.model import Literal
    from solver.formulation.roster_model import RosterModel
    from solver.rules.base import Rule
    from solver.timeline.rows import Row

REACH = 15 * DAY  #: around a duty; what lies farther away is in no set with it


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
