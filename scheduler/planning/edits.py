"""Changes a draft by hand; each change is judged at once, by every rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.candidate import Effect
from data.model.duty import Assignment
from data.model.errors import Fault, Refused
from data.model.person import CompetenceLevel
from data.store.audit import trail
from data.store.audit.trail import Act
from data.tables.faults import nearest, shown
from scheduler.planning.judgement import broken_by, effect_of
from scheduler.planning.open_roster import LOCK_VERSION, OpenRoster, open_draft, write_back
from scheduler.planning.splits import (
    ShiftSplit,
    SplitPart,
    effect_of_splits,
    fault_of_parts,
    split_shifts,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.roster import RosterHead
    from data.store.opening import Store


ACTION = "roster."  #: how the audit trail begins what it calls an edit
PINNED = "pinned"  #: among the facts before an edit


class EditKind(StrEnum):
    """What a planner does to one assignment."""

    ASSIGN = "assign"
    REMOVE = "remove"
    PIN = "pin"  #: no search may move it
    UNPIN = "unpin"
    SPLIT = "split"  #: somebody else gets a part of it
    UNSPLIT = "unsplit"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a draft; ids of person and shift.

    Parameters
    ----------
    part
        Of a split, or one that is taken back: what goes from this person to whom.
    """

    kind: EditKind
    person: str
    shift: str
    part: SplitPart | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """What a change did.

    Parameters
    ----------
    roster
        The draft as it is now; what was left out because the records changed is `dropped` in it.
    effect
        What it breaks now and later, what it resolves, opens and fills, and what it costs.
    """

    roster: OpenRoster
    effect: Effect

    @property
    def head(self) -> RosterHead:
        """The draft as it is now."""
        return self.roster.head


