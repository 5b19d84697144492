"""Drafts that are no longer based on how things stand, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.roster import RosterHead, RosterStatus, duty_changes
from data.store import rosters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.duty import Assignment
    from data.store.opening import Store
    from scheduler.planning.open_roster import OpenRoster


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
