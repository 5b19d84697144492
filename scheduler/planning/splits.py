"""Splits shifts in a draft: somebody else gets a part, and that counts once the draft is signed.

A split is a take-over that a draft makes. The assignment stays whole; who has which part follows
from both. What a split breaks is found like that of any edit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data.model.errors import Fault, Refused
from data.model.intervals import overlaps
from data.model.person import CompetenceLevel
from data.model.shift import SPLIT
from data.model.stand_in import StandIn, duty_parts
from data.store import rosters
from data.store.stand_ins import (
    add_stand_in,
    remove_from_draft,
    sign_stand_ins,
    stand_ins_of_draft,
)
from data.tables.faults import nearest, shown
from scheduler.planning.judgement import pairs_of
from scheduler.planning.open_roster import OpenRoster, renewed
from scheduler.planning.stand_ins import act_of
from solver.diagnosis.effect import effect
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from data.model.candidate import Effect
    from data.model.result import Violation
    from data.model.roster import RosterHead
    from data.model.shift import Shift
    from data.model.stand_in import DutyPart
    from data.store.audit.trail import Act


@dataclass(frozen=True, slots=True)
class SplitPart:
    """The part of a shift that goes to somebody else, half open, UTC; ids of people."""

    comer: str
    start: datetime
    end: datetime

    @property
    def facts(self) -> dict[str, str]:
        """It as the audit trail keeps it."""
        times = {"start": self.start.isoformat(), "end": self.end.isoformat()}
        return {"comer": self.comer, **times}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> SplitPart | None:
        """As the audit trail keeps it; None: the change was of no part."""
        if "comer" not in facts:
            return None
        start, end = (datetime.fromisoformat(facts[name]) for name in ("start", "end"))
        return cls(facts["comer"], start, end)


@dataclass(frozen=True, slots=True)
class ShiftSplit:
    """A part of a shift goes from who has it to somebody else.

    Parameters
    ----------
    is_undone
        It is taken back.
    """

    leaver: str
    shift: str
    part: SplitPart
    is_undone: bool = False

    def is_it(self, one: StandIn) -> bool:
        """Whether a take-over is this split."""
        mine = self.leaver, self.shift, self.part.comer, self.part.start, self.part.end
        return mine == (one.leaver, one.shift, one.comer, one.start, one.end)


def split_shifts(
    connection: Connection,
    roster: OpenRoster,
    changes: Sequence[ShiftSplit],
    who: str,
    now: datetime,
) -> OpenRoster:
    """Split shifts of an open draft, or make them whole again; the draft, judged anew.

    Raises
    ------
    Refused
        The part is not within the shift, who leaves does not have it, or who comes may not have it.
    """
    after = roster
    for change in changes:
        after = (
            _undone(connection, after, change)
            if change.is_undone
            else _done(connection, after, change, who, now)
        )
    touched = {person for one in changes for person in (one.leaver, one.part.comer)}
    others: dict[str, list[Violation]] = {
        person.id: [] for person in roster.problem.people if person.id not in touched
    }
    for violation in roster.violations:
        if violation.person in others:
            others[violation.person].append(violation)
    judged = renewed(connection, roster.head, roster.assignments, who, now, others)
    return replace(judged, dropped=(*roster.dropped, *judged.dropped))


def _done(
    connection: Connection, roster: OpenRoster, change: ShiftSplit, who: str, now: datetime
) -> OpenRoster:
    if fault := _fault(roster, change):
        raise Refused([fault])
    kept = add_stand_in(connection, _stand_in(roster, change, who, now), roster.head.id)
    return _with(roster, [*roster.splits, kept])


def _undone(connection: Connection, roster: OpenRoster, change: ShiftSplit) -> OpenRoster:
    found = next((one for one in roster.splits if change.is_it(one)), None)
    if found is None:
        what = f"shift {shown(change.shift)} is not split so in this draft"
        raise Refused([Fault(what, "Look at the draft again")])
    after = _with(roster, [one for one in roster.splits if one is not found])
    for one in _idle(after, after.splits):
        what = f"{shown(one.comer)} took it over from {shown(one.leaver)} in this draft"
        raise Refused([Fault(what, "Take that split back first")])
    remove_from_draft(connection, roster.head.id, found.id)
    return after


def _with(roster: OpenRoster, splits: Sequence[StandIn]) -> OpenRoster:
    """A draft with other splits, not yet judged."""
    own = {one.id for one in roster.splits}
    found: dict[str, tuple[StandIn, ...]] = {}
    in_force = (one for mine in roster.stand_ins.values() for one in mine if one.id not in own)
    for one in [*in_force, *splits]:
        found[one.shift] = (*found.get(one.shift, ()), one)
    return replace(roster, stand_ins=found, splits=tuple(splits))


def _stand_in(roster: OpenRoster, change: ShiftSplit, who: str, now: datetime) -> StandIn:
    shift, part = roster.shift_by_id[change.shift], change.part
    times = part.start, part.end
    return StandIn(0, shift.id, shift.post, *times, change.leaver, part.comer, "", who, now)


def _fault(roster: OpenRoster, change: ShiftSplit) -> Fault | None:
    """What is wrong with a split; None: nothing."""
    shift, part, people = (
        roster.shift_by_id[change.shift],
        change.part,
        roster.problem.person_by_id,
    )
    if part.comer not in people:
        return Fault(f"person {shown(part.comer)} is unknown", nearest(part.comer, people))
    if not shift.start <= part.start < part.end <= shift.end or part.start.second:
        what = f"that is not a part of shift {shown(shift.id)}"
        return Fault(what, "Choose times within the shift, the first before the last")
    if (part.start, part.end) == (shift.start, shift.end):
        what = f"that is all of shift {shown(shift.id)}"
        return Fault(what, "Let somebody else have it as a whole")
    here = roster.parts.get(shift.id) or _whole(roster, shift)
    there = [one for one in here if overlaps(one, part)]
    if part.comer in {one.person for one in there}:
        what = f"{shown(part.comer)} has a part of shift {shown(shift.id)} then"
        return Fault(what, "Choose somebody else, or another time")
    mine = [one for one in there if one.person == change.leaver]
    if not any(one.start <= part.start and part.end <= one.end for one in mine):
        what = f"{shown(change.leaver)} does not have all of that part of shift {shown(shift.id)}"
        return Fault(what, "Choose a time that they have")
    piece = replace(shift, start=part.start, end=part.end)
    if roster.problem.level(part.comer, piece) is not CompetenceLevel.QUALIFIED:
        function = roster.problem.post_by_id[shift.post].function
        return Fault(
            f"{shown(part.comer)} is not competent for {shown(shift.id)} ({function})",
            "Choose somebody else (caco candidates), or record the competence or an override",
        )
    return None


def _whole(roster: OpenRoster, shift: Shift) -> tuple[DutyPart, ...]:
    return duty_parts(shift, roster.holders.get(shift.id, ()))


def fault_of_parts(roster: OpenRoster, shift: str) -> Fault:
    """Why a shift in parts is not changed as a whole."""
    if any(one.shift == shift for one in roster.splits):
        what = f"shift {shown(shift)} is split in this draft"
        return Fault(what, "Make it whole first: take back who has which part")
    what = f"somebody took over a part of shift {shown(shift)}"
    return Fault(what, "Withdraw the take-over first: caco takeovers")


def effect_of_splits(before: OpenRoster, after: OpenRoster) -> Effect:
    """What it does to rules, people and quality that shifts of a draft are split otherwise."""
    old, new = before.problem, after.problem
    changed = {s.id for s in old.shifts if new.shift_by_id.get(s.id) != s}
    names = {id: f"{id}{SPLIT}" for id in changed}  # a part may bear a number that another had
    were = [replace(s, id=names[s.id], required=0) for s in old.shifts if s.id in changed]
    now = [
        s if old.shift_by_id.get(s.id) == s else replace(s, required=0)  # their cover stays
        for s in new.shifts
    ]
    known = {one.id for one in now if one.required}
    shifts = tuple(sorted((*now, *were), key=lambda one: (one.start, one.id)))
    problem = replace(
        new,
        shifts=shifts,
        assignments=tuple(one for one in new.assignments if one.shift in known),
        base=new.base_of(shifts),
    )
    then = {(p, names.get(s, s)) for p, s in pairs_of(old, before.assignments)}
    pairs = pairs_of(new, after.assignments)
    rules = rules_in_force(problem.ruleset)
    return effect(ProblemIndex(problem), rules, frozenset(then), pairs)


def sign_splits(connection: Connection, head: RosterHead, who: str, now: datetime) -> list[Act]:
    """Let the splits of a draft count that was signed; for the trail, each is a take-over."""
    sign_stand_ins(connection, head.id, who, now)
    return [act_of("recorded", one) for one in stand_ins_of_draft(connection, head.id)]


def refuse_lost_take_overs(
    connection: Connection,
    roster: OpenRoster,
    base: RosterHead | None = None,
    now: datetime | None = None,
) -> None:
    """Refuse a version in which a take-over would move nothing that moves something now.

    Parameters
    ----------
    base
        The version in force; None: only the splits of the draft itself are looked at.
    now
        No shift that began by then is split any more; None: that is not looked at.

    Raises
    ------
    Refused
        Who left a part of a shift no longer has that shift, so that who came would lose it.
    """
    if not roster.stand_ins:
        return
    lost = {one.id: one for one in _idle(roster, roster.splits)}
    if base is not None:
        before = replace(roster, assignments=rosters.read_assignments(connection, base.id))
        own = {one.id for one in roster.splits}
        in_force = [o for mine in roster.stand_ins.values() for o in mine if o.id not in own]
        idle = {one.id for one in _idle(before, in_force)}
        lost |= {one.id: one for one in _idle(roster, in_force) if one.id not in idle}
    begun = [
        Fault(
            f"shift {shown(one.shift)} began before it was split",
            "Take the split back, and record a take-over: caco takeover",
        )
        for one in roster.splits
        if now and one.shift in roster.shift_by_id and roster.shift_by_id[one.shift].start < now
    ]
    if begun:
        raise Refused(begun)
    if lost:
        raise Refused([_lost(one) for _id, one in sorted(lost.items())])


def _lost(one: StandIn) -> Fault:
    what = f"{shown(one.comer)} would lose the part of shift {shown(one.shift)} that they took over"
    return Fault(what, f"Put {one.leaver or 'nobody'} on it again, or take that back first")


def _idle(roster: OpenRoster, some: Iterable[StandIn]) -> Iterator[StandIn]:
    """Those of some take-overs that move nothing in a roster."""
    wanted = {one.id for one in some}
    for id, mine in roster.stand_ins.items():
        shift = roster.shift_by_id.get(id)
        holders = roster.holders.get(id, ())
        for number, one in enumerate(mine):
            if one.id in wanted and (
                shift is None
                or duty_parts(shift, holders, mine[:number])
                == duty_parts(shift, holders, mine[: number + 1])
            ):
                yield one
