"""The problem of a period as things stand in the store: register, rosters in force, the past."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from data.model.book import NO_BOOK
from data.model.company import PeopleTime
from data.model.duty import Assignment, Duty, DutyKind
from data.model.errors import Fault, Refused
from data.model.intervals import overlaps_any
from data.model.problem import CarryOver
from data.model.shift import EarlierDuty
from data.model.skill_mixes import MixWatch
from data.store import problems, records, rosters
from data.store.record_objects import SOURCE, read_posts
from data.tables.build_problem import Inherited, build_problem
from data.tables.period import ZONE
from data.tables.raw_table import tables_from_texts
from data.tables.values import midnight
from scheduler.coverage.calls import rest_owed_in, with_calls
from scheduler.coverage.relief import with_relief
from scheduler.coverage.served import KINDS, served_parts
from scheduler.planning.duty_parts import service_records
from scheduler.records.checks import rule_book

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

    from data.model.calls import RestOwed
    from data.model.person import Person
    from data.model.problem import RosterProblem
    from data.model.roster import RosterHead
    from data.model.shift import Shift

LOOK_BACK = timedelta(weeks=53)  #: how much history a problem takes along: R19 sees a year
LOOK_AHEAD = timedelta(days=7)  #: how much of a later roster the end of a period heeds
_MOMENT = timedelta(minutes=1)
_WORKED = (DutyKind.WORK, DutyKind.ELSEWHERE, DutyKind.CALL)
#: Fields of a duty, and the columns of ``history`` that hold them.
_OF_DUTY = {field.name: field.name for field in fields(Duty)} | {"name": "shift"}
FROZEN = timedelta(hours=72)  #: how long before its start a duty stays with whom it has


def current_problem(
    connection: Connection,
    first: date,
    weeks: int,
    now: datetime | None = None,
    also: Iterable[Person] = (),
    book: str | None = None,
) -> RosterProblem:
    """Everything the store knows about a period, with the past that the rules look back on.

    Parameters
    ----------
    now
        Shifts of this period that began before it stand as they were published, if any were; None:
        as if nothing had begun.
    also
        People who are no longer here, and whose past is asked.
    book
        Id of the book whose posts are planned; what people do in other books is fixed. Empty: the
        posts that no book holds. None: all posts together, as when the past is asked.

    Raises
    ------
    InputError
        The records do not hold what a roster needs.
    """
    # The past is read apart as far as it counts; call-outs as nouns, with the rosters in force.
    texts = records.record_texts(
        connection, ZONE, without=("history", "call_outs", "call_out_people")
    )
    start, end = midnight(first, ZONE), midnight(first + timedelta(weeks=weeks), ZONE)
    since = _look_back_to(connection, start, book)
    texts["history"] = records.history_texts(connection, since, start, ZONE)
    tables = tables_from_texts({name: rows for name, rows in texts.items() if rows}, SOURCE)
    here = {row["id"] for row in texts["people"]}
    inherited = _inherited(connection, here, start, end, now, book)
    problem = build_problem(
        tables, first, weeks, ZONE.key, rule_book(), inherited=inherited, book=book
    )
    problem = _with_people_who_left(connection, problem, since, also)
    problem = _with_published_past(connection, problem, since, book)
    problem = with_calls(connection, problem, now)
    problem = with_relief(connection, problem, now)
    problem = _with_published_future(connection, problem, book)
    if book is None:
        return problem
    parts = _parts_of_other_books(connection, problem, book)
    problem = _with_other_books(problem, parts)
    known = of_people(problem, people_of(problem)) if book else problem
    return _with_skills_of_others(known, problem, parts)


def _inherited(
    connection: Connection,
    here: Collection[str],
    start: datetime,
    end: datetime,
    now: datetime | None,
    book: str | None,
) -> Inherited:
    """Who is still on a post when a period begins, and what of the period itself has begun."""
    earlier = tuple(
        EarlierDuty(shift.post, person, shift.start, shift.end)
        for person, shift, doubles in rosters.duties_between(connection, start, start + _MOMENT)
        if shift.start < start and not doubles and person in here
    )
    base = next(
        (
            head
            for head in rosters.in_force(connection, start, end, book)
            if (head.start, head.end) == (start, end)
        ),
        None,
    )
    if base is None or now is None:
        return Inherited(earlier, now=now)
    shifts = rosters.read_shifts(connection, base.shift_set)
    return Inherited(earlier, tuple(shift for shift in shifts if shift.start < now), now)


def _look_back_to(connection: Connection, start: datetime, book: str | None) -> datetime:
    """How far back the history goes: whole rosters, as the balances of older ones are sums."""
    since = start - LOOK_BACK
    across = rosters.in_force(connection, since, since + timedelta(minutes=1), book)
    return min([since, *(head.start for head in across)])


def roster_before(
    connection: Connection, problem: RosterProblem, book: str = NO_BOOK
) -> tuple[RosterHead | None, tuple[Assignment, ...]]:
    """The roster in force that a new one for this period would replace, and its assignments.

    Raises
    ------
    Refused
        A roster of another period lies across this one, or one of another book holds its posts.
    """
    found = rosters.in_force(connection, problem.start, problem.end, book)
    across = [head for head in found if (head.start, head.end) != (problem.start, problem.end)]
    if across:
        raise Refused([_crosses(head) for head in across])
    held = rosters_of_other_books(connection, problem, book)
    if held:
        raise Refused([_holds_posts(head, posts) for head, posts in held])
    if not found:
        return None, ()
    return found[0], rosters.read_assignments(connection, found[0].id)


def rosters_of_other_books(
    connection: Connection, problem: RosterProblem, book: str
) -> list[tuple[RosterHead, list[str]]]:
    """Rosters in force of other books that hold posts of this one, with these: since moved here."""
    found = []
    for head in rosters.in_force(connection, problem.start, problem.end):
        if head.book != book:
            there = rosters.read_shifts(connection, head.shift_set)
            posts = {
                shift.post
                for shift in there
                if shift.start < problem.end and problem.start < shift.end
            }
            both = sorted(posts & problem.post_by_id.keys())
            if both:
                found.append((head, both))
    return found


def settled(
    problem: RosterProblem,
    published: Iterable[Assignment],
    now: datetime,
    frozen: timedelta = FROZEN,
    may_move: frozenset[str] = frozenset(),
) -> RosterProblem:
    """The problem with what was published: the past and the near future are fixed, the rest free.

    Parameters
    ----------
    frozen
        How far ahead of `now` nobody's duty may move; one that its holder cannot do falls open.
    may_move
        Ids of people whose duties inside that time may move all the same.
    """
    there = [
        one
        for one in published
        if one.shift in problem.shift_by_id and one.person in problem.person_by_id
    ]
    resting = rest_owed_in(problem, now, there)
    kept = [
        replace(one, pinned=one.pinned or shift.start < now or near)
        for one in there
        if can_do(problem, one.person, shift := problem.shift_by_id[one.shift])
        and not _is_of_who_rests(shift, resting.get(one.person, ()), now)
        for near in [shift.start < now + frozen and one.person not in may_move]
    ]
    shifts = _yet_to_fill(problem.shifts, kept, now)
    known = {shift.id for shift in shifts}
    taken = {(one.person, one.shift) for one in kept}
    own = [a for a in problem.assignments if a.pinned and (a.person, a.shift) not in taken]
    return replace(
        problem,
        shifts=shifts,
        assignments=tuple(one for one in (*kept, *own) if one.shift in known),
        published=tuple(one for one in there if one.shift in known),
        base=problem.base_of(shifts),
        begun=tuple(one.id for one in shifts if one.start < now and problem.traineeships),
    )


def _is_of_who_rests(shift: Shift, rests: Iterable[RestOwed], now: datetime) -> bool:
    """Whether a duty to come at a desk lies in the rest that its holder is owed."""
    return shift.start >= now and shift.work_minutes > 0 and overlaps_any(shift, rests)


def _yet_to_fill(
    shifts: Iterable[Shift], kept: Iterable[Assignment], now: datetime
) -> tuple[Shift, ...]:
    """The shifts to come; of those that began what was done of them, for nobody fills these now."""
    done = Counter(one.shift for one in kept if not one.double)
    return tuple(
        replace(shift, required=done[shift.id]) if shift.start < now else shift
        for shift in shifts
        if shift.start >= now or done[shift.id]
    )


def can_do(problem: RosterProblem, person: str, shift: Shift) -> bool:
    """Whether a person is competent for a shift, and not away during it."""
    if problem.level(person, shift) is None:
        return False
    away = (absence for absence in problem.absences if absence.person == person)
    return not overlaps_any(shift, away)


def _crosses(head: RosterHead) -> Fault:
    return Fault(
        f"{head.name} is in force for another period that overlaps this one ({head.options})",
        "Plan that same period, or one that begins after it",
    )


def _holds_posts(head: RosterHead, posts: Iterable[str]) -> Fault:
    return Fault(
        f"{head.name} of another book is in force in this period, and holds {', '.join(posts)}",
        f"Plan from {head.last_date + timedelta(days=1)} on: until then that roster holds",
    )


def _with_people_who_left(
    connection: Connection, problem: RosterProblem, since: datetime, people: Iterable[Person]
) -> RosterProblem:
    """The problem with people who are no longer here, and what the records say they did."""
    gone = [person for person in people if person.id not in problem.person_by_id]
    if not gone:
        return problem
    codes = {person.id for person in gone}
    done = []
    for row in records.read_rows(connection, "history").values():
        if row.has_ended or row.values["person"] not in codes:
            continue
        values = {name: row.values[column] for name, column in _OF_DUTY.items()}
        if not since <= values["start"] < problem.start:
            continue
        if values["work_minutes"] is None:  # all of them for work, none for what is not
            is_work = values["kind"] in _WORKED
            values["work_minutes"] = is_work * ((values["end"] - values["start"]) // _MOMENT)
        done.append(Duty(**{**values, "name": values["name"] or ""}))
    return replace(problem, people=(*problem.people, *gone), history=(*problem.history, *done))


def _with_published_past(
    connection: Connection, problem: RosterProblem, since: datetime, book: str | None
) -> RosterProblem:
    """Add the duties of earlier rosters in force, where the records do not say what was done."""
    cuts = service_records(connection, problem, since, problem.start)
    done = [duty for recorded in problem.history for duty in cuts.cut(recorded)]
    told: dict[tuple[str, str], list[Duty]] = {}
    for duty in problem.history:
        if duty.kind is not DutyKind.CALL:  # it was done in a duty on call
            told.setdefault((duty.person, duty.post), []).append(duty)
    kinds = {post.id: KINDS.get(post.kind) for post in problem.posts}
    added = [
        part.duty(kinds.get(part.shift.post))
        for part in served_parts(connection, since, problem.start, cuts)
        if part.start < problem.start
        and part.person in problem.person_by_id
        and not overlaps_any(part.shift, told.get((part.person, part.shift.post), ()))
    ]
    people = frozenset(problem.person_by_id)
    carried = problems.carried(connection, before=since, people=people, book=book)
    history = sorted((*done, *added), key=lambda d: (d.start, d.end, d.person))
    return replace(
        problem,
        history=tuple(history),
        carry_over=_sum((*problem.carry_over, *carried)),
    )


def _with_published_future(
    connection: Connection, problem: RosterProblem, book: str | None
) -> RosterProblem:
    """Add the work that a later roster in force begins with: a rest lies on both sides of it.

    For this period it is work elsewhere, as nothing here can change it.
    """
    until = problem.end + LOOK_AHEAD
    told = {(duty.person, duty.start) for duty in problem.elsewhere}
    added = [
        replace(part.duty(), kind=DutyKind.ELSEWHERE)
        for part in served_parts(
            connection, problem.end, until, service_records(connection, problem, problem.end, until)
        )
        if part.shift.start >= problem.end
        and (book is None or part.shift.post in problem.post_by_id)
        and part.shift.work_minutes
        and part.person in problem.person_by_id
        and (part.person, part.start) not in told
    ]
    return replace(problem, elsewhere=(*problem.elsewhere, *added)) if added else problem


def _parts_of_other_books(connection: Connection, problem: RosterProblem, book: str) -> list[Duty]:
    """What people do from the start of the period on by the rosters of other books.

    Up to some days after its end, for a rest lies on both sides of it.
    """
    others = {
        head.book for head in rosters.in_force(connection, problem.start, problem.end + LOOK_AHEAD)
    }
    if others <= {book}:
        return []
    until = problem.end + LOOK_AHEAD
    records_of = service_records(connection, problem, problem.start, until)
    kinds = {post.id: KINDS.get(post.kind) for post in read_posts(connection)}
    return [
        part.duty(kinds.get(part.shift.post))
        for part in served_parts(connection, problem.start, until, records_of)
        if part.shift.post not in problem.post_by_id
        and part.end > problem.start
        and part.person in problem.person_by_id
    ]


def _with_other_books(problem: RosterProblem, parts: Iterable[Duty]) -> RosterProblem:
    """Add these duties, but for those that the records hold already."""
    known = {(duty.person, duty.post, duty.start) for duty in problem.history}
    new = [one for one in parts if (one.person, one.post, one.start) not in known]
    return replace(problem, other_books=tuple(new)) if new else problem


def _with_skills_of_others(
    problem: RosterProblem, everybody: RosterProblem, parts: Iterable[Duty]
) -> RosterProblem:
    """Add how many people hold the functions of skill mixes, on posts of other books.

    Whoever the problem knows is in it with their duties.

    Parameters
    ----------
    everybody
        The problem with all people.
    """
    parts = [one for one in parts if one.person not in problem.person_by_id]
    mixes = []
    for mix in problem.skill_mixes:
        watch = MixWatch(everybody, mix)
        there = [
            PeopleTime(one.start, one.end, 1)
            for one in parts
            if one.post in mix.other_posts
            and one.person in watch.holders(one.start.astimezone(problem.zone).date())
        ]
        mixes.append(replace(mix, others=tuple(sorted(there))))
    return replace(problem, skill_mixes=tuple(mixes)) if mixes else problem


def people_of(problem: RosterProblem) -> frozenset[str]:
    """Ids of those who may ever fill a post of a problem, or who did."""
    functions = {(post.function, region) for post in problem.posts for region in post.regions}
    regions = {person.id: person.regions for person in problem.people}
    able = {
        one.person
        for one in problem.competences
        if any((one.function, region) in functions for region in regions[one.person])
    }
    done = {duty.person for duty in problem.history if duty.post in problem.post_by_id}
    return frozenset(able | done)


def of_people(problem: RosterProblem, people: Collection[str]) -> RosterProblem:
    """A problem with some people alone, and all that it knows of them."""
    if all(person.id in people for person in problem.people):
        return problem
    by_person = (
        "competences", "absences", "wishes", "history", "elsewhere", "other_books", "assignments",
        "published", "carry_over", "base_members", "base",
    )  # fmt: skip
    kept: dict[str, Any] = {
        name: tuple(one for one in getattr(problem, name) if one.person in people)
        for name in by_person
    }
    return replace(
        problem,
        people=tuple(one for one in problem.people if one.id in people),
        pairings=tuple(
            one for one in problem.pairings if one.person in people and one.other in people
        ),
        **kept,
    )


def _sum(found: Iterable[CarryOver]) -> tuple[CarryOver, ...]:
    totals: dict[tuple[str, str], float] = {}
    for one in found:
        key = one.person, one.measure
        totals[key] = totals.get(key, 0.0) + one.amount
    return tuple(CarryOver(*key, amount) for key, amount in totals.items())
