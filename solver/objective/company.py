"""The level just below coverage: the skills of those present, and what trainees shadow.

A skill mix is no rule: where nobody with the skill can come, an empty seat would help nobody. So
each minute for each person too few costs, far more than anything below; coverage alone is dearer.

Trainees shadow as many shifts as they are to, spread evenly.
A shift that is not shadowed costs most, one that makes a week busier than its even share of them
some, and each that is shadowed a little, so that nobody sits beside somebody for nothing. Nobody
shadows twice on a day for it: a day counts once.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

from data.model.company import Traineeship
from data.model.person import CompetenceLevel
from data.model.shadowing import Shadowing
from data.model.skill_mixes import MixWatch
from solver.cpsat.model import FALSE, TRUE
from solver.problem_index import ProblemIndex
from solver.timeline.clock import to_minute

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import date, datetime

    from solver.cpsat.model import Literal, Term
    from solver.formulation.roster_model import Pair, RosterModel

MISSING, UNEVEN, SHADOWED = 1000, 100, 1  #: what one of each costs
LACKING = 10  #: what a minute costs in which somebody with a skill is missing


@dataclass
class CompanyObjective:
    """What is asked of those who sit beside others."""

    index: ProblemIndex
    name: str = field(default="company", init=False)

    @cached_property
    def shadowings(self) -> list[SpreadShadowing]:
        """What is to be shadowed."""
        return [SpreadShadowing(self.index, one) for one in self.index.problem.traineeships]

    def terms(self, roster: RosterModel) -> list[Term]:
        """What each traineeship costs."""
        found = [term for shadowing in self.shadowings for term in shadowing.terms(roster)]
        return [*found, *(term for watch in self.watches for term in _mix_terms(roster, watch))]

    @cached_property
    def watches(self) -> list[MixWatch]:
        """The skill mixes."""
        return [MixWatch(self.index.problem, one) for one in self.index.problem.skill_mixes]

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """The same, of a whole roster."""
        held = frozenset(pairs)
        lacking = (one for watch in self.watches for one in watch.lacking(held))
        minutes = sum(one.missing * _minutes(one.start, one.end) for one in lacking)
        return LACKING * minutes + sum(shadowing.cost(held) for shadowing in self.shadowings)


def _mix_terms(roster: RosterModel, watch: MixWatch) -> Iterator[Term]:
    """What a skill mix costs: nobody is on two shifts at once, so each literal is a person."""
    for stretch in watch.stretches:
        required = watch.mix.required - len(stretch.there) - stretch.others
        if required <= 0:
            continue
        present = [
            literal
            for person in sorted(watch.holders(stretch.day) - stretch.there)
            for shift in stretch.shifts
            if (literal := roster.literals.get((person, shift), FALSE)) != FALSE
        ]
        missing = roster.model.new_integer(0, required, f"lacks {watch.mix.id}")
        roster.model.add_at_least([*((1, one) for one in present), (1, missing)], required)
        yield LACKING * _minutes(stretch.start, stretch.end), missing


def _minutes(start: datetime, end: datetime) -> int:
    return to_minute(end) - to_minute(start)


@dataclass(frozen=True)
class SpreadShadowing:
    """One traineeship, spread over the weeks of a period."""

    index: ProblemIndex
    traineeship: Traineeship

    @cached_property
    def shadowing(self) -> Shadowing:
        """What counts."""
        return Shadowing(self.index.problem, self.traineeship)

    @cached_property
    def share(self) -> int:
        """Shifts a week, where they are spread evenly."""
        weeks = {monday_of(day) for day in self.shadowing.days.values()}
        return ceil(self.shadowing.needed / len(weeks)) if weeks else 0

    def cost(self, pairs: frozenset[Pair]) -> int:
        """What a roster costs: the least that any choice of the days in it does."""
        needed, days = self.shadowing.needed, self.shadowing.counted(pairs)
        weeks = Counter(map(monday_of, days))
        even = sum(min(count, self.share) for count in weeks.values())
        used = min(needed, len(days))
        held = sum((self.traineeship.person, shift) in pairs for shift in self.shadowing.days)
        return MISSING * (needed - used) + UNEVEN * max(0, used - even) + SHADOWED * held

    def chosen(self, held: set[Pair], most: int, may: Callable[[str], bool]) -> Iterator[str]:
        """Shifts to shadow, the first to come first; the trainee is put on each in what is held.

        Parameters
        ----------
        most
            How many a week.
        may
            Whether the trainee may have a shift.
        """
        asked, days = self.traineeship, self.shadowing.days
        beside = {shift for person, shift in held if self._is_beside(person, shift)}
        for shift in sorted(days, key=lambda one: self.index.row_of[one].start):
            counted = self.shadowing.counted(held)
            in_week = sum(monday_of(day) == monday_of(days[shift]) for day in counted)
            if len(counted) >= self.shadowing.needed:
                return
            is_free = days[shift] not in counted and in_week < most
            if is_free and shift in beside and may(shift):
                held.add((asked.person, shift))
                yield shift

    def _is_beside(self, person: str, shift: str) -> bool:
        """Whether who has a shift is somebody to learn from."""
        if self.traineeship.mentor:
            return person == self.traineeship.mentor
        return self.index.competence_levels.get((person, shift)) is not CompetenceLevel.TRAINEE

    def terms(self, roster: RosterModel) -> list[Term]:
        """The same, in a model; of who has nothing free it is a constant."""
        model, needed = roster.model, self.shadowing.needed
        on_day: dict[date, list[Literal]] = {}
        found: list[Term] = []
        for shift, day in self.shadowing.days.items():
            literal = roster.literals.get((self.traineeship.person, shift), FALSE)
            if literal == FALSE:
                continue
            found.append((SHADOWED, literal))
            counted = self._counted(roster, shift, literal)
            if counted != FALSE:
                on_day.setdefault(day, []).append(counted)
        weeks: dict[date, list[Literal]] = {}
        for day, literals in on_day.items():
            weeks.setdefault(monday_of(day), []).append(self._one_of(roster, literals))
        if not needed:
            return found
        days = [(1, literal) for literals in weeks.values() for literal in literals]
        missing = model.new_integer(0, needed, f"to shadow {self.traineeship.person}")
        model.add_at_least([*days, (1, missing)], needed)
        found.append((MISSING, missing))
        for literals in weeks.values():
            if len(literals) > self.share:
                uneven = model.new_integer(0, len(literals) - self.share, "uneven shadowing")
                terms = [(1, literal) for literal in literals]
                model.add_at_most([*terms, (-1, uneven)], self.share)
                found.append((UNEVEN, uneven))
        return found

    def _counted(self, roster: RosterModel, shift: str, literal: Literal) -> Literal:
        """A literal that may hold only if a shift counts."""
        mentor = self.traineeship.mentor
        if mentor is None:
            return literal
        beside = roster.literals.get((mentor, shift), FALSE)
        if beside == FALSE:
            return FALSE
        if TRUE in (literal, beside):
            return beside if literal == TRUE else literal
        counted = roster.model.new_literal("beside the mentor")
        roster.model.add_implication(counted, literal)
        roster.model.add_implication(counted, beside)
        return counted

    def _one_of(self, roster: RosterModel, literals: list[Literal]) -> Literal:
        """A literal that may hold only if one of some does, though not one that always does."""
        day = roster.model.new_literal("shadows on a day")
        roster.model.add_clause([-day, *literals])
        return day


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day.fromordinal(day.toordinal() - day.weekday())
