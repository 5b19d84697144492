"""Rebases a draft: its own changes are replayed on the version that is in force now.

A swap or a taken shift signs a new version, and a draft of the period is then based on an older
one. What the draft changes against its base is merged with what was signed since
(`data.model.roster_merge`); the planner settles what does not go together. The result is judged by
the rules like any edit, kept in the audit trail, and can be undone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from data.files.result_json import dump_violations, load_violations
from data.model.duty import Assignment
from data.model.errors import Conflict, Fault, Refused
from data.model.intervals import overlaps_any
from data.model.roster_merge import (
    ConflictKind,
    MergeConflict,
    MergeSide,
    Possible,
    merge,
)
from data.store import drafts, problems, rosters, staffing
from data.store.audit import trail
from data.store.audit.trail import Act
from scheduler.planning.comparison import StaleDraft, behind
from scheduler.planning.derived_data import sentences_of
from scheduler.planning.edits import Edited
from scheduler.planning.judgement import Judged, broken_by, effect_of
from scheduler.planning.open_roster import (
    LOCK_VERSION,
    OpenRoster,
    refuse_overtaken,
    refuse_signed,
    take_overs_in,
)
from scheduler.planning.preparation import Prepared, prepare_anew
from scheduler.planning.rebase_conflicts import ConflictChoices, ConflictWords, Rebase
from scheduler.planning.sign_off import absences_by_person
from scheduler.planning.splits import refuse_lost_take_overs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.result import Violation
    from data.model.roster import RosterHead
    from data.model.shift import Shift
    from data.store.audit.trail import AuditEntry
    from data.store.opening import Store

REBASED = "roster.rebased"  #: what the audit trail calls it


@dataclass(frozen=True, slots=True)
class RebaseStep:
    """A rebase as the audit trail keeps it, so that it can be undone.

    Parameters
    ----------
    base, onto
        Ids of the versions that the draft was based on before and after; None: none.
    removed, added
        Assignments that it took out of the draft, and put into it.
    """

    base: int | None
    onto: int | None
    removed: tuple[Assignment, ...]
    added: tuple[Assignment, ...]

    @classmethod
    def between(
        cls,
        before: Iterable[Assignment],
        after: Iterable[Assignment],
        base: int | None,
        onto: int | None,
    ) -> RebaseStep:
        """The step that leads from one to the other."""
        was, now = set(before), set(after)
        return cls(base, onto, _ordered(was - now), _ordered(now - was))

    @classmethod
    def of(cls, entry: AuditEntry) -> RebaseStep:
        """As an entry of the trail says it."""
        before, after = entry.before or {}, entry.after or {}
        return cls(
            before.get("based_on"),
            after.get("based_on"),
            tuple(_assignment(row) for row in before.get("assignments", ())),
            tuple(_assignment(row) for row in after.get("assignments", ())),
        )

    @property
    def inverse(self) -> RebaseStep:
        """What takes it back."""
        return RebaseStep(self.onto, self.base, self.added, self.removed)

    def act(self, head: RosterHead, facts: Mapping[str, Any]) -> Act:
        """The step for the audit trail."""
        before = {
            "based_on": self.base,
            "assignments": [assignment_facts(one) for one in self.removed],
        }
        after = {
            LOCK_VERSION: head.lock_version,
            "based_on": self.onto,
            **facts,
            "assignments": [assignment_facts(one) for one in self.added],
        }
        return Act(REBASED, f"roster/{head.id}", before, after)


def assignment_facts(one: Assignment) -> dict[str, Any]:
    """An assignment as the trail keeps it."""
    row: dict[str, Any] = {"person": one.person, "shift": one.shift}
    return row | {name: True for name in ("pinned", "double") if getattr(one, name)}


def _assignment(row: Mapping[str, Any]) -> Assignment:
    pinned, double = bool(row.get("pinned")), bool(row.get("double"))
    return Assignment(row["person"], row["shift"], pinned, double)


def _ordered(found: Iterable[Assignment]) -> tuple[Assignment, ...]:
    return tuple(sorted(found, key=lambda one: (one.shift, one.person)))


def preview_rebase(
    store: Store, roster: int, now: datetime, choices: ConflictChoices | None = None
) -> Rebase | None:
    """What a rebase would do; nothing is written. None: the draft is not behind.

    Raises
    ------
    Refused
        There is no draft of that number, or a roster of another period overlaps it.
    """
    with store.reading() as connection:
        head = rosters.read_head(connection, roster)
        refuse_signed(head)
        found = _worked_out(connection, head, choices or ConflictChoices(), now)
        return found[0] if found else None


def rebase_draft(
    store: Store,
    roster: int,
    choices: ConflictChoices,
    who: str,
    now: datetime,
    speech: Language,
    seen: int | None = None,
    onto: int | None = None,
) -> Rebase | None:
    """Replay the changes of a draft on the version in force. None: it is not behind.

    Parameters
    ----------
    seen
        The lock version of the draft that the planner saw; None: whichever it has.
    onto
        The version in force that the planner saw; None: whichever it is.

    Raises
    ------
    Refused
        A conflict asks for a choice; there is no such draft; another period overlaps it.
    Conflict
        Somebody else changed the draft, or signed another version, since the planner saw it.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        head = rosters.read_head(connection, roster)
        refuse_signed(head)
        refuse_overtaken(connection, head, seen)
        found = _worked_out(connection, head, choices, now)
        if found is None:
            return None
        shown, prepared = found
        base = prepared.base
        if onto is not None and base is not None and base.id != onto:
            at = base.published_at or base.changed_at
            raise Conflict(f"the period of {head.name}", base.signer or base.changed_by, at)
        _refuse_unknown(choices, shown)
        if shown.unsettled:
            raise Refused([_question(shown, one, speech) for one in shown.unsettled])
        return _kept(connection, shown, prepared, who, now)


