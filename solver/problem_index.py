"""A problem seen through the eyes of the rules: minutes, rows and who may do what."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from data.model.duty import Assignment, Duty, DutyKind
from data.model.fixed_duties import data_range, fixed_duties
from data.model.post import PostKind
from data.model.problem import RosterProblem
from solver.timeline.beside import Beside
from solver.timeline.clock import LocalClock, to_minute
from solver.timeline.context import PersonContext, Span
from solver.timeline.rows import Row, collides
from solver.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from data.model.company import Pairing, Substitution
    from data.model.duty import Wish
    from data.model.person import CompetenceLevel
    from data.model.result import Violation
    from data.model.shift import Shift

    Held = Mapping[str, Collection[str]]  #: per person ids of their shifts


@dataclass(frozen=True)
class ProblemIndex:
    """A problem, with what is worked out of it once."""

    problem: RosterProblem

    @cached_property
    def span(self) -> Span:
        """The data and the judged period."""
        start, end = data_range(self.problem)
        return Span(
            to_minute(start),
            to_minute(end),
            to_minute(self.problem.start),
            to_minute(max([self.problem.end, *(s.end for s in self.problem.shifts)])),
        )

    @cached_property
    def known_violations(self) -> dict[tuple[str, ...], dict[str, list[Violation]]]:
        """Violations of fixed rows that were looked for before, by person, shifts and rules."""
        return {}

    @cached_property
    def clock(self) -> LocalClock:
        """The local clock."""
        return LocalClock(self.problem.zone, self.span.data_start, self.span.data_end)

    @cached_property
    def fixed(self) -> dict[str, tuple[Row, ...]]:
        """Fixed rows per person, by start: history, absence, work elsewhere."""
        found: dict[str, list[Row]] = {person.id: [] for person in self.problem.people}
        for duty in fixed_duties(self.problem):
            found.setdefault(duty.person, []).append(self._duty_row(duty))
        return {person: tuple(rows) for person, rows in found.items()}

    @cached_property
    def row_of(self) -> dict[str, Row]:
        """The row that each shift makes, by shift id."""
        return {shift.id: self._shift_row(shift) for shift in self.problem.shifts}

    @cached_property
    def competence_levels(self) -> dict[tuple[str, str], CompetenceLevel]:
        """Who may do what: ``(person, shift)`` where a valid competence covers the shift."""
        found = {}
        for shift in self.problem.shifts:
            for person in self.holders[shift.post]:
                level = self.problem.level(person, shift)
                if level is not None:
                    found[person, shift.id] = level
        return found

    @cached_property
    def holders(self) -> dict[str, tuple[str, ...]]:
        """Per post: ids of people with a competence for it, valid or not, who serve its regions.

        And of those who may be substitutes. In the order of the people of the problem.
        """
        problem = self.problem
        place = {person.id: number for number, person in enumerate(problem.people)}
        at: dict[tuple[str, str], dict[str, None]] = {}
        instead: dict[str, list[str]] = {}
        for one in problem.substitutions:
            instead.setdefault(one.substitute, []).append(one.function)
        for competence in problem.competences:
            for region in problem.person_by_id[competence.person].regions:
                for function in (competence.function, *instead.get(competence.function, ())):
                    at.setdefault((function, region), {})[competence.person] = None
        found = {}
        for post in problem.posts:
            people = {one for region in post.regions for one in at.get((post.function, region), ())}
            found[post.id] = tuple(sorted(people, key=place.__getitem__))
        return found

    @cached_property
    def shifts_of_post(self) -> dict[str, tuple[Shift, ...]]:
        """The shifts of each post in the order of the problem, by post id."""
        found: dict[str, list[Shift]] = {post.id: [] for post in self.problem.posts}
        for shift in self.problem.shifts:
            found[shift.post].append(shift)
        return {post: tuple(shifts) for post, shifts in found.items()}

    @cached_property
    def place_of_shift(self) -> dict[str, int]:
        """Where each shift stands in the problem, by shift id."""
        return {shift.id: number for number, shift in enumerate(self.problem.shifts)}

    @cached_property
    def pinned_of(self) -> dict[str, frozenset[str]]:
        """Ids of the shifts that are fixed, by the person who has any."""
        found: dict[str, set[str]] = {}
        for person, shift in self.pinned:
            found.setdefault(person, set()).add(shift)
        return {person: frozenset(shifts) for person, shifts in found.items()}

    @cached_property
    def pinned(self) -> frozenset[tuple[str, str]]:
        """Pairs of person and shift that are fixed."""
        return frozenset((a.person, a.shift) for a in self.problem.assignments if a.pinned)

    @cached_property
    def eligible(self) -> tuple[tuple[str, str], ...]:
        """Pairs of person and shift that the solver may choose, in a stable order.

        Competent, and not away or at work at that time; of a shift that has begun nobody.
        """
        found, begun = [], frozenset(self.problem.begun)
        for person, shift in sorted(self.competence_levels):
            row = self.row_of[shift]
            is_settled = (person, shift) in self.pinned or shift in begun
            if is_settled or row.kind is DutyKind.OPEN_CALL:
                continue
            if not self.obstacle(person, row):
                found.append((person, shift))
        return tuple(found)

    @cached_property
    def substitutes(self) -> dict[tuple[str, str], Substitution]:
        """Pairs of person and shift of who would be a substitute there, with by what."""
        if not self.problem.substitutions:
            return {}
        shifts = self.problem.shift_by_id
        return {
            (person, shift): found
            for person, shift in self.competence_levels
            if (found := self.problem.substitution(person, shifts[shift]))
        }

    @cached_property
    def eligible_of(self) -> dict[str, frozenset[str]]:
        """Ids of the shifts that may be chosen, by person."""
        found: dict[str, set[str]] = {}
        for person, shift in self.eligible:
            found.setdefault(person, set()).add(shift)
        return {person: frozenset(shifts) for person, shifts in found.items()}

    @cached_property
    def wished_shifts(self) -> tuple[tuple[Wish, tuple[str, ...]], ...]:
        """Each wish with the ids of the shifts it is about, of those the person may have."""
        mine: dict[str, list[Shift]] = {}
        for person, shift in {*self.competence_levels, *self.pinned}:
            mine.setdefault(person, []).append(self.problem.shift_by_id[shift])
        for shifts in mine.values():
            shifts.sort(key=lambda shift: (shift.start, self.place_of_shift[shift.id]))
        return tuple(
            (wish, tuple(s.id for s in mine.get(wish.person, ()) if _is_about(wish, s)))
            for wish in self.problem.wishes
        )

    def obstacle(self, person: str, row: Row, besides: Row | None = None) -> Row | None:
        """The fixed row that keeps a person from a shift at the same time, if any.

        Parameters
        ----------
        besides
            A fixed row that is no obstacle.
        """
        rows = self.fixed[person]
        # What ends before it begins is passed over: of a quarter with its history that is most.
        for place in range(bisect_right(self._ends_so_far[person], row.start), len(rows)):
            other = rows[place]
            if other.start >= row.end:
                break
            if other != besides and collides(row, other):
                return other
        return None

    @cached_property
    def _ends_so_far(self) -> dict[str, tuple[int, ...]]:
        """The latest end among the fixed rows of a person up to each of them."""
        return {
            person: tuple(accumulate((row.end for row in rows), max))
            for person, rows in self.fixed.items()
        }

    @cached_property
    def _on_call_posts(self) -> tuple[tuple[str, tuple[tuple[int, int], ...]], ...]:
        found: dict[str, list[tuple[int, int]]] = {}
        for shift in self.problem.shifts:
            row = self.row_of[shift.id]
            if row.kind is DutyKind.ON_CALL:
                found.setdefault(row.post, []).append((row.start, row.end))
        return tuple((post, tuple(sorted(shifts))) for post, shifts in found.items())

    @cached_property
    def _contexts(self) -> dict[str, PersonContext]:
        competent: dict[str, set[str]] = {person.id: set() for person in self.problem.people}
        for person, shift in self.competence_levels:
            competent[person].add(shift)
        return {
            person.id: PersonContext(
                person,
                self.clock,
                self.span,
                self.problem.ruleset,
                competent_for=frozenset(competent[person.id]),
                successions=self.problem.successions,
                period_start=self.span.judged_start,
                period_end=to_minute(self.problem.end),
                on_call_posts=self._on_call_posts,
            )
            for person in self.problem.people
        }

    def person_context(self, person: str) -> PersonContext:
        """What the rules may know of a person."""
        return self._contexts[person]

    def timeline(self, person: str, shifts: Iterable[str], held: Held | None = None) -> Timeline:
        """A person's whole time with these shifts.

        Parameters
        ----------
        held
            Per person their shifts in the same roster, for whoever serves beside this one; None:
            that is not asked.
        """
        beside = () if held is None else tuple(self._beside(person, held))
        return Timeline(self.person_context(person), self.rows(person, shifts), beside)

    def rows(self, person: str, shifts: Iterable[str]) -> tuple[Row, ...]:
        """All rows of a person with these shifts, by start."""
        rows = [*self.fixed[person], *(self.row_of[shift] for shift in shifts)]
        rows.sort(key=lambda row: (row.start, row.end))
        return tuple(rows)

    def _beside(self, person: str, held: Held) -> Iterator[Beside]:
        for pairing in self.pairings_of.get(person, ()):
            other = pairing.of_one(person)
            assert other is not None
            name = self.problem.person_by_id[other].name
            yield Beside(pairing, name, self.rows(other, held.get(other, ())))

    @cached_property
    def pairings_of(self) -> dict[str, tuple[Pairing, ...]]:
        """The pairings that are rules, by each person whom they are about."""
        found: dict[str, list[Pairing]] = {}
        for pairing in self.problem.pairings:
            if pairing.is_rule:
                for person in (pairing.person, pairing.other):
                    found.setdefault(person, []).append(pairing)
        return {person: tuple(pairings) for person, pairings in found.items()}

    @cached_property
    def wished_pairings(self) -> tuple[Pairing, ...]:
        """The pairings that are wishes."""
        return tuple(one for one in self.problem.pairings if not one.is_rule)

    def with_companions(self, people: Iterable[str]) -> set[str]:
        """Some people, and those with whom a rule pairs them."""
        found = set(people)
        if self.pairings_of:
            pairings = [one for person in found for one in self.pairings_of.get(person, ())]
            found.update(*((one.person, one.other) for one in pairings))
        return found

    def timelines(self, assignments: Iterable[Assignment]) -> dict[str, Timeline]:
        """Everybody's time under a roster, by person id."""
        shifts: dict[str, list[str]] = {person.id: [] for person in self.problem.people}
        for assignment in assignments:
            shifts[assignment.person].append(assignment.shift)
        return {person: self.timeline(person, mine, shifts) for person, mine in shifts.items()}

    def _duty_row(self, duty: Duty) -> Row:
        post = self.problem.post_by_id.get(duty.post)
        return Row(
            duty.kind,
            to_minute(duty.start),
            to_minute(duty.end),
            duty.work_minutes,
            duty.post,
            duty.name,
            standby=post is not None and post.kind is PostKind.ON_SITE_STANDBY,
        )

    def _shift_row(self, shift: Shift) -> Row:
        return Row(
            self.problem.duty_kind(shift),
            to_minute(shift.start),
            to_minute(shift.end),
            shift.work_minutes,
            shift.post,
            shift.name,
            shift.id,
            standby=self.problem.post_by_id[shift.post].kind is PostKind.ON_SITE_STANDBY,
            handover=shift.handover_minutes,
        )


def _is_about(wish: Wish, shift: Shift) -> bool:
    is_then = wish.start <= shift.start < wish.end
    return is_then and wish.post in (None, shift.post) and wish.name in (None, shift.name)


def by_person(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Ids of everybody's shifts in a roster, by person id."""
    found: dict[str, list[str]] = {}
    for person, shift in sorted(pairs):
        found.setdefault(person, []).append(shift)
    return found
