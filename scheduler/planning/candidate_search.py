"""What somebody is sought for: an open shift, or the part of it that is open, as things stand.

A shift that has begun, or of which somebody does a part, is sought for in the part that is open:
from now to its end, or to where somebody is there again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.duty import Assignment
from data.model.errors import Fault, Refused
from data.model.gap import Cause
from data.model.problem import RosterProblem
from data.model.shift import PART, Stretch
from data.model.stand_in import work_of_pieces
from data.store import rosters
from data.tables.faults import nearest, shown
from scheduler.coverage.gathering import read_input_of_posts
from scheduler.coverage.hindrances import has_not_shown_up, is_served, served_intervals
from scheduler.coverage.input import input_of_problem
from scheduler.coverage.served import service_records_of
from scheduler.coverage.uncovered import uncovered_intervals
from scheduler.planning.current_problem import can_do
from scheduler.planning.judgement import pairs_of
from scheduler.planning.preparation import Prepared, prepare_anew
from solver.diagnosis.candidates import Candidates
from solver.diagnosis.judge import Pair
from solver.diagnosis.person_costs import PersonCosts
from solver.objective.quality import QualityObjective
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.candidate import Candidate, Hindrance
    from data.model.roster import RosterHead
    from data.model.sentence import Sentence
    from data.model.shift import Shift


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
    piece
        The part of the shift that somebody is sought for, UTC, half open; None: all of it, which a
        new version of the roster gives to them.
    problem
        What may still be decided. The shift has the length of the part that is sought for.
    on_paper
        Who have a shift, and did not confirm to be there or cannot be reached: they need not be
        asked to take it.
    """

    shift: str
    prepared: Prepared
    problem: RosterProblem
    there: tuple[Assignment, ...]
    piece: Stretch | None = None
    on_paper: frozenset[Pair] = frozenset()

    @property
    def places(self) -> int:
        """How many people it lacks."""
        holders = [one for one in self.there if one.shift == self.shift and not one.double]
        return self.problem.shift_by_id[self.shift].required - len(holders)


def find_shift(
    connection: Connection,
    shift: str,
    now: datetime,
    roster: int | None = None,
    piece: Stretch | None = None,
) -> CandidateSearch:
    """The shift and who is there.

    Parameters
    ----------
    roster
        In which roster; None: the one in force that holds the shift.
    piece
        The part that somebody is sought for; None: the part that is open, or all of it.

    Raises
    ------
    Refused
        No roster in force, or not this one, has such a shift.
    """
    if roster is None:
        piece = piece or open_piece(connection, shift, now)
    if piece is not None:
        return find_piece(connection, shift, piece, now)
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
    return CandidateSearch(shift, prepared, problem, _present(problem, held, now))


def open_piece(connection: Connection, shift: str, now: datetime) -> Stretch | None:
    """The part of a shift that is open from now on; None: all of it, or nothing.

    A shift that begins later and that nobody has any part of is open as a whole.
    """
    known = rosters.shift_as_signed(connection, shift)
    if known is None or known.end <= now or _is_whole(connection, known, now):
        return None
    inputs = read_input_of_posts(connection, known.start, known.end, now, {known.post})
    post = inputs.posts.get(known.post)
    if post is None:
        return None
    found = uncovered_intervals(inputs, post, known.start, known.end)
    mine = [one for one in found if one.slot == shift and one.end > now]
    if not mine:
        return None
    start = max(mine[0].start, now.replace(second=0, microsecond=0))
    piece = start, mine[0].end
    return None if piece == (known.start, known.end) and known.start > now else piece


def piece_to_show(connection: Connection, shift: str, now: datetime) -> Stretch | None:
    """What is open; of a duty that runs and is covered the rest, which somebody may take over."""
    piece = open_piece(connection, shift, now)
    if piece is not None:
        return piece
    known = rosters.shift_as_signed(connection, shift)
    if known is None or not known.start <= now < known.end:
        return None
    return now.replace(second=0, microsecond=0), known.end


def _is_whole(connection: Connection, shift: Shift, now: datetime) -> bool:
    """Whether a shift is yet to begin and nobody does any part of it: quicker than to judge it."""
    if shift.start <= now:
        return False
    there = rosters.duties_between(connection, shift.start, shift.end, shift=shift.id)
    holders = [(person, doubles) for person, _shift, doubles in there]
    records = service_records_of(connection, shift, [person for person, _doubles in holders])
    return not any(not part.doubles for part in records.parts_of(shift, holders))


