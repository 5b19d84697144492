"""The lives of slots and of people on them, told from the signed versions of a period.

A signed version never changes, so whatever is derived from all of them in order is the same on each
machine and after each restart: identities, sequence numbers and moments of change need no place of
their own in the store.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.feeds.moving import moved_shifts
from scheduler.feeds.slots import NOTHING, History, Holder, SignedVersion, Slot, Stint, opaque

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from data.model.shift import Shift


def tell(versions: Iterable[SignedVersion]) -> History:
    """The history of a period from its versions, the first one first."""
    history = NOTHING
    for version in versions:
        history = followed_by(history, version)
    return history


def followed_by(before: History, version: SignedVersion) -> History:
    """A history, one version later.

    A shift with the id of one before it is the same slot. One that appears where another of its
    post and name vanished, and overlaps it, is that slot, moved. One that comes back after some
    versions is the slot that it was.
    """
    there: dict[str, Slot] = {}
    gone = dict(before.gone)
    came = version.shifts.keys() - before.there.keys()
    left = before.there.keys() - version.shifts.keys()
    moved = moved_shifts(
        (before.there[id].shift for id in left), (version.shifts[id] for id in came)
    )
    for id in sorted(left - set(moved.values())):
        lost = _after(before.there[id], None, version)
        gone[lost.uid] = lost
    returning = _last_of(before.gone.values()) if came else {}
    for id, shift in version.shifts.items():
        slot = before.there.get(moved.get(id, id)) or returning.get(id)
        gone.pop(slot.uid if slot else "", None)
        there[id] = _after(slot, shift, version) if slot else _born(shift, version)
    return History(version.shifts, there, gone)


def _last_of(gone: Iterable[Slot]) -> dict[str, Slot]:
    """Per id the slot that last bore it."""
    return {slot.shift.id: slot for slot in sorted(gone, key=lambda slot: slot.changed_at)}


def _born(shift: Shift, version: SignedVersion) -> Slot:
    uid = opaque(version.mark, shift.id)
    holders = version.holders.get(shift.id, ())
    at = version.published_at
    stints = {
        one.person: Stint(
            opaque(uid, one.person), one.person, one.doubles, shift.start, shift.end, True, 0, at
        )
        for one in holders
    }
    return Slot(uid, shift, holders, True, 0, at, stints)


def _after(slot: Slot, shift: Shift | None, version: SignedVersion) -> Slot:
    """A slot, one version later.

    Parameters
    ----------
    shift
        None: it is gone.
    """
    holders = version.holders.get(shift.id, ()) if shift else ()
    now = shift or slot.shift
    if shift is not None and slot.is_there and holders == slot.holders and now == slot.shift:
        return slot
    at = max(version.published_at, slot.changed_at)
    differs = (
        slot.is_there != (shift is not None)
        or holders != slot.holders
        or (now.start, now.end, now.required)
        != (slot.shift.start, slot.shift.end, slot.shift.required)
    )
    return replace(
        slot,
        shift=now,
        holders=holders,
        is_there=shift is not None,
        sequence=slot.sequence + differs,
        changed_at=at if differs else slot.changed_at,
        stints=_stints_after(slot, now, {one.person: one for one in holders}, at),
    )


def _stints_after(
    slot: Slot, shift: Shift, holders: Mapping[int, Holder], at: datetime
) -> dict[int, Stint]:
    found = {
        person: _stint_after(stint, shift, holders.get(person), at)
        for person, stint in slot.stints.items()
    }
    for person in holders.keys() - found.keys():
        uid, doubles = opaque(slot.uid, person), holders[person].doubles
        found[person] = Stint(uid, person, doubles, shift.start, shift.end, True, 0, at)
    return found


def _stint_after(stint: Stint, shift: Shift, holder: Holder | None, at: datetime) -> Stint:
    if holder is None:
        if not stint.is_held:
            return stint
        lost = replace(stint, is_held=False)
        return replace(lost, sequence=stint.sequence + 1, changed_at=max(at, stint.changed_at))
    new = replace(stint, doubles=holder.doubles, start=shift.start, end=shift.end, is_held=True)
    if new == stint:
        return stint
    return replace(new, sequence=stint.sequence + 1, changed_at=max(at, stint.changed_at))
