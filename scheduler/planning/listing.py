"""The rosters there are, with what is still wrong with those that matter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.roster import RosterHead, RosterStatus
from data.store import rosters
from scheduler.planning.rebase import Behind, behind

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class Listed:
    """A roster in a list.

    Parameters
    ----------
    open_shifts
        How many shifts that are yet to begin lack somebody.
    breaches
        How many rules it breaks.
    behind
        Of a draft: what was signed since it was made.
    """

    head: RosterHead
    open_shifts: int
    breaches: int
    behind: Behind | None = None


@dataclass(frozen=True, slots=True)
class Shelves:
    """All rosters, apart by what a planner does with them.

    Parameters
    ----------
    drafts
        The newest first.
    in_force
        Those that are not over, by start.
    older
        Those that are over or were replaced, the latest first.
    """

    drafts: tuple[Listed, ...]
    in_force: tuple[Listed, ...]
    older: tuple[RosterHead, ...]


def list_rosters(store: Store, now: datetime) -> Shelves:
    """All rosters there are."""
    with store.reading() as connection:
        heads = rosters.heads(connection)
        drafts = [head for head in heads if head.status is RosterStatus.DRAFT]
        current = [h for h in heads if h.status is RosterStatus.PUBLISHED and h.end > now]
        older = [head for head in heads if head not in drafts and head not in current]
        return Shelves(
            tuple(_listed(connection, head, now) for head in sorted(drafts, key=lambda h: -h.id)),
            tuple(_listed(connection, head, now) for head in current),
            tuple(sorted(older, key=lambda h: (h.start, h.version or 0), reverse=True)),
        )


def _listed(connection: Connection, head: RosterHead, now: datetime) -> Listed:
    held: dict[str, int] = {}
    for one in rosters.read_assignments(connection, head.id):
        if not one.double:
            held[one.shift] = held.get(one.shift, 0) + 1
    shifts = rosters.read_shifts(connection, head.shift_set)
    coming = [shift for shift in shifts if shift.start >= now]
    lacking = sum(held.get(shift.id, 0) < shift.required for shift in coming)
    broken = len(json.loads(rosters.read_breaches(connection, head.id)))
    return Listed(head, lacking, broken, behind(connection, head, now))
