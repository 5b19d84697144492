"""What a new version of a period starts from: the problem as it stands, and what is settled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.book import NO_BOOK
from data.model.duty import Assignment
from data.model.errors import Fault, Refused
from data.model.person import CompetenceLevel
from data.model.post import PostKind
from data.model.problem import RosterProblem
from data.model.result import OpenShift
from data.model.roster import RosterHead, RosterStatus
from data.model.shift import Shift, is_split, whole_of
from data.store import rosters
from data.store.audit import trail
from data.store.record_objects import read_books, read_posts
from data.store.stand_ins import stand_ins_between, stand_ins_of_draft
from data.tables.faults import nearest, shown
from scheduler.cache import Cache
from scheduler.coverage.served import LONGEST
from scheduler.planning.changed_shifts import carried_over
from scheduler.planning.current_problem import FROZEN, current_problem, roster_before, settled
from scheduler.planning.derived_data import MOST, read_problem, read_shifts
from scheduler.planning.duty_parts import with_parts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime, timedelta

    from sqlalchemy import Connection

    from data.model.quality import QualityWeights
    from data.model.result import RosterResult
    from data.model.stand_in import StandIn


@dataclass(frozen=True)
class Prepared:
    """What a new version starts from.

    Parameters
    ----------
    problem
        What may still be decided: the past, the near future and pins are fixed in it.
    shifts
        All shifts of the period, those of the past as they were published.
    base
        The roster in force that the new version will replace.
    published
        Its assignments.
    past
        Those of them that began before `now`: no version changes them.
    records_seq
        The last change of the records that the problem knows of.
    book
        Id of the book that is planned.
    """

    problem: RosterProblem
    shifts: tuple[Shift, ...]
    base: RosterHead | None
    published: tuple[Assignment, ...]
    past: tuple[Assignment, ...]
    records_seq: int
    book: str = NO_BOOK

    def whole(self, assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
        """A roster of the problem, with the past as it was published."""
        began = {one.shift for one in self.past}
        later = [one for one in assignments if one.shift not in began and not is_split(one.shift)]
        known = {*self.problem.shift_by_id, *began, *(one.shift for one in later)}
        here = {one.id for one in self.shifts}
        in_parts = [one for one in self.published if one.shift in here - known]
        return tuple(sorted((*self.past, *later, *in_parts), key=lambda a: (a.shift, a.person)))

    def is_pinned(self, one: Assignment) -> bool:
        """Whether a planner pinned it; the frozen time pins only for as long as a search takes."""
        return one.pinned and self._published_pins.get((one.person, one.shift), True)

    @cached_property
    def _published_pins(self) -> dict[tuple[str, str], bool]:
        return {(one.person, one.shift): one.pinned for one in self.published}


def prepare(
    connection: Connection,
    first: date,
    weeks: int,
    now: datetime,
    *,
    frozen: timedelta = FROZEN,
    may_move: frozenset[str] = frozenset(),
    weights: QualityWeights | None = None,
    draft: int | None = None,
    book: str = NO_BOOK,
) -> Prepared:
    """What a new version of a period starts from, as things stand in the store.

    Parameters
    ----------
    book
        Id of the book whose posts are planned; empty: those that no book holds.
    draft
        Number of a draft of the period, in which shifts may be split; None: of none.
    weights
        What quality weighs; None: what it weighed in the roster that will be replaced, if any.

    Raises
    ------
    InputError
        The records do not hold what a roster needs.
    Refused
        A roster of another period lies across this one, there is no such book, or it has no posts.
    """
    _refuse_unknown_book(connection, book)
    problem = current_problem(connection, first, weeks, now, book=book)
    base, published = roster_before(connection, problem, book)
    if weights is None and base is not None:
        weights = read_problem(connection, base.problem_hash).weights
    if weights is not None:
        problem = replace(problem, weights=weights)
    signed = {s.id: s for s in rosters.read_shifts(connection, base.shift_set)} if base else {}
    began = {one.id: one for one in signed.values() if one.start < now}
    later = [
        shift
        for shift in problem.shifts
        if shift.start >= now or base is None or (shift.is_leftover and shift.id not in began)
    ]
    shifts = sorted((*began.values(), *later), key=lambda shift: (shift.start, shift.id))
    published = carried_over(published, signed, shifts)
    fixed = settled(problem, published, now, frozen, may_move)
    splits = stand_ins_of_draft(connection, draft) if draft is not None else ()
    held = _with_holders_of(connection, draft, published, splits) if draft and splits else published
    return Prepared(
        problem=with_parts(connection, fixed, shifts, held, now, splits),
        shifts=tuple(shifts),
        base=base,
        published=published,
        past=tuple(one for one in published if one.shift in began),
        records_seq=trail.head(connection).records_seq,
        book=book,
    )


def _refuse_unknown_book(connection: Connection, book: str) -> None:
    books, held = read_books(connection), {post.book for post in read_posts(connection)}
    if book and book not in books:
        known = ", ".join(sorted(books))
        remedy = f"Name one of: {known}" if known else "Add one first"
        raise Refused([Fault(f"there is no book {shown(book)}", remedy)])
    if book in held or not held:  # a store without posts says so by itself
        return
    if book:
        raise Refused([Fault(f"book {shown(book)} holds no posts", "Put posts in it first")])
    remedy = f"Name a book: {', '.join(sorted(held))}"
    raise Refused([Fault("every post is in a book", remedy)])


def _with_holders_of(
    connection: Connection, draft: int, published: Iterable[Assignment], splits: Iterable[StandIn]
) -> list[Assignment]:
    """Who is assigned to what; to the shifts that a draft splits, as it says."""
    split = {one.shift for one in splits}
    own = rosters.read_assignments(connection, draft)
    return [
        *(one for one in published if one.shift not in split),
        *(one for one in own if one.shift in split),
    ]


def prepare_anew(connection: Connection, head: RosterHead, now: datetime) -> Prepared:
    """The same for the period of a roster, with what quality weighs in it; a draft's own splits."""
    weights = read_problem(connection, head.problem_hash).weights
    draft = head.id if head.published_at is None else None
    return prepare(
        connection, head.first_date, head.weeks, now, weights=weights, draft=draft, book=head.book
    )


