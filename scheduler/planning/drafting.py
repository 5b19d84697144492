"""Makes drafts: by the solver, or as a copy of the roster in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from data.exchange.problem_json import hash_of
from data.exchange.result_json import Stamp, dump_breaches, result_bytes
from data.model.errors import Fault, Refused
from data.model.problem import RosterProblem
from data.model.result import RosterResult
from data.model.roster import RosterHead
from data.store import audit, drafts, snapshots
from data.store.audit import Act
from scheduler.planning.judging import broken_by
from scheduler.planning.making import make_roster, versions
from scheduler.planning.preparing import Prepared, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from data.exchange.language import Language
    from data.model.duty import Assignment
    from data.store.opening import Store
    from solver.engines.cp_sat import Stop
    from solver.options import Progress, SolveOptions


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft that the solver made."""

    head: RosterHead
    problem: RosterProblem
    result: RosterResult


def plan_draft(
    store: Store,
    first: date,
    weeks: int,
    options: SolveOptions,
    who: str,
    now: datetime,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
    speech: Language | None = None,
) -> Drafted:
    """Make a draft for a period with the solver, from what the store holds.

    What began before `now`, or begins within the frozen time, stays as it was published.

    Raises
    ------
    InputError, Refused
        See `prepare`.
    """
    with store.reading() as connection:
        prepared = prepare(connection, first, weeks, now)
    result = make_roster(prepared.problem, options, progress=progress, stop=stop, speech=speech)
    return keep_draft(store, prepared, result, who, datetime.now(UTC))


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
    audit.take_turn(connection)
    problem = prepared.problem
    stamp = Stamp(snapshots.keep_problem(connection, problem), versions())
    said = result_bytes(problem, result, stamp).decode()
    return add(connection, prepared, result.assignments, said, who, now)


def copy_in_force(store: Store, first: date, weeks: int, who: str, now: datetime) -> RosterHead:
    """A draft equal to the roster in force, to be changed by hand.

    Raises
    ------
    Refused
        No roster is in force for this period.
    """
    with store.writing() as connection:
        audit.take_turn(connection)
        prepared = prepare(connection, first, weeks, now)
        if prepared.base is None:
            what = f"no roster is in force for {weeks} weeks from {first}"
            raise Refused([Fault(what, f"Make one: caco plan --from {first} --weeks {weeks}")])
        return add_copy(connection, prepared, who, now)


def add_copy(connection: Connection, prepared: Prepared, who: str, now: datetime) -> RosterHead:
    """Keep the roster in force as a draft; who can no longer do his duty is left out of it."""
    return add(connection, prepared, still_done(prepared), "", who, now)


def still_done(prepared: Prepared) -> tuple[Assignment, ...]:
    """What of the published roster can still be done, with what is pinned besides."""
    return tuple(
        replace(one, pinned=one.pinned and _was_pinned(prepared, one))
        for one in prepared.problem.assignments
    )


def _was_pinned(prepared: Prepared, one: Assignment) -> bool:
    """Whether a planner pinned it; the frozen time pins only for as long as a search takes."""
    known = {(a.person, a.shift): a.pinned for a in prepared.published}
    return known.get((one.person, one.shift), True)


def add(
    connection: Connection,
    prepared: Prepared,
    assignments: tuple[Assignment, ...],
    said: str,
    who: str,
    now: datetime,
) -> RosterHead:
    """Keep a draft, judged, and tell the audit trail."""
    problem, whole = prepared.problem, prepared.whole(assignments)
    draft = drafts.NewDraft(
        start=problem.start,
        end=problem.end,
        time_zone=problem.time_zone,
        based_on=prepared.base.id if prepared.base else None,
        shifts=prepared.shifts,
        assignments=whole,
        problem_hash=snapshots.keep_problem(connection, problem),
        records_seq=prepared.records_seq,
        result=said,
        breaches=dump_breaches(broken_by(problem, whole), problem.zone),
    )
    head = drafts.add_draft(connection, draft, who, now)
    after = {
        "period": [head.start.isoformat(), head.end.isoformat()],
        "problem": head.problem_hash,
        "based_on": head.based_on,
        "duties": duties_hash(whole),
        "by_solver": bool(said),
    }
    audit.append(connection, [Act("roster.drafted", f"roster/{head.id}", None, after)], who, now)
    return head


def duties_hash(assignments: Iterable[Assignment]) -> str:
    """SHA-256 of who does what."""
    lines = [f"{one.shift}\t{one.person}\t{int(one.double)}" for one in assignments]
    return hash_of("\n".join(sorted(lines)).encode())
