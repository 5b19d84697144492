"""Who can take one open shift of a roster: everybody who holds the function, ranked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from data.model.candidate import Candidate, Hindrance, Offer
from data.model.duty import Assignment
from data.model.errors import Fault, Refused
from data.model.problem import RosterProblem
from data.store import rosters
from data.tables.faults import nearest, shown
from scheduler.cache import Cache
from scheduler.coverage.input import input_of_problem
from scheduler.coverage.uncovered import is_served
from scheduler.planning.current_problem import can_do
from scheduler.planning.judgement import pairs_of
from scheduler.planning.preparation import Prepared, prepare_anew
from solver.diagnosis.candidates import Candidates
from solver.diagnosis.person_costs import PersonCosts
from solver.objective.quality import QualityObjective
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from data.model.roster import RosterHead
    from data.model.shift import Shift
    from data.store.opening import Store


MOST_ROSTERS = 4  #: whose candidates are kept, each with some ten thousand facts
_OLD = timedelta(minutes=5)  #: what lies ahead comes nearer, so nothing is kept for longer


@dataclass(frozen=True, slots=True)
class ShiftCandidates:
    """What can be done about one shift, and the problem that it was worked out in."""

    offer: Offer
    problem: RosterProblem


def find_candidates(
    store: Store, shift: str, now: datetime, roster: int | None = None
) -> ShiftCandidates:
    """Everybody who could take a shift, and the swaps that free somebody, as things stand now.

    Parameters
    ----------
    roster
        In which roster; None: the one in force that holds the shift.

    Raises
    ------
    Refused
        No roster in force, or not this one, has such a shift.
    """
    with store.reading() as connection:
        sought = find_shift(connection, shift, now, roster)
    finder = finder_of(sought.problem, sought.there, now)
    return ShiftCandidates(finder.offer(shift), sought.problem)


@dataclass(frozen=True, slots=True)
class CandidateSearch:
    """A shift of a roster that somebody is sought for, as things stand now.

    Parameters
    ----------
    shift
        Its id.
    prepared
        What a new version of the roster would start from.
    there
        Who does what of it; who is on a shift in name alone is left out.
    """

    shift: str
    prepared: Prepared
    there: tuple[Assignment, ...]

    @property
    def problem(self) -> RosterProblem:
        """What may still be decided."""
        return self.prepared.problem

    @property
    def places(self) -> int:
        """How many people it lacks."""
        holders = [one for one in self.there if one.shift == self.shift and not one.double]
        return self.problem.shift_by_id[self.shift].required - len(holders)


def find_shift(
    connection: Connection, shift: str, now: datetime, roster: int | None = None
) -> CandidateSearch:
    """The shift and who is there; the parameters are those of `offer_for`.

    Raises
    ------
    Refused
        No roster in force, or not this one, has such a shift.
    """
    head = (
        rosters.read_head(connection, roster)
        if roster is not None
        else roster_of(connection, shift, now)
    )
    prepared = prepare_anew(connection, head, now)
    problem = prepared.problem
    held = rosters.read_assignments(connection, head.id)
    if shift not in problem.shift_by_id:
        what = f"shift {shown(shift)} is not to be filled in {head.name}"
        raise Refused([Fault(what, nearest(shift, problem.shift_by_id))])
    return CandidateSearch(shift, prepared, _present(problem, held, now))


def candidates(sought: CandidateSearch, now: datetime) -> tuple[Candidate, ...]:
    """Everybody who holds the function and is not on the shift, best first."""
    return finder_of(sought.problem, sought.there, now).ranked(sought.shift)


def hindrances(sought: CandidateSearch, person: str, now: datetime) -> tuple[Hindrance, ...] | None:
    """All that stops one person; nothing: they may take it. None: no holder, or on it already."""
    finder = finder_of(sought.problem, sought.there, now)
    return finder.hindrances(person, sought.shift)


def find_candidates_in_force(
    connection: Connection, shifts: Sequence[str], now: datetime
) -> dict[str, Offer]:
    """The same for some shifts of the rosters in force; one that cannot be filled is left out."""
    heads = {head.id: head for head in rosters.in_force_after(connection, now)}
    found: dict[str, Offer] = {}
    for head in heads.values():
        there = {shift.id for shift in rosters.read_shifts(connection, head.shift_set)}
        mine = [shift for shift in shifts if shift in there]
        if not mine:
            continue
        problem, valid = seat_holders(connection, head, now)
        finder = finder_of(problem, valid, now)
        found |= {shift: finder.offer(shift) for shift in mine if shift in problem.shift_by_id}
    return found


def roster_of(connection: Connection, shift: str, now: datetime) -> RosterHead:
    """The roster in force that a shift to come stands in.

    Raises
    ------
    Refused
        There is none.
    """
    known: set[str] = set()
    for head in rosters.in_force_after(connection, now):
        shifts = {one.id for one in rosters.read_shifts(connection, head.shift_set)}
        if shift in shifts:
            return head
        known |= shifts
    raise Refused(
        [Fault(f"shift {shown(shift)} stands in no roster in force", nearest(shift, known))]
    )


def open_to(
    connection: Connection, shifts: Sequence[str], person: str, now: datetime
) -> dict[str, tuple[Hindrance, ...]]:
    """Of the shifts that lack people those whose function somebody holds, with all that stops them.

    Parameters
    ----------
    shifts
        Ids; of the rosters in force.
    """
    found: dict[str, tuple[Hindrance, ...]] = {}
    for head in rosters.in_force_after(connection, now):
        there = {shift.id for shift in rosters.read_shifts(connection, head.shift_set)}
        mine = [shift for shift in shifts if shift in there]
        if not mine:
            continue
        problem, valid = seat_holders(connection, head, now)
        finder = finder_of(problem, valid, now)
        taken = Counter(one.shift for one in valid if not one.double)
        for shift in mine:
            known = problem.shift_by_id.get(shift)
            if known and known.start > now and taken[shift] < known.required:
                stops = finder.hindrances(person, shift)
                if stops is not None:
                    found[shift] = stops
    return found


def seat_holders(
    connection: Connection, head: RosterHead, now: datetime
) -> tuple[RosterProblem, tuple[Assignment, ...]]:
    """A roster as things stand now: its problem, and who is really there."""
    problem = prepare_anew(connection, head, now).problem
    held = rosters.read_assignments(connection, head.id)
    return problem, _present(problem, held, now)


def _present(
    problem: RosterProblem, held: Iterable[Assignment], now: datetime
) -> tuple[Assignment, ...]:
    """Who still does their duty: who fell ill is on it in name alone."""
    inputs = input_of_problem(problem, now)

    def is_there(one: Assignment, shift: Shift) -> bool:
        if one.double:
            return can_do(problem, one.person, shift)
        post = problem.post_by_id[shift.post]
        return is_served(inputs, one.person, post, shift.start, shift.end)

    return tuple(
        one
        for one in held
        if one.shift in problem.shift_by_id
        and one.person in problem.person_by_id
        and is_there(one, problem.shift_by_id[one.shift])
    )


def finder_of(problem: RosterProblem, held: Sequence[Assignment], now: datetime) -> Candidates:
    """Finds candidates for the shifts of one roster, of which `held` is who does what."""
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    return Candidates(
        index,
        rules,
        pairs_of(problem, held),
        now,
        PersonCosts(QualityObjective(index, rules)),
    )


def with_one_more(sought: CandidateSearch, person: str) -> tuple[Assignment, ...]:
    """The roster in force with somebody on the shift; who is on it in name alone makes room."""
    problem, shift = sought.problem, sought.problem.shift_by_id[sought.shift]
    kept = [
        one
        for one in sought.prepared.published
        if one.shift != sought.shift
        or (one.person in problem.person_by_id and can_do(problem, one.person, shift))
    ]
    return (*kept, Assignment(person, sought.shift))


@dataclass(frozen=True, slots=True)
class _RosterCandidates:
    """The candidates of one roster."""

    at: datetime
    problem: RosterProblem
    finder: Candidates
    lock: Lock = field(default_factory=Lock)
    found: dict[str, ShiftCandidates] = field(default_factory=dict)

    def offer(self, shift: str) -> ShiftCandidates:
        """Everybody who could take a shift of it; one thread at a time works it out."""
        with self.lock:
            if shift not in self.found:
                self.found[shift] = ShiftCandidates(self.finder.offer(shift), self.problem)
            return self.found[shift]


class CandidateCache:
    """Answers as `offer_for` does, and quicker for a roster that was asked about before.

    What is done on an answer is judged anew, so that one of some minutes ago does no harm.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rosters: Cache[_RosterCandidates] = Cache(MOST_ROSTERS)

    def offer_for(self, shift: str, now: datetime) -> ShiftCandidates:
        """Everybody who could take a shift of a roster in force; see `candidates.offer_for`.

        Raises
        ------
        Refused
            No roster in force has such a shift.
        """
        with self._store.reading() as connection:
            found = self._rosters.current(
                connection,
                roster_of(connection, shift, now).id,
                lambda: _worked_out(connection, shift, now),
                lambda kept: shift in kept.problem.shift_by_id and kept.at <= now < kept.at + _OLD,
            )
        return found.offer(shift)


def _worked_out(connection: Connection, shift: str, now: datetime) -> _RosterCandidates:
    sought = find_shift(connection, shift, now)
    finder = finder_of(sought.problem, sought.there, now)
    return _RosterCandidates(now, sought.problem, finder)
