"""What one roster changes against another, per person; and drafts that are behind, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.roster import DutyChange, RosterHead, RosterStatus, duty_changes
from data.model.shift import EarlierDuty, Shift, Stretch
from data.model.stand_in import duty_parts
from data.store import rosters, staffing
from data.store.stand_ins import stand_ins_ever

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.duty import Assignment
    from data.model.stand_in import StandIn
    from data.store.opening import Store
    from scheduler.planning.open_roster import OpenRoster


_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Difference:
    """What the newer of two rosters changes.

    Parameters
    ----------
    shifts
        Those of both, by id.
    """

    old: RosterHead
    new: RosterHead
    changes: tuple[DutyChange, ...]
    shifts: dict[str, Shift]


def difference(store: Store, new: int, old: int | None = None) -> Difference:
    """Compare two rosters of a period.

    Parameters
    ----------
    old
        None: the one that `new` was made from.

    Raises
    ------
    Refused
        There is nothing to compare with.
    """
    with store.reading() as connection:
        later = rosters.read_head(connection, new)
        before = old if old is not None else later.based_on
        if before is None:
            what = f"{later.name} was not made from another one"
            raise Refused([Fault(what, "Name two rosters: caco diff OLD NEW")])
        earlier = rosters.read_head(connection, before)
        shifts = {
            shift.id: shift
            for name in {earlier.shift_set, later.shift_set}
            for shift in rosters.read_shifts(connection, name)
        }
        changes = rosters.difference(connection, earlier.id, later.id)
    return Difference(earlier, later, changes, shifts)


def compare(old: OpenRoster, new: OpenRoster) -> Difference:
    """Compare two rosters that are open."""
    changes = duty_changes(old.assignments, new.assignments)
    return Difference(old.head, new.head, changes, {**old.shift_by_id, **new.shift_by_id})


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sat on a post at a moment, by which signature.

    Parameters
    ----------
    holder
        Id of the person; None: nobody.
    by
        The signed roster that says so.
    part
        The part of the shift that they have, UTC, half open; None: all of it, or nobody has it.
    stand_in
        Number of the take-over that put them there; None: the roster did.
    is_absent
        They are on it and away, as the records say now.
    """

    shift: Shift
    holder: str | None
    doubles: bool
    by: RosterHead
    part: Stretch | None = None
    stand_in: int | None = None
    is_absent: bool = False


def seats_at(store: Store, at: datetime, as_known_at: datetime | None = None) -> list[Seat]:
    """Who sits where at a moment, by the roster in force and the take-overs since.

    Parameters
    ----------
    as_known_at
        By the roster and the take-overs that counted then: "what did we think on Monday?";
        None: now, by what the records say was done too.
    """
    found = []
    with store.reading() as connection:
        done = staffing.recorded_duties(connection, at, at + _MOMENT) if as_known_at is None else {}
        for head in rosters.signed_at(connection, at, as_known_at):
            shifts = rosters.read_shifts(connection, head.shift_set)
            there = {s.id: s for s in shifts if s.start <= at < s.end}
            held = [a for a in rosters.read_assignments(connection, head.id) if a.shift in there]
            found += [Seat(there[a.shift], a.person, True, head) for a in held if a.double]
            for shift in there.values():
                assigned = [a.person for a in held if a.shift == shift.id and not a.double]
                stand_ins = _stand_ins(connection, shift, as_known_at)
                found += _seats(shift, assigned, stand_ins, done.get(shift.post, ()), head, at)
        away = staffing.absences_by_person(connection, at, at + _MOMENT)
    if as_known_at is None:
        found = [replace(seat, is_absent=seat.holder in away) for seat in found]
    return sorted(found, key=lambda seat: (seat.shift.post, seat.doubles, seat.holder or ""))


def _stand_ins(connection: Connection, shift: Shift, as_known_at: datetime | None) -> list[StandIn]:
    """The take-overs of a shift that count, or counted then."""
    mine = [one for one in stand_ins_ever(connection, shift.start) if one.shift == shift.id]
    if as_known_at is None:
        return mine
    return [
        replace(one, withdrawn_at=None)
        if one.withdrawn_at is not None and one.withdrawn_at > as_known_at
        else one
        for one in mine
        if one.recorded_at <= as_known_at
    ]


def _seats(
    shift: Shift,
    assigned: Sequence[str],
    stand_ins: Sequence[StandIn],
    done: Sequence[EarlierDuty],
    head: RosterHead,
    at: datetime,
) -> list[Seat]:
    came = {one.comer: one.id for one in stand_ins if one.counts and one.comer}
    found = [
        Seat(
            shift,
            part.person,
            doubles=False,
            by=head,
            part=None
            if (part.start, part.end) == (shift.start, shift.end)
            else (part.start, part.end),
            stand_in=came.get(part.person),
        )
        for part in duty_parts(shift, assigned, stand_ins, done)
        if part.start <= at < part.end
    ]
    return found or [Seat(shift, None, doubles=False, by=head)]


@dataclass(frozen=True, slots=True)
class StaleDraft:
    """Why a draft cannot be signed as it is.

    Parameters
    ----------
    versions
        Signed since of the same period, the oldest first; the last one is in force.
    across
        Rosters in force of another period that lies across its own: it can never replace these.
    begun
        How many of its own changes are of shifts that have begun since.
    """

    versions: tuple[RosterHead, ...]
    across: tuple[RosterHead, ...] = ()
    begun: int = 0


def behind(
    connection: Connection,
    draft: RosterHead,
    now: datetime,
    held: Sequence[Assignment] | None = None,
) -> StaleDraft | None:
    """What happened since a draft was made; None: it is based on how things stand, or signed.

    Parameters
    ----------
    held
        Who does what in it; None: it is read.
    """
    if draft.status is not RosterStatus.DRAFT:
        return None
    versions, across = rosters.signed_since(connection, draft)
    begun = 0 if versions or across else _begun_changes(connection, draft, now, held)
    return StaleDraft(versions, across, begun) if versions or across or begun else None


def behind_of(store: Store, roster: int, now: datetime) -> StaleDraft | None:
    """The same for the roster of a number.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.reading() as connection:
        return behind(connection, rosters.read_head(connection, roster), now)


def behind_open(store: Store, roster: OpenRoster, now: datetime) -> StaleDraft | None:
    """The same for a roster that is open."""
    with store.reading() as connection:
        return behind(connection, roster.head, now, roster.assignments)


def _begun_changes(
    connection: Connection,
    draft: RosterHead,
    now: datetime,
    held: Sequence[Assignment] | None,
) -> int:
    if draft.based_on is None:
        return 0
    if held is None:
        held = rosters.read_assignments(connection, draft.id)
    changes = duty_changes(rosters.read_assignments(connection, draft.based_on), held)
    changed = {shift for one in changes for shift in (*one.lost, *one.gained)}
    known = rosters.read_shifts(connection, draft.shift_set) if changed else ()
    return sum(shift.start < now for shift in known if shift.id in changed)