def edit_draft(
    store: Store,
    roster: int,
    edits: Sequence[Edit],
    who: str,
    now: datetime,
    seen: int | None = None,
    facts: Mapping[str, int] | None = None,
) -> Edited:
    """Make some changes to a draft, all or none.

    Parameters
    ----------
    seen
        The lock version that the planner saw; None: whichever it has.
    facts
        What the audit trail keeps beside each change: that it takes back another one.

    Raises
    ------
    Refused
        A change makes no sense: unknown, in the past, not competent, the shift is full.
    Conflict
        Somebody else changed the draft since the planner saw it.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        opened = open_draft(connection, roster, who, now, seen)
        return edit_open(connection, opened, edits, who, now, facts)


def edit_open(
    connection: Connection,
    roster: OpenRoster,
    edits: Sequence[Edit],
    who: str,
    now: datetime,
    facts: Mapping[str, int] | None = None,
) -> Edited:
    """The same for a draft that is open."""
    if any(edit.part for edit in edits):
        return _split(connection, roster, edits, who, now, facts)
    assignments = edited_assignments(roster, edits, now)
    people = {edit.person for edit in edits}
    judged = broken_by(roster.problem, assignments, people)
    others = [violation for violation in roster.violations if violation.person not in people]
    violations = sorted((*others, *judged), key=lambda b: (b.person, b.start, b.rule))
    after = write_back(connection, roster, assignments, violations, who, now)
    noted = {LOCK_VERSION: after.head.lock_version, **(facts or {})}
    trail.append(connection, [_act(roster, edit, noted) for edit in edits], who, now)
    effect = effect_of(roster.problem, roster.assignments, assignments)
    return Edited(after, effect)


def _split(
    connection: Connection,
    roster: OpenRoster,
    edits: Sequence[Edit],
    who: str,
    now: datetime,
    facts: Mapping[str, int] | None,
) -> Edited:
    """Split shifts, or make them whole again: parts are pinned, so the draft is judged anew."""
    changes = [
        ShiftSplit(edit.person, edit.shift, edit.part, is_undone=edit.kind is EditKind.UNSPLIT)
        for edit in edits
        if edit.part
    ]
    faults = [fault for edit in edits if (fault := _fault_of_ids(roster, edit, now))]
    if faults:
        raise Refused(faults)
    after = split_shifts(connection, roster, changes, who, now)
    noted = {LOCK_VERSION: after.head.lock_version, **(facts or {})}
    trail.append(connection, [_act(roster, edit, noted) for edit in edits], who, now)
    return Edited(after, effect_of_splits(roster, after))


def _act(roster: OpenRoster, edit: Edit, facts: Mapping[str, int]) -> Act:
    """An edit for the audit trail: with it, the change can be taken back."""
    was = next(
        (a for a in roster.assignments if (a.person, a.shift) == (edit.person, edit.shift)), None
    )
    before = {PINNED: True} if was and was.pinned else None
    part = edit.part.facts if edit.part else {}
    after = {"person": edit.person, "shift": edit.shift, **part, **facts}
    return Act(f"{ACTION}{edit.kind}", f"roster/{roster.head.id}", before, after)


def edited_assignments(
    roster: OpenRoster, edits: Sequence[Edit], now: datetime
) -> tuple[Assignment, ...]:
    """The assignments after some changes; nothing is written.

    Raises
    ------
    Refused
        With everything that is wrong with the changes.
    """
    found = {(one.person, one.shift): one for one in roster.assignments}
    faults: list[Fault] = []
    # A seat must be free before another takes it, in whatever order a swap is given.
    for edit in sorted(edits, key=lambda edit: edit.kind is not EditKind.REMOVE):
        fault = _fault_of_ids(roster, edit, now) or _fault_of(roster, edit, found)
        if fault:
            faults.append(fault)
            continue
        _apply(roster, edit, found)
    if faults:
        raise Refused(faults)
    return tuple(sorted(found.values(), key=lambda one: (one.shift, one.person)))


def _apply(roster: OpenRoster, edit: Edit, found: dict[tuple[str, str], Assignment]) -> None:
    key = edit.person, edit.shift
    match edit.kind:
        case EditKind.REMOVE:
            del found[key]
        case EditKind.ASSIGN:
            shift = roster.problem.shift_by_id[edit.shift]
            doubles = roster.problem.level(edit.person, shift) is CompetenceLevel.TRAINEE
            found[key] = Assignment(*key, double=doubles)
        case EditKind.PIN | EditKind.UNPIN:
            found[key] = replace(found[key], pinned=edit.kind is EditKind.PIN)


def _fault_of_ids(roster: OpenRoster, edit: Edit, now: datetime) -> Fault | None:
    shifts = {shift.id: shift for shift in roster.shifts}
    if edit.shift not in shifts:
        return Fault(f"shift {shown(edit.shift)} is unknown", nearest(edit.shift, shifts))
    people = roster.problem.person_by_id
    if edit.person not in people and edit.kind is not EditKind.REMOVE:
        return Fault(f"person {shown(edit.person)} is unknown", nearest(edit.person, people))
    if edit.kind in (EditKind.ASSIGN, EditKind.REMOVE) and roster.is_in_parts(edit.shift):
        return fault_of_parts(roster, edit.shift)
    if shifts[edit.shift].start < now and edit.kind is not EditKind.UNSPLIT:
        began = shifts[edit.shift].start.astimezone(roster.problem.zone)
        what = f"shift {shown(edit.shift)} began at {began:%Y-%m-%d %H:%M}"
        return Fault(what, "The past is not changed; record what was done in history")
    return None


def _fault_of(
    roster: OpenRoster, edit: Edit, found: dict[tuple[str, str], Assignment]
) -> Fault | None:
    has = (edit.person, edit.shift) in found
    if edit.kind is not EditKind.ASSIGN:
        holders = [person for person, shift in found if shift == edit.shift]
        remedy = f"It is held by {', '.join(holders)}" if holders else "Nobody has it"
        what = f"{shown(edit.person)} does not have shift {shown(edit.shift)}"
        return None if has else Fault(what, remedy)
    if has:
        return Fault(f"{shown(edit.person)} has shift {shown(edit.shift)}", "Nothing to do")
    problem, shift = roster.problem, roster.problem.shift_by_id[edit.shift]
    level = problem.level(edit.person, shift)
    if level is None:
        function = problem.post_by_id[shift.post].function
        return Fault(
            f"{shown(edit.person)} is not competent for {shown(edit.shift)} ({function})",
            "Choose somebody else (caco candidates), or record the competence or an override",
        )
    holders = [one.person for one in found.values() if one.shift == edit.shift and not one.double]
    if level is CompetenceLevel.QUALIFIED and len(holders) >= shift.required:
        what = f"shift {shown(edit.shift)} is full: {', '.join(holders)}"
        return Fault(what, "Take somebody off it first, in the same change")
    return None
