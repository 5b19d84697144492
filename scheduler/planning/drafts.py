"""Makes drafts: by the solver, or as a copy of the roster in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.files.problem_json import hash_of
from data.files.result_json import ResultStamp, dump_violations, result_bytes
from data.model.book import NO_BOOK
from data.model.errors import Fault, Refused
from data.model.problem import RosterProblem
from data.model.result import RosterResult
from data.model.roster import RosterHead, period_options
from data.store import drafts, jobs, problems, rosters
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.rosters import signed_since
from scheduler.planning.judgement import broken_by
from scheduler.planning.open_roster import refuse_signed
from scheduler.planning.plan import versions
from scheduler.planning.preparation import Prepared, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.duty import Assignment
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft that the solver made."""

    head: RosterHead
    problem: RosterProblem
    result: RosterResult


def keep_draft(
    store: Store, prepared: Prepared, result: RosterResult, who: str, now: datetime
) -> Drafted:
    """Keep what a solve found as a draft."""
    with store.writing() as connection:
        head = add_found(connection, prepared, result, who, now)
    return Drafted(head, prepared.problem, result)


def add_found(
    connection: Connection, prepared: Prepared, result: RosterResult, who: str, now: datetime
) -> RosterHead:
    """Keep what a solve found as a draft, in a transaction that writes."""
    trail.take_turn(connection)
    problem = prepared.problem
    stamp = ResultStamp(problems.keep_problem(connection, problem), versions())
    said = result_bytes(problem, result, stamp).decode()
    return add_draft(connection, prepared, result.assignments, said, who, now)


def copy_in_force(
    store: Store, first: date, weeks: int, who: str, now: datetime, book: str = NO_BOOK
) -> RosterHead:
    """A draft equal to the roster in force, to be changed by hand.

    Raises
    ------
    Refused
        No roster is in force for this period.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        prepared = prepare(connection, first, weeks, now, book=book)
        if prepared.base is None:
            what = f"no roster is in force for {weeks} weeks from {first}"
            remedy = f"Make one: caco plan {period_options(first, weeks, book)}"
            raise Refused([Fault(what, remedy)])
        return add_copy(connection, prepared, who, now)


def copy_free_weeks(store: Store, roster: int, who: str, now: datetime) -> RosterHead:
    """A draft of the weeks of another one that no roster in force of another period lies across.

    The other one can never be signed; what it planned in these weeks is kept so.

    Raises
    ------
    Refused
        There is no draft of that number, nothing lies across it, or no week of it is free.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        head = rosters.read_head(connection, roster)
        refuse_signed(head)
        _, across = signed_since(connection, head)
        span = _free_weeks(head, across) if across else (head.first_date, head.weeks)
        if span is None or not across:
            what = f"{head.name} has no free weeks to be copied"
            remedy = "Its whole period is signed" if across else "No other period overlaps it"
            raise Refused([Fault(what, remedy)])
        prepared = prepare(connection, *span, now, book=head.book)
        problem = prepared.problem
        mine = tuple(
            one
            for one in rosters.read_assignments(connection, roster)
            if one.shift in problem.shift_by_id and one.person in problem.person_by_id
        )
        return add_draft(connection, prepared, mine, "", who, now)


def _free_weeks(head: RosterHead, across: Iterable[RosterHead]) -> tuple[date, int] | None:
    """The longest run of whole weeks of a draft that these rosters leave free."""
    taken = [(one.first_date, one.last_date) for one in across]
    best, run = (head.first_date, 0), (head.first_date, 0)
    for week in range(head.weeks):
        first = head.first_date + timedelta(weeks=week)
        last = first + timedelta(days=6)
        is_free = not any(start <= last and first <= end for start, end in taken)
        run = (run[0], run[1] + 1) if is_free else (last + timedelta(days=1), 0)
        best = max(best, run, key=lambda found: found[1])
    return best if best[1] else None


def add_copy(connection: Connection, prepared: Prepared, who: str, now: datetime) -> RosterHead:
    """Keep the roster in force as a draft; who can no longer do their duty is left out of it."""
    return add_draft(connection, prepared, prepared.problem.assignments, "", who, now)


def add_draft(
    connection: Connection,
    prepared: Prepared,
    assignments: tuple[Assignment, ...],
    said: str,
    who: str,
    now: datetime,
) -> RosterHead:
    """Keep a draft, judged, and note it in the audit trail."""
    problem = prepared.problem
    whole = prepared.whole(replace(a, pinned=prepared.is_pinned(a)) for a in assignments)
    draft = drafts.NewDraft(
        start=problem.start,
        end=problem.end,
        time_zone=problem.time_zone,
        based_on=prepared.base.id if prepared.base else None,
        shifts=prepared.shifts,
        assignments=whole,
        problem_hash=problems.keep_problem(connection, problem),
        records_seq=prepared.records_seq,
        result=said,
        violations=dump_violations(broken_by(problem, whole), problem.zone),
        book=prepared.book,
    )
    head = drafts.add_draft(connection, draft, who, now)
    after = {
        "period": [head.start.isoformat(), head.end.isoformat()],
        "problem": head.problem_hash,
        "based_on": head.based_on,
        "duties": duties_hash(whole),
        "by_solver": bool(said),
        **({"book": prepared.book} if prepared.book else {}),
    }
    trail.append(connection, [Act("roster.drafted", f"roster/{head.id}", None, after)], who, now)
    return head


def drop_draft(store: Store, roster: int, who: str, now: datetime, seen: int) -> None:
    """Throw a draft away; the audit trail keeps that it was there, and what was done to it.

    The job that made it no longer names it: its number may be given out again.

    Raises
    ------
    Refused
        There is none of that number, or it was signed.
    Conflict
        Somebody else changed it since it was seen.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        head = rosters.read_head(connection, roster)
        refuse_signed(head)
        jobs.forget_roster(connection, roster)
        drafts.drop_draft(connection, replace(head, lock_version=seen))
        act = Act("roster.dropped", f"roster/{roster}", {"problem": head.problem_hash}, None)
        trail.append(connection, [act], who, now)


def duties_hash(assignments: Iterable[Assignment]) -> str:
    """SHA-256 of who does what."""
    lines = [f"{one.shift}\t{one.person}\t{int(one.double)}" for one in assignments]
    return hash_of("\n".join(sorted(lines)).encode())