def find_piece(
    connection: Connection,
    shift: str,
    piece: Stretch,
    now: datetime,
    preparing: Callable[[Connection, RosterHead, datetime], Prepared] = prepare_anew,
) -> CandidateSearch:
    """A part of a shift as one that is still to be filled, in the problem of its time.

    Parameters
    ----------
    preparing
        What a new version of a roster starts from; one preparation may serve many parts.

    Raises
    ------
    Refused
        No roster in force has such a shift.
    """
    known = rosters.shift_as_signed(connection, shift)
    if known is None:
        raise no_such_shift(connection, shift, now)
    head = _head_at(connection, piece, known)
    if head is None:
        raise no_such_shift(connection, shift, now)
    prepared = preparing(connection, head, now)
    problem = with_piece(prepared.problem, known, [piece])
    held = rosters.read_assignments(connection, head.id)
    there = tuple(one for one in _present(problem, held, now) if one.shift != shift)
    on_paper = _on_paper(connection, known, piece, now)
    return CandidateSearch(shift, prepared, problem, there, piece, on_paper)


def _on_paper(
    connection: Connection, shift: Shift, piece: Stretch, now: datetime
) -> frozenset[Pair]:
    """Who has a part of a piece, and did not confirm to be there or cannot be reached."""
    inputs = read_input_of_posts(connection, shift.start, shift.end, now, {shift.post})
    post, published = inputs.posts.get(shift.post), inputs.published.get(shift.post, ())
    return frozenset(
        (part.person, shift.id)
        for one in published
        if post is not None and one.shift.id == shift.id
        for part in one.pieces
        if has_not_shown_up(inputs, post, part, *piece)
        or any(
            served.cause is Cause.NO_CONTACT
            for served in served_intervals(inputs, part.person, post, *piece)
        )
    )


def _head_at(connection: Connection, piece: Stretch, shift: Shift) -> RosterHead | None:
    """The roster in force when a part begins: a week on call may reach into the next one."""
    holder = rosters.roster_with(connection, shift)
    book = holder.book if holder else None
    heads = rosters.in_force(connection, min(shift.start, piece[0]), piece[1], book)
    here = [head for head in heads if head.start <= piece[0] < head.end]
    return next(iter(here or heads), None)


def with_piece(problem: RosterProblem, shift: Shift, pieces: Sequence[Stretch]) -> RosterProblem:
    """The problem with parts of a shift that are to be filled in its place.

    The first bears the id of the shift; further ones bear it with their number.
    """
    found = [
        replace(
            shift,
            id=shift.id if not number else f"{shift.id}@{number}",
            name=shift.name if shift.is_part else shift.name + PART,
            start=start,
            end=end,
            work_minutes=work_of_pieces(shift, [(start, end)])[0],
            required=1,
            handover_minutes=0,
        )
        for number, (start, end) in enumerate(pieces)
    ]
    kept = [one for one in problem.shifts if one.id != shift.id]
    shifts = tuple(sorted((*kept, *found), key=lambda one: (one.start, one.id)))
    return replace(
        problem,
        shifts=shifts,
        assignments=tuple(one for one in problem.assignments if one.shift != shift.id),
        published=tuple(one for one in problem.published if one.shift != shift.id),
        base=tuple(one for one in problem.base_of(shifts) if one.shift != shift.id),
    )


def candidates(sought: CandidateSearch, now: datetime) -> tuple[Candidate, ...]:
    """Everybody who holds the function and is not on the shift, best first."""
    return finder_of(sought.problem, sought.there, now, sought.on_paper).ranked(sought.shift)


def hindrances(sought: CandidateSearch, person: str, now: datetime) -> tuple[Hindrance, ...] | None:
    """All that stops one person; nothing: they may take it. None: no holder, or on it already."""
    finder = finder_of(sought.problem, sought.there, now, sought.on_paper)
    return finder.hindrances(person, sought.shift)


def cautions(sought: CandidateSearch, person: str, now: datetime) -> tuple[Sentence, ...]:
    """What it costs one person of their rest, though the law allows it."""
    finder = finder_of(sought.problem, sought.there, now, sought.on_paper)
    return finder.cautions(person, sought.shift)


def roster_of(connection: Connection, shift: str, now: datetime) -> RosterHead:
    """The roster in force that a shift to come stands in.

    Raises
    ------
    Refused
        There is none.
    """
    head = rosters.in_force_with(connection, shift, now)
    if head is None:
        raise no_such_shift(connection, shift, now)
    return head


def no_such_shift(connection: Connection, shift: str, now: datetime) -> Refused:
    """That no roster in force has a shift, with one that was perhaps meant."""
    known = {
        one.id
        for head in rosters.in_force_after(connection, now)
        for one in rosters.read_shifts(connection, head.shift_set)
    }
    what = f"shift {shown(shift)} is in no roster in force"
    return Refused([Fault(what, nearest(shift, known))])


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


def finder_of(
    problem: RosterProblem,
    held: Sequence[Assignment],
    now: datetime,
    left_out: frozenset[Pair] = frozenset(),
) -> Candidates:
    """Finds candidates for the shifts of one roster, of which `held` is who does what."""
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    return Candidates(
        index,
        rules,
        pairs_of(problem, held),
        now,
        PersonCosts(QualityObjective(index, rules)),
        left_out,
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
