"""A draft on the planner's desk: opened, brought up to date, written back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.files.result_json import dump_breaches, load_breaches
from data.model.duty import Assignment
from data.model.errors import Conflict, Fault, Refused
from data.model.problem import RosterProblem
from data.model.result import Violation
from data.model.roster import RosterHead, RosterStatus
from data.model.shift import Shift
from data.store import drafts, problems, rosters
from data.store.audit import trail
from data.store.audit.trail import Act
from scheduler.cache import Cache
from scheduler.planning.current_problem import current_problem
from scheduler.planning.derived_data import read_problem, read_shifts, sentences_of, worked
from scheduler.planning.judgement import broken_anew, broken_by
from scheduler.planning.preparation import Prepared, prepare_again

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Connection


LEFT_OUT = "roster.left_out"  #: what the audit trail calls duties that the records no longer allow
LOCK_VERSION = "lock_version"  #: among the facts of an edit in the audit trail


@dataclass(frozen=True, slots=True)
class OpenRoster:
    """A draft as it lies on the planner's desk.

    Parameters
    ----------
    problem
        What it is judged by.
    shifts
        All of the period, those that began already too.
    assignments
        All of them, the past too.
    breaches
        What it breaks.
    dropped
        What was left out now because it can no longer be: the person left, or the shift is gone.
    is_renewed
        The records changed since it was last judged, so that all of it was judged anew.
    """

    head: RosterHead
    problem: RosterProblem
    shifts: tuple[Shift, ...]
    assignments: tuple[Assignment, ...]
    breaches: tuple[Violation, ...]
    dropped: tuple[Assignment, ...] = ()
    is_renewed: bool = False


def open_draft(
    connection: Connection, roster: int, who: str, now: datetime, seen: int | None = None
) -> OpenRoster:
    """A draft, brought up to date with the records; the transaction must be one that writes.

    Parameters
    ----------
    seen
        The lock version that the planner saw; None: whichever it has.

    Raises
    ------
    Refused
        There is none of that number, or it was signed.
    Conflict
        Somebody else changed it since the planner saw it.
    """
    head = rosters.read_head(connection, roster)
    refuse_signed(head)
    refuse_overtaken(connection, head, seen)
    assignments = rosters.read_assignments(connection, roster)
    if head.records_seq != trail.head(connection).records_seq:
        return _renewed(connection, head, assignments, who, now)
    return OpenRoster(
        head,
        read_problem(connection, head.problem_hash),
        read_shifts(connection, head.shift_set),
        assignments,
        tuple(load_breaches(rosters.read_breaches(connection, roster))),
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """The rules that a roster breaks, by the records of a moment.

    Parameters
    ----------
    sentences
        What each rule asked, by language and rule id.
    """

    breaches: tuple[Violation, ...]
    sentences: Mapping[str, Mapping[str, str]]


_JUDGED: Cache[Judged] = Cache(64)  #: some kilobytes each


def judge_roster(connection: Connection, head: RosterHead, now: datetime) -> Judged:
    """The rules that a roster breaks as things stand; every page that counts them asks here.

    Of a draft, those are what its signature has to accept: what nobody can change any more is no
    part of them. Of a roster in force, they are all that its duties break. One that is over or was
    replaced stands as it was judged when it was signed.

    Raises
    ------
    InputError
        The records do not hold together.
    """
    is_over = head.status is RosterStatus.SUPERSEDED or head.end <= now
    is_draft = head.published_at is None
    if is_over or (is_draft and head.records_seq == trail.head(connection).records_seq):
        return judgement_kept(connection, head)
    key = str(connection.engine.url), head.id, head.lock_version, now.astimezone(head.zone).date()
    return _JUDGED.current(connection, key, lambda: _judge(connection, head, now))


def judgement_kept(connection: Connection, head: RosterHead) -> Judged:
    """The rules that it broke when it was judged with its last change."""
    return Judged(
        tuple(load_breaches(rosters.read_breaches(connection, head.id))),
        worked(read_problem(connection, head.problem_hash)).sentences,
    )


def _judge(connection: Connection, head: RosterHead, now: datetime) -> Judged:
    held = rosters.read_assignments(connection, head.id)
    if head.published_at is None:
        try:
            prepared = prepare_again(connection, head, now)
        except Refused:  # another period lies across it: it can be neither renewed nor signed
            return judgement_kept(connection, head)
        possible = _still_possible(connection, prepared, held)
        held = _with_own_past(connection, head, prepared, possible)
        problem = prepared.problem
    else:
        problem = _as_signed(connection, head, now)
    return Judged(tuple(broken_anew(problem, held)), sentences_of(problem.ruleset))


def _as_signed(connection: Connection, head: RosterHead, now: datetime) -> RosterProblem:
    """The problem as the records have it now, with the shifts that were signed; none is settled."""
    problem = current_problem(connection, head.first_date, head.weeks, now)
    signed = read_shifts(connection, head.shift_set)
    shifts = tuple(shift for shift in signed if shift.post in problem.post_by_id)
    known = {shift.id for shift in shifts}
    pins = tuple(one for one in problem.assignments if one.shift in known)
    return replace(problem, shifts=shifts, assignments=pins)


def refuse_overtaken(connection: Connection, head: RosterHead, seen: int | None) -> None:
    """Nobody changes a draft that they have not seen as it is.

    Parameters
    ----------
    seen
        The lock version that the planner saw; None: whichever it has.

    Raises
    ------
    Conflict
        Somebody else changed it since.
    """
    if seen is not None and seen != head.lock_version:
        done = _done_since(connection, head, seen)
        raise Conflict(head.name, head.changed_by, head.changed_at, done)


def _done_since(connection: Connection, head: RosterHead, seen: int) -> list[str]:
    """What was done to a draft after the lock version that somebody saw, a sentence each."""
    entries = trail.entries(connection, f"roster/{head.id}")
    return [
        f"  {entry.who}: {entry.action.removeprefix('roster.')} {_of_what(entry.after)}".rstrip()
        for entry in entries
        if entry.after and LOCK_VERSION in entry.after and int(entry.after[LOCK_VERSION]) > seen
    ]


def _of_what(facts: Mapping[str, Any]) -> str:
    return f"{facts['person']}, {facts['shift']}" if "person" in facts else ""


def refuse_signed(head: RosterHead) -> None:
    """A roster that was signed is never changed.

    Raises
    ------
    Refused
        It was signed.
    """
    if head.published_at is not None:
        period = f"--from {head.first_date} --weeks {head.weeks}"
        raise Refused(
            [
                Fault(
                    f"{head.name} was signed by {head.signer}, and is never changed",
                    f"Make a new version of it: caco draft {period}",
                )
            ]
        )


def write_back(
    connection: Connection,
    desk: OpenRoster,
    assignments: Sequence[Assignment],
    breaches: Sequence[Violation],
    who: str,
    now: datetime,
) -> OpenRoster:
    """Keep a changed draft.

    Raises
    ------
    Conflict
        Somebody else changed it since it was opened.
    """
    before, after = _keyed(desk.assignments), _keyed(assignments)
    drafts.touch_draft(
        connection,
        desk.head,
        drafts.Touch(who, now, dump_breaches(breaches, desk.problem.zone)),
    )
    gone = [one for key, one in before.items() if after.get(key) != one]
    new = [one for key, one in after.items() if before.get(key) != one]
    drafts.take_away(connection, desk.head.id, gone)
    drafts.put(connection, desk.head.id, desk.head.shift_set, new)
    return OpenRoster(
        rosters.read_head(connection, desk.head.id),
        desk.problem,
        desk.shifts,
        tuple(assignments),
        tuple(breaches),
    )


def _keyed(assignments: Sequence[Assignment]) -> dict[tuple[str, str], Assignment]:
    return {(one.person, one.shift): one for one in assignments}


def _renewed(
    connection: Connection,
    head: RosterHead,
    assignments: tuple[Assignment, ...],
    who: str,
    now: datetime,
) -> OpenRoster:
    """The records changed since the draft was made: judge it by how things stand now."""
    prepared = prepare_again(connection, head, now)
    kept = _still_possible(connection, prepared, assignments)
    whole = _with_own_past(connection, head, prepared, kept)
    breaches = tuple(broken_by(prepared.problem, whole))
    drafts.touch_draft(
        connection,
        head,
        drafts.Touch(
            who,
            now,
            dump_breaches(breaches, prepared.problem.zone),
            problem_hash=problems.keep_problem(connection, prepared.problem),
            records_seq=prepared.records_seq,
            shift_set=drafts.keep_shifts(connection, prepared.shifts),
        ),
    )
    head = rosters.read_head(connection, head.id)
    drafts.take_away(connection, head.id, assignments)
    drafts.put(connection, head.id, head.shift_set, whole)
    dropped = tuple(one for one in assignments if one not in kept)
    if dropped:
        rows = [{"person": one.person, "shift": one.shift} for one in dropped]
        after = {LOCK_VERSION: head.lock_version, "left_out": rows}
        trail.append(connection, [Act(LEFT_OUT, f"roster/{head.id}", None, after)], who, now)
    return OpenRoster(
        head, prepared.problem, prepared.shifts, whole, breaches, dropped, is_renewed=True
    )


def _still_possible(
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


def _with_own_past(
    connection: Connection, head: RosterHead, prepared: Prepared, kept: Sequence[Assignment]
) -> tuple[Assignment, ...]:
    """The past as it was published, but for what the draft itself changed: a rebase tells of it."""
    base = rosters.read_assignments(connection, head.based_on) if head.based_on else ()
    changed = {one.shift for one in set(base) ^ set(kept)} & {one.shift for one in prepared.past}
    mine = [one for one in kept if one.shift in changed]
    theirs = [one for one in prepared.whole(kept) if one.shift not in changed]
    return tuple(sorted((*theirs, *mine), key=lambda one: (one.shift, one.person)))