_IN_PARTS: Cache[RosterProblem] = Cache(MOST)


def problem_of(
    connection: Connection, head: RosterHead, held: Sequence[Assignment]
) -> RosterProblem:
    """The problem of a roster; of one in force with the parts of its shifts as they are now.

    The same object each time, for as long as nothing more is taken over.

    Parameters
    ----------
    held
        Who is assigned to what.
    """
    problem = read_problem(connection, head.problem_hash)
    if head.status is not RosterStatus.PUBLISHED:
        return problem
    stand_ins = stand_ins_between(connection, head.start, head.end + LONGEST)
    if not stand_ins and not any(is_split(one.id) for one in problem.shifts):
        return problem
    key = str(connection.engine.url), head.id, tuple(one.id for one in stand_ins)
    return _IN_PARTS.get(key, lambda: _in_parts(connection, head, problem, held))


def _in_parts(
    connection: Connection, head: RosterHead, problem: RosterProblem, held: Sequence[Assignment]
) -> RosterProblem:
    """A problem whose shifts are split anew: those that its draft split may be whole by now."""
    kept = tuple(one for one in problem.shifts if not is_split(one.id))
    split = {whole_of(one.id) for one in problem.shifts if is_split(one.id)}
    signed = read_shifts(connection, head.shift_set)
    shifts = (*kept, *(one for one in signed if one.id in split))
    whole = replace(
        problem,
        shifts=tuple(sorted(shifts, key=lambda one: (one.start, one.id))),
        assignments=tuple(one for one in problem.assignments if not is_split(one.shift)),
        base=problem.base_of(shifts),
    )
    return with_parts(connection, whole, signed, held, head.start, is_settled=False)


def still_possible(
    connection: Connection, prepared: Prepared, assignments: Sequence[Assignment]
) -> list[Assignment]:
    """Without people who left, unless it began before they did, and shifts that are gone."""
    known = {shift.id for shift in prepared.shifts}
    people = rosters.person_numbers(connection, here_only=True)
    began = {one.shift for one in prepared.past}
    return [
        one
        for one in assignments
        if one.shift in known and (one.person in people or one.shift in began)
    ]


