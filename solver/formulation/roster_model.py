"""From a problem to a 0/1 model: variables, cover, rules.

Whatever is not free is a constant, so the same code builds the whole model, a repair, or one small
neighbourhood of a large search.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from data.model.duty import Assignment
from data.model.person import CompetenceLevel
from data.model.shift import Shift
from solver.constraints.candidates import RowCandidate
from solver.constraints.person_model import PersonModel
from solver.cpsat.model import FALSE, TRUE, Literal, Model, Term
from solver.formulation.pairings import write_pairings
from solver.problem_index import ProblemIndex
from solver.rules.base import Family, HealthRule, Rule, excluding

if TYPE_CHECKING:
    from data.model.result import Violation
    from solver.cpsat.engine import Interrupt
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift

RuleOfPerson = tuple[str, str]  #: rule id, person id


class Formulation(Enum):
    """How rules are written."""

    RELAXATION = "relaxed"  #: without the lazy ones
    RESTRICTION = "tight"  #: the lazy ones in their smaller form
    SMALL = "small"  #: every rule in its smaller form, where it has one
    EXACT = "exact"


def write(rule: Rule, person: PersonModel, formulation: Formulation) -> None:
    """Write a rule for a person in a formulation.

    Where their fixed time breaks a lazy rule already, it is written exactly in every formulation:
    `check` tells the worst only, so it cannot say that nothing was made worse.
    """
    smaller = formulation is Formulation.SMALL and rule.has_smaller_form
    if formulation is Formulation.EXACT or rule.id in person.preexisting:
        rule.constrain(person)
    elif smaller or (formulation is Formulation.RESTRICTION and rule.is_lazy):
        rule.tighten(person)
    elif not rule.is_lazy:
        rule.constrain(person)


Pair = tuple[str, str]  #: person id, shift id


@dataclass
class Cover:
    """How a shift is filled.

    Attributes
    ----------
    qualified
        Literals of the qualified people who may take it.
    under, over
        Integer variables (or literals) for people too few and too many; None: a constant.
    fixed_under, fixed_over
        The constant in that case.
    """

    shift: Shift
    qualified: list[Literal]
    under: int | None = None
    over: int | None = None
    fixed_under: int = 0
    fixed_over: int = 0


class SharedCount(NamedTuple):
    """The variable that counts how much of a burden somebody carries, and what is their share."""

    person: str
    burden: str
    variable: int
    target: float


@dataclass
class RosterModel:
    """The model of a roster and what its literals mean.

    Attributes
    ----------
    literals
        Per pair of person and shift: its literal, or `TRUE` where it is fixed. Pairs that are
        left out are not assigned.
    people
        The share of each person who has something free.
    cover
        Per shift id; only shifts that somebody free may take, or all of them in a whole model.
    shared_counts
        What fairness counts.
    """

    index: ProblemIndex
    rules: Sequence[Rule]
    model: Model = field(default_factory=Model)
    literals: dict[Pair, Literal] = field(default_factory=dict)
    people: dict[str, PersonModel] = field(default_factory=dict)
    cover: dict[str, Cover] = field(default_factory=dict)
    shared_counts: list[SharedCount] = field(default_factory=list)

    def pairs_of(self, holds: Callable[[Literal], bool]) -> frozenset[Pair]:
        """The pairs whose literals hold."""
        return frozenset(pair for pair, literal in self.literals.items() if holds(literal))


def assignments(index: ProblemIndex, pairs: Collection[Pair]) -> tuple[Assignment, ...]:
    """Pairs as assignments, by shift and person."""
    return tuple(
        Assignment(
            person,
            shift,
            pinned=(person, shift) in index.pinned,
            double=index.competence_levels.get((person, shift)) is CompetenceLevel.TRAINEE,
        )
        for person, shift in sorted(pairs, key=lambda p: (p[1], p[0]))
    )


def build_roster_model(
    index: ProblemIndex,
    rules: Sequence[Rule],
    *,
    incumbent: Collection[Pair] = (),
    free: Collection[Pair] | None = None,
    formulation: Formulation = Formulation.EXACT,
    exact: Collection[RuleOfPerson] = (),
    ruled: Collection[str] | None = None,
    stop: Interrupt | None = None,
) -> RosterModel:
    """Build the model.

    Parameters
    ----------
    incumbent
        The roster that holds wherever nothing is free.
    free
        Pairs the search may decide; None: all that are eligible.
    formulation
        How the large rules are written; see `solver.formulation.roster_model`.
    exact
        Rule and person ids that are written exactly all the same.
    ruled
        People for whom rules are written; None: everybody. `write_rules` adds others later.
    stop
        Raises `Stopped` when asked.
    """
    roster = RosterModel(index, rules)
    _add_literals(roster, incumbent, free)
    _add_cover(roster, whole=free is None)
    _add_people(roster)
    write_pairings(index, rules, roster.model, roster.literals)
    for person in roster.people:
        if stop:
            stop.check()
        if ruled is None or person in ruled:
            write_rules(roster, person, formulation, exact)
    return roster


def _add_literals(
    roster: RosterModel, incumbent: Collection[Pair], free: Collection[Pair] | None
) -> None:
    index = roster.index
    open_pairs = index.eligible if free is None else sorted(free)
    for pair in sorted(index.pinned):
        roster.literals[pair] = TRUE
    for pair in open_pairs:
        if pair not in roster.literals:
            roster.model.owner = pair[0]
            roster.literals[pair] = roster.model.new_literal(f"{pair[0]} on {pair[1]}")
    roster.model.owner = ""
    if free is not None:
        for pair in sorted(incumbent):
            roster.literals.setdefault(pair, TRUE)


def _add_cover(roster: RosterModel, *, whole: bool) -> None:
    """Each shift holds as many qualified people as it requires, or says how many are missing."""
    by_shift: dict[str, list[Pair]] = {}
    for pair in roster.literals:
        by_shift.setdefault(pair[1], []).append(pair)
    index, shifts = roster.index, roster.index.problem.shifts
    if not whole:  # a small part of a large problem looks at its own shifts only
        places = sorted(map(index.place_of_shift.__getitem__, by_shift))
        shifts = tuple(shifts[place] for place in places)
    for shift in shifts:
        pairs = by_shift.get(shift.id, [])
        if not whole and all(roster.literals[pair] == TRUE for pair in pairs):
            continue
        trainees = [
            p for p in pairs if roster.index.competence_levels.get(p) is CompetenceLevel.TRAINEE
        ]
        qualified = [roster.literals[p] for p in pairs if p not in trainees]
        roster.cover[shift.id] = _cover(roster.model, shift, qualified)
        for trainee in trainees:
            if trainee in roster.index.pinned:
                continue  # a fact; that nobody sits beside them makes the shift an open one
            roster.model.add_clause([-roster.literals[trainee], *qualified])


def _cover(model: Model, shift: Shift, qualified: list[Literal]) -> Cover:
    cover = Cover(shift, qualified)
    fixed = qualified.count(TRUE)
    free = len(qualified) - fixed - qualified.count(FALSE)
    if not free:
        cover.fixed_under = max(0, shift.required - fixed)
        cover.fixed_over = max(0, fixed - shift.required)
        return cover
    terms: list[Term] = [(1, literal) for literal in qualified]
    if fixed < shift.required:
        cover.under = model.new_integer(0, shift.required - fixed, f"open {shift.id}")
        terms.append((1, cover.under))
    if shift.cover is not None:
        most = fixed + free - shift.required
        if most > 0:
            cover.over = model.new_integer(0, most, f"over {shift.id}")
            terms.append((-1, cover.over))
        model.add_equal(terms, shift.required)
    elif cover.under is not None:
        model.add_equal(terms, shift.required)
    else:
        model.add_at_most(terms, fixed)
    return cover


def _add_people(roster: RosterModel) -> None:
    """Rows of each person who has a candidate."""
    by_person: dict[str, list[Pair]] = {}
    for pair, _literal in roster.literals.items():
        by_person.setdefault(pair[0], []).append(pair)
    for person, pairs in sorted(by_person.items()):
        if all(roster.literals[pair] == TRUE for pair in pairs):
            continue
        rows = [RowCandidate(row, TRUE) for row in roster.index.fixed[person]]
        rows += [
            RowCandidate(roster.index.row_of[pair[1]], roster.literals[pair]) for pair in pairs
        ]
        rows.sort(key=lambda c: (c.row.start, c.row.end))
        about = roster.index.person_context(person)
        roster.people[person] = PersonModel(about, roster.model, rows)


def write_rules(
    roster: RosterModel,
    person_id: str,
    formulation: Formulation,
    exact: Collection[RuleOfPerson] = (),
) -> None:
    """Let every rule write itself down for a person: once."""
    by_law = any(r.family is Family.LAW or isinstance(r, HealthRule) for r in roster.rules)
    person = roster.people[person_id]
    roster.model.owner = person_id
    person.preexisting = _preexisting_violations(roster, person_id)
    for rule in roster.rules:
        rule.bounds(person)
    if by_law:
        asked = excluding(roster.rules)
        person.find_shifts([partial(_excluded, rule, person.about) for rule in asked])
    for rule in roster.rules:
        write(rule, person, Formulation.EXACT if (rule.id, person_id) in exact else formulation)
    roster.model.owner = ""


def _excluded(rule: Rule, about: PersonContext, shift: LegalShift) -> bool:
    return rule.excludes(shift, about)


def _preexisting_violations(roster: RosterModel, person: str) -> dict[str, list[Violation]]:
    """Per rule: what the fixed part of a person's time breaks by itself."""
    rows = roster.people[person].rows
    fixed = [c.row.shift for c in rows if c.literal == TRUE and c.row.shift is not None]
    key = (person, *sorted(fixed), *(rule.id for rule in roster.rules))
    known = roster.index.known_violations.get(key)
    if known is None:
        timeline = roster.index.timeline(person, fixed)
        found = {rule.id: list(rule.check(timeline)) for rule in roster.rules}
        known = {rule: violations for rule, violations in found.items() if violations}
        roster.index.known_violations[key] = known
    return known