def _worked_out(
    connection: Connection, head: RosterHead, choices: ConflictChoices, now: datetime
) -> tuple[Rebase, Prepared] | None:
    since = behind(connection, head, now)
    if since is None:
        return None
    prepared = prepare_anew(connection, head, now)  # refuses where another period lies across
    before = rosters.read_assignments(connection, head.based_on) if head.based_on else ()
    mine = rosters.read_assignments(connection, head.id)
    shifts = {shift.id: shift for shift in prepared.shifts}
    found = merge(before, mine, prepared.published, _possible(connection, prepared, shifts, now))
    known = {shift.id: shift for shift in rosters.read_shifts(connection, head.shift_set)} | shifts
    chosen = choices.settle(found.conflicts)
    whole = found.resolved(chosen)
    return (
        Rebase(
            head=head,
            behind=since,
            merge=found,
            chosen=chosen,
            signed_by=_signed_by(connection, head, since, found.conflicts),
            shifts=known,
            names=staffing.names_of_people(connection),
            problem=prepared.problem,
            violations=_new_violations(connection, head, prepared, whole),
        ),
        prepared,
    )


def _possible(
    connection: Connection, prepared: Prepared, shifts: Mapping[str, Shift], now: datetime
) -> Possible:
    """What can be now: by the records as they stand, and what has begun."""
    problem, away = prepared.problem, absences_by_person(prepared.problem)
    people = rosters.person_numbers(connection, here_only=True)

    def hindrance(person: str, shift_id: str) -> ConflictKind | None:
        if person not in people:
            return ConflictKind.LEFT
        shift = shifts[shift_id]
        if (
            person not in problem.person_by_id
            or shift.post not in problem.post_by_id
            or problem.level(person, shift) is None
        ):
            return ConflictKind.NOT_COMPETENT
        is_away = overlaps_any(shift, away.get(person, ()))
        return ConflictKind.AWAY if is_away else None

    begun = frozenset(one.id for one in shifts.values() if one.start < now)
    return Possible(shifts, begun, hindrance)


def _signed_by(
    connection: Connection, head: RosterHead, since: StaleDraft, conflicts: Sequence[MergeConflict]
) -> dict[str, RosterHead]:
    """Which of the versions since changed each shift of a conflict last."""
    wanted = {one.shift for one in conflicts}
    found: dict[str, RosterHead] = {}
    before = _holders(connection, head.based_on, wanted)
    for version in since.versions if wanted else ():
        after = _holders(connection, version.id, wanted)
        found |= {shift: version for shift in wanted if before.get(shift) != after.get(shift)}
        before = after
    return found


def _holders(
    connection: Connection, roster: int | None, wanted: set[str]
) -> dict[str, set[Assignment]]:
    found: dict[str, set[Assignment]] = {}
    for one in rosters.read_assignments(connection, roster) if roster and wanted else ():
        if one.shift in wanted:
            found.setdefault(one.shift, set()).add(one)
    return found


def _new_violations(
    connection: Connection, head: RosterHead, prepared: Prepared, whole: Sequence[Assignment]
) -> tuple[Violation, ...]:
    """The rules that the result breaks, and neither the draft nor the version in force did."""
    known = set(load_violations(rosters.read_violations(connection, head.id)))
    known |= set(broken_by(prepared.problem, prepared.published))
    return tuple(one for one in broken_by(prepared.problem, whole) if one not in known)


