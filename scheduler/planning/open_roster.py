"""A roster that is open: read once, then shown, edited, compared, brought up to date and signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from data.files.result_json import dump_violations
from data.model.duty import Absence, Assignment
from data.model.errors import Conflict, Fault, Refused
from data.model.post import Post, PostKind
from data.model.problem import RosterProblem
from data.model.roster import RosterHead, RosterStatus
from data.model.shift import Shift
from data.model.stand_in import DutyPart, StandIn, duty_parts, seats_taken, stand_ins_by_shift
from data.store import drafts, problems, rosters, staffing
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.stand_ins import stand_ins_between, stand_ins_of_draft
from scheduler.coverage.served import LONGEST
from scheduler.planning.changed_shifts import carried_over
from scheduler.planning.derived_data import derived_from, read_problem, read_shifts, sentences_of
from scheduler.planning.judgement import (
    Judged,
    broken_by,
    judge_roster,
    judgement_kept,
    pairs_of,
)
from scheduler.planning.preparation import (
    prepare_anew,
    problem_of,
    still_possible,
    with_own_past,
)
from solver.diagnosis.costing import Costing, Move

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.candidate import CandidateHours
    from data.model.fairness import FairLine
    from data.model.result import Violation
    from data.store.opening import Store

LEFT_OUT = "roster.left_out"  #: what the audit trail calls duties that the records no longer allow
LOCK_VERSION = "lock_version"  #: among the facts of an edit in the audit trail


@dataclass(frozen=True)
class OpenRoster:
    """A roster, open.

    Parameters
    ----------
    problem
        What it is judged by.
    shifts
        All of the period by start, those that began already too.
    assignments
        All of them by shift and person, the past too.
    judged
        What it breaks.
    absences
        Who is away, as the records say now, by person id.
    is_behind
        A draft that was judged by older records; its next change brings it up to date.
    dropped
        What was left out now because it can no longer be: the person left, or the shift is gone.
    is_renewed
        The records changed since it was last judged, so that all of it was judged anew.
    stand_ins
        Take-overs of its shifts that count in it, by shift, in their order.
    splits
        Those of them that a draft makes itself: they count from its signature.
    """

    head: RosterHead
    problem: RosterProblem
    shifts: tuple[Shift, ...]
    assignments: tuple[Assignment, ...]
    judged: Judged
    absences: Mapping[str, Sequence[Absence]] = field(default_factory=dict)
    is_behind: bool = False
    dropped: tuple[Assignment, ...] = ()
    is_renewed: bool = False
    stand_ins: Mapping[str, tuple[StandIn, ...]] = field(default_factory=dict)
    splits: tuple[StandIn, ...] = ()

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

    @cached_property
    def parts(self) -> Mapping[str, tuple[DutyPart, ...]]:
        """Who has which part of the shifts that take-overs concern, by shift id."""
        return {
            id: duty_parts(self.shift_by_id[id], self.holders.get(id, ()), mine)
            for id, mine in self.stand_ins.items()
            if id in self.shift_by_id
        }

    @cached_property
    def parts_by_person(self) -> Mapping[str, Mapping[str, tuple[DutyPart, ...]]]:
        """The parts of everybody who has one, by person and shift id."""
        found: dict[str, dict[str, tuple[DutyPart, ...]]] = {}
        for shift, parts in self.parts.items():
            for one in parts:
                mine = found.setdefault(one.person, {})
                mine[shift] = (*mine.get(shift, ()), one)
        return found

    def is_in_parts(self, shift: str) -> bool:
        """Whether somebody else than its holders has a part of a shift, or nobody has one."""
        parts, whole = self.parts.get(shift), self.shift_by_id.get(shift)
        if parts is None or whole is None:
            return False
        there = {(one.person, one.start, one.end) for one in parts}
        return there != {(p, whole.start, whole.end) for p in self.holders.get(shift, ())}

    def missing(self, shift: Shift) -> int:
        """How many qualified people a shift lacks, of one in parts the most at once."""
        parts = self.parts.get(shift.id)
        if parts is None:
            there = len(self.holders.get(shift.id, ()))
        else:
            there, _most = seats_taken(parts, shift.start, shift.end)
        return max(shift.required - there, 0)

    @cached_property
    def lines(self) -> Mapping[str, FairLine]:
        """How everybody fares, by person id."""
        known = pairs_of(self.problem, self.assignments)
        duties = [self.problem.duty(Assignment(*pair)) for pair in sorted(known)]
        return {line.person: line for line in derived_from(self.problem).shares.lines(duties)}

    @cached_property
    def hours(self) -> Mapping[str, CandidateHours]:
        """Work in the period against the contract, work elsewhere included, by person id."""
        known = derived_from(self.problem)
        shifts: dict[str, list[str]] = {}
        for person, shift in pairs_of(self.problem, self.assignments):
            shifts.setdefault(person, []).append(shift)
        costing = Costing(known.index, shifts, known.prices)
        return {
            person.id: costing.hours(
                person.id, Move(), known.index.person_context(person.id).period
            )
            for person in self.problem.people
        }


def open_roster(store: Store, roster: int, now: datetime | None = None) -> OpenRoster:
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
        held = rosters.read_assignments(connection, roster)
        is_draft = head.status is RosterStatus.DRAFT
        return OpenRoster(
            head,
            problem_of(connection, head, held),
            read_shifts(connection, head.shift_set),
            held,
            judge_roster(connection, head, held, now) if now else judgement_kept(connection, head),
            staffing.absences_by_person(connection, head.start, head.end),
            is_draft and head.records_seq != trail.head(connection).records_seq,
            **take_overs_in(connection, head),
        )


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
        return renewed(connection, head, assignments, who, now)
    return OpenRoster(
        head,
        read_problem(connection, head.problem_hash),
        read_shifts(connection, head.shift_set),
        assignments,
        judgement_kept(connection, head),
        staffing.absences_by_person(connection, head.start, head.end),
        **take_overs_in(connection, head),
    )


def take_overs_in(connection: Connection, head: RosterHead) -> dict[str, Any]:
    """The take-overs that count in a roster; a version that was replaced stands as it was."""
    if head.status is RosterStatus.SUPERSEDED:
        return {}
    far = head.end + LONGEST  # its last shifts may end after its period
    splits = () if head.published_at else stand_ins_of_draft(connection, head.id)
    in_force = stand_ins_between(connection, head.start, far)
    return {"stand_ins": stand_ins_by_shift([*in_force, *splits]), "splits": splits}


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
        raise Refused(
            [
                Fault(
                    f"{head.name} was signed by {head.signer}, and is never changed",
                    f"Make a new version of it: caco draft {head.options}",
                )
            ]
        )


def write_back(
    connection: Connection,
    roster: OpenRoster,
    assignments: Sequence[Assignment],
    violations: Sequence[Violation],
    who: str,
    now: datetime,
) -> OpenRoster:
    """Keep a changed draft.

    Raises
    ------
    Conflict
        Somebody else changed it since it was opened.
    """
    head, before, after = roster.head, _keyed(roster.assignments), _keyed(assignments)
    touch = drafts.Touch(who, now, dump_violations(violations, roster.problem.zone))
    drafts.touch_draft(connection, head, touch)
    gone = [one for key, one in before.items() if after.get(key) != one]
    new = [one for key, one in after.items() if before.get(key) != one]
    drafts.take_away(connection, head.id, gone)
    drafts.put(connection, head.id, head.shift_set, new)
    return OpenRoster(
        rosters.read_head(connection, head.id),
        roster.problem,
        roster.shifts,
        tuple(assignments),
        Judged(tuple(violations), roster.judged.sentences),
        roster.absences,
        dropped=roster.dropped,
        is_renewed=roster.is_renewed,
        stand_ins=roster.stand_ins,
        splits=roster.splits,
    )


def _keyed(assignments: Sequence[Assignment]) -> dict[tuple[str, str], Assignment]:
    return {(one.person, one.shift): one for one in assignments}


def renewed(
    connection: Connection,
    head: RosterHead,
    assignments: tuple[Assignment, ...],
    who: str,
    now: datetime,
    others: Mapping[str, Sequence[Violation]] | None = None,
) -> OpenRoster:
    """A draft, judged by how things stand now: the records changed, or a shift was split.

    Parameters
    ----------
    others
        What people break for whom nothing changed, by id: they are not judged again.
    """
    prepared = prepare_anew(connection, head, now)
    own = {shift.id: shift for shift in rosters.read_shifts(connection, head.shift_set)}
    moved = carried_over(assignments, own, prepared.shifts)
    kept = still_possible(connection, prepared, moved)
    whole = with_own_past(connection, head, prepared, kept)
    known = [violation for mine in (others or {}).values() for violation in mine]
    asked = None if others is None else {p.id for p in prepared.problem.people} - others.keys()
    judged = (*known, *broken_by(prepared.problem, whole, asked))
    violations = tuple(sorted(judged, key=lambda one: (one.person, one.start, one.rule)))
    drafts.touch_draft(
        connection,
        head,
        drafts.Touch(
            who,
            now,
            dump_violations(violations, prepared.problem.zone),
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
        head,
        prepared.problem,
        prepared.shifts,
        whole,
        Judged(violations, sentences_of(prepared.problem.ruleset)),
        staffing.absences_by_person(connection, head.start, head.end),
        dropped=dropped,
        is_renewed=True,
        **take_overs_in(connection, head),
    )


def rule_sentences(problem: RosterProblem, language: str) -> dict[str, str]:
    """What each rule in force asks, in words, by rule id."""
    return derived_from(problem).sentences[language]


def warm_up(problem: RosterProblem) -> None:
    """Work out now what the first edit of a roster would otherwise wait for."""
    known = derived_from(problem)
    known.prices.quality.fairness.sharing.shares  # noqa: B018 - kept by being asked for
    known.index.fixed  # noqa: B018
