"""What one roster changes against another, per person; and drafts that are behind, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.roster import DutyChange, RosterHead, RosterStatus, duty_changes
from data.model.shift import Shift
from data.store import rosters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.duty import Assignment
    from data.store.opening import Store
    from scheduler.planning.open_roster import OpenRoster


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
    """

    shift: Shift
    holder: str | None
    doubles: bool
    by: RosterHead


def seats_at(store: Store, at: datetime, as_known_at: datetime | None = None) -> list[Seat]:
    """Who sits where at a moment, by the roster in force.

    Parameters
    ----------
    as_known_at
        By the roster that was in force then: "what did we think on Monday?"; None: now.
    """
    found = []
    with store.reading() as connection:
        for head in rosters.signed_at(connection, at, as_known_at):
            shifts = rosters.read_shifts(connection, head.shift_set)
            there = {s.id: s for s in shifts if s.start <= at < s.end}
            held = [a for a in rosters.read_assignments(connection, head.id) if a.shift in there]
            found += [Seat(there[a.shift], a.person, a.double, head) for a in held]
            filled = {a.shift for a in held if not a.double}
            found += [
                Seat(shift, None, doubles=False, by=head)
                for shift in there.values()
                if shift.id not in filled
            ]
    return sorted(found, key=lambda seat: (seat.shift.post, seat.doubles, seat.holder or ""))


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
