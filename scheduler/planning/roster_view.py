"""A roster as it lies open on a screen: who does what, what it breaks, how everybody fares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import Absence, Assignment
from data.model.post import Post, PostKind
from data.model.problem import RosterProblem
from data.model.roster import RosterHead, RosterStatus
from data.model.shift import Shift
from data.store import presence, rosters
from data.store.audit import trail
from scheduler.planning.derived_data import read_problem, read_shifts, worked
from scheduler.planning.judgement import pairs_of
from scheduler.planning.open_draft import Judged, judge_roster, judgement_kept
from solver.diagnosis.costing import Costing, Move

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.candidate import CandidateHours
    from data.model.fairness import FairLine
    from data.model.result import Violation
    from data.store.opening import Store


@dataclass(frozen=True)
class RosterView:
    """A roster, open.

    Parameters
    ----------
    shifts
        All of the period, by start.
    assignments
        All of them, by shift and person.
    judged
        What it breaks.
    absences
        Who is away, as the records say now, by person id.
    is_behind
        A draft that was judged by older records; its next change brings it up to date.
    """

    head: RosterHead
    problem: RosterProblem
    shifts: tuple[Shift, ...]
    assignments: tuple[Assignment, ...]
    judged: Judged
    absences: Mapping[str, Sequence[Absence]] = field(default_factory=dict)
    is_behind: bool = False

    @property
    def violations(self) -> tuple[Violation, ...]:
        """The rules that it breaks, by person and time."""
        return self.judged.violations

    @property
    def is_draft(self) -> bool:
        """Whether it may be changed."""
        return self.head.status is RosterStatus.DRAFT

    @cached_property
    def shift_by_id(self) -> dict[str, Shift]:
        """Shifts by id."""
        return {shift.id: shift for shift in self.shifts}

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """The posts that are rostered, the most important first."""
        rostered = [p for p in self.problem.posts if p.kind is not PostKind.OPEN_CALL]
        return tuple(sorted(rostered, key=lambda post: post.priority))

    @cached_property
    def by_person(self) -> Mapping[str, tuple[Assignment, ...]]:
        """Who has what, by person id."""
        found: dict[str, list[Assignment]] = {}
        for one in self.assignments:
            found.setdefault(one.person, []).append(one)
        return {person: tuple(mine) for person, mine in found.items()}

    @cached_property
    def holders(self) -> Mapping[str, tuple[str, ...]]:
        """Who fills each shift, by shift id; a double fills nothing."""
        found: dict[str, list[str]] = {}
        for one in self.assignments:
            if not one.double:
                found.setdefault(one.shift, []).append(one.person)
        return {shift: tuple(people) for shift, people in found.items()}

    def missing(self, shift: Shift) -> int:
        """How many qualified people a shift lacks."""
        return max(shift.required - len(self.holders.get(shift.id, ())), 0)

    @cached_property
    def lines(self) -> Mapping[str, FairLine]:
        """How everybody fares, by person id."""
        known = pairs_of(self.problem, self.assignments)
        duties = [self.problem.duty(a) for a in self.assignments if (a.person, a.shift) in known]
        return {line.person: line for line in worked(self.problem).shares.lines(duties)}

    @cached_property
    def hours(self) -> Mapping[str, CandidateHours]:
        """Work in the period against the contract, work elsewhere included, by person id."""
        known = worked(self.problem)
        shifts: dict[str, list[str]] = {}
        for person, shift in pairs_of(self.problem, self.assignments):
            shifts.setdefault(person, []).append(shift)
        costing = Costing(known.index, shifts, known.fairness)
        return {
            person.id: costing.hours(
                person.id, Move(), known.index.person_context(person.id).period
            )
            for person in self.problem.people
        }


def open_sheet(store: Store, roster: int, now: datetime | None = None) -> RosterView:
    """A roster for a reader; nothing is changed.

    Parameters
    ----------
    now
        The moment by whose records it is judged; None: as it was judged with its last change.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.reading() as connection:
        head = rosters.read_head(connection, roster)
        is_draft = head.status is RosterStatus.DRAFT
        return RosterView(
            head,
            read_problem(connection, head.problem_hash),
            read_shifts(connection, head.shift_set),
            rosters.read_assignments(connection, roster),
            judge_roster(connection, head, now) if now else judgement_kept(connection, head),
            presence.absences_by_person(connection, head.start, head.end),
            is_draft and head.records_seq != trail.head(connection).records_seq,
        )


def rule_sentences(problem: RosterProblem, language: str) -> dict[str, str]:
    """What each rule in force asks, in words, by rule id."""
    return worked(problem).sentences[language]


def warm_up(problem: RosterProblem) -> None:
    """Work out now what the first edit of a roster would otherwise wait for."""
    known = worked(problem)
    known.fairness.sharing.shares  # noqa: B018 - kept by being asked for
    known.index.fixed  # noqa: B018