def with_own_past(
    connection: Connection, head: RosterHead, prepared: Prepared, kept: Sequence[Assignment]
) -> tuple[Assignment, ...]:
    """The past as it was published, but for what the draft itself changed: a rebase lists that."""
    base = rosters.read_assignments(connection, head.based_on) if head.based_on else ()
    changed = {one.shift for one in set(base) ^ set(kept)} & {one.shift for one in prepared.past}
    mine = [one for one in kept if one.shift in changed]
    theirs = [one for one in prepared.whole(kept) if one.shift not in changed]
    return tuple(sorted((*theirs, *mine), key=lambda one: (one.shift, one.person)))


def for_posts(problem: RosterProblem, posts: Collection[str]) -> RosterProblem:
    """The problem in which only some posts are still to be decided; of none: all of them.

    Whoever is on another post stays there, and a shift of another post that nobody has stays open:
    it is left out, so that nothing is searched or proven about it.

    Raises
    ------
    Refused
        There is no such post.
    """
    if not posts:
        return problem
    unknown = [post for post in posts if post not in problem.post_by_id]
    if unknown:
        known = [post.id for post in problem.posts]
        raise Refused(
            [Fault(f"post {shown(one)} is unknown", nearest(one, known)) for one in unknown]
        )
    chosen = {shift.id for shift in problem.shifts if shift.post in posts}
    held = Counter(one.shift for one in problem.assignments if not one.double)
    shifts = tuple(
        shift if shift.id in chosen else replace(shift, required=held[shift.id])
        for shift in problem.shifts
        if shift.id in chosen or held[shift.id]
    )
    left = {shift.id for shift in shifts}
    return replace(
        problem,
        shifts=shifts,
        assignments=tuple(
            replace(one, pinned=one.pinned or one.shift not in chosen)
            for one in problem.assignments
            if one.shift in left
        ),
        published=tuple(one for one in problem.published if one.shift in left),
        base=problem.base_of(shifts),
    )


def leaving_open(problem: RosterProblem, shifts: Collection[str]) -> RosterProblem:
    """The problem without some part shifts, on which nobody is planned.

    One that is no longer there, as a shift covers it by now, or that somebody has, is no matter.
    """
    held = {one.shift for one in problem.assignments}
    kept = tuple(
        one
        for one in problem.shifts
        if one.id in held or not (one.is_leftover and one.id in shifts)
    )
    if len(kept) == len(problem.shifts):
        return problem
    return replace(problem, shifts=kept, base=problem.base_of(kept))


def parts_of(problem: RosterProblem) -> tuple[str, ...]:
    """The ids of its part shifts."""
    return tuple(shift.id for shift in problem.shifts if shift.is_leftover)


def with_all_open(problem: RosterProblem, result: RosterResult) -> RosterResult:
    """The result of a search in a part of a problem, with what else of it stays open."""
    held = Counter(one.shift for one in result.assignments if not one.double)
    told = {one.shift for one in result.open_shifts}
    left = [
        OpenShift(
            shift.id,
            shift.post,
            shift.start,
            shift.end,
            shift.required - held[shift.id],
            is_left=True,
        )
        for shift in problem.shifts
        if shift.id not in told
        and shift.required > held[shift.id]
        and problem.post_by_id[shift.post].kind is not PostKind.OPEN_CALL
    ]
    if not left:
        return result
    found = sorted((*result.open_shifts, *left), key=lambda one: (one.start, one.shift))
    return replace(result, open_shifts=tuple(found))


def lacking(problem: RosterProblem, pairs: Collection[tuple[str, str]]) -> int:
    """How many qualified people a roster lacks, over all shifts."""
    shifts = problem.shift_by_id
    there = Counter(
        shift
        for person, shift in pairs
        if problem.level(person, shifts[shift]) is CompetenceLevel.QUALIFIED
    )
    return sum(max(0, shift.required - there[shift.id]) for shift in problem.shifts)