def _refuse_unknown(choices: ConflictChoices, shown: Rebase) -> None:
    there = {one.shift for one in shown.merge.conflicts}
    unknown = [shift for shift in choices.of_shift if shift not in there]
    if unknown:
        remedy = f"Conflicts are: {', '.join(sorted(there))}" if there else "There is no conflict"
        raise Refused([Fault(f"shift {shift} is not a conflict", remedy) for shift in unknown])


def _question(shown: Rebase, conflict: MergeConflict, speech: Language) -> Fault:
    what = ConflictWords(shown, speech).sentence(conflict)
    remedy = f"Choose: --choose {conflict.shift}=draft or --choose {conflict.shift}=in_force"
    return Fault(what, remedy)


def _kept(
    connection: Connection, shown: Rebase, prepared: Prepared, who: str, now: datetime
) -> Rebase:
    before, whole = (
        rosters.read_assignments(connection, shown.head.id),
        shown.merge.resolved(shown.chosen),
    )
    base = prepared.base.id if prepared.base else None
    step = RebaseStep.between(before, whole, shown.head.based_on, base)
    head = _write(connection, shown.head, prepared, (before, whole), base, who, now).head
    version = prepared.base.version if prepared.base else None
    facts = {
        "version": version,
        "kept": shown.kept,
        "conflicts": [_told(one, shown.chosen) for one in shown.merge.conflicts],
        "left_out": [assignment_facts(one) for one in shown.merge.dropped],
    }
    trail.append(connection, [step.act(head, facts)], who, now)
    return replace(shown, head=head)


def _write(
    connection: Connection,
    head: RosterHead,
    prepared: Prepared,
    change: tuple[Sequence[Assignment], Sequence[Assignment]],
    base: int | None,
    who: str,
    now: datetime,
) -> OpenRoster:
    """Keep a draft that is based on another version; the change is from one to the other."""
    (before, whole), problem = change, prepared.problem
    violations = tuple(broken_by(problem, whole))
    touch = drafts.Touch(
        who,
        now,
        dump_violations(violations, problem.zone),
        problem_hash=problems.keep_problem(connection, problem),
        records_seq=prepared.records_seq,
        shift_set=drafts.keep_shifts(connection, prepared.shifts),
    )
    drafts.rebase_draft(connection, head, touch, base)
    head = rosters.read_head(connection, head.id)
    drafts.take_away(connection, head.id, before)
    drafts.put(connection, head.id, head.shift_set, whole)
    opened = OpenRoster(
        head,
        problem,
        prepared.shifts,
        tuple(whole),
        Judged(violations, sentences_of(problem.ruleset)),
        staffing.absences_by_person(connection, head.start, head.end),
        is_renewed=True,
        **take_overs_in(connection, head),
    )
    refuse_lost_take_overs(connection, opened)
    return opened


def _told(conflict: MergeConflict, chosen: Mapping[str, MergeSide]) -> dict[str, Any]:
    side = (
        chosen.get(conflict.shift, MergeSide.IN_FORCE) if conflict.is_choice else MergeSide.IN_FORCE
    )
    return {
        "shift": conflict.shift,
        "kind": conflict.kind.value,
        "draft": [one.person for one in conflict.draft],
        "in_force": [one.person for one in conflict.in_force],
        "chosen": side.value,
    }


def repeat_step(
    store: Store,
    roster: int,
    step: RebaseStep,
    who: str,
    now: datetime,
    seen: int | None,
    facts: Mapping[str, int],
) -> Edited:
    """Take a rebase back, or make it again, as the trail has it.

    What can no longer be, because its shift or person is gone, is left out.

    Raises
    ------
    Refused
        There is no such draft, or a roster of another period overlaps it.
    Conflict
        Somebody else changed the draft since the planner saw it.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        head = rosters.read_head(connection, roster)
        refuse_signed(head)
        refuse_overtaken(connection, head, seen)
        prepared = prepare_anew(connection, head, now)
        shifts = {shift.id for shift in prepared.shifts}
        people = rosters.person_numbers(connection, here_only=True)
        before = rosters.read_assignments(connection, head.id)
        wanted = {(one.person, one.shift): one for one in before if one not in step.removed}
        wanted |= {(one.person, one.shift): one for one in step.added}
        there = (one for one in wanted.values() if one.shift in shifts and one.person in people)
        whole = prepared.whole(there)
        done = RebaseStep.between(before, whole, head.based_on, step.onto)
        opened = _write(connection, head, prepared, (before, whole), step.onto, who, now)
        trail.append(connection, [done.act(opened.head, facts)], who, now)
        effect = effect_of(prepared.problem, before, whole)
        left_out = tuple(one for one in wanted.values() if one not in whole)
        return Edited(replace(opened, dropped=left_out), effect)
