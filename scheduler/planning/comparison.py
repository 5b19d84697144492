"""What one roster changes against another, per person; and who sat where, by which signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.roster import DutyChange, RosterHead, duty_changes
from data.model.shift import Shift
from data.store import rosters

if TYPE_CHECKING:
    from datetime import datetime

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
