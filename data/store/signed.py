"""Reads signed rosters as their history needs them: people by the number of their row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from data.model.roster import RosterHead, RosterStatus
from data.store.rosters import heads, in_force
from data.store.tables.rosters import ASSIGNMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping


def chains(connection: Connection) -> list[tuple[RosterHead, ...]]:
    """Per roster in force all its versions, the first one first; periods by start."""
    signed = heads(connection, [RosterStatus.PUBLISHED, RosterStatus.SUPERSEDED])
    by_id = {head.id: head for head in signed}
    found = []
    for head in signed:
        if head.status is RosterStatus.PUBLISHED:
            chain = [head]
            while (before := by_id.get(chain[-1].based_on or 0)) is not None:
                chain.append(before)
            found.append(tuple(reversed(chain)))
    return found


def signed_since(
    connection: Connection, draft: RosterHead
) -> tuple[tuple[RosterHead, ...], tuple[RosterHead, ...]]:
    """What was signed since a draft was made.

    Returns
    -------
    tuple
        The versions of its period that came after the one it is based on, the oldest first and the
        one in force last; and the rosters in force of another period that lies across its own.
    """
    found = in_force(connection, draft.start, draft.end)
    across = tuple(one for one in found if (one.start, one.end) != (draft.start, draft.end))
    mine = next((one for one in found if one not in across), None)
    if mine is None or mine.id == draft.based_on:
        return (), across
    by_id = {one.id: one for one in heads(connection) if one.version is not None}
    chain = [mine]
    while chain[-1].based_on not in (None, draft.based_on):
        chain.append(by_id[chain[-1].based_on or 0])
    return tuple(reversed(chain)), across


def read_holders(connection: Connection, roster: int) -> Mapping[str, tuple[tuple[int, bool], ...]]:
    """Shift -> row of each person on it, and whether they double; in order."""
    query = select(ASSIGNMENTS.c.shift, ASSIGNMENTS.c.person, ASSIGNMENTS.c.double)
    found: dict[str, list[tuple[int, bool]]] = {}
    for shift, person, doubles in connection.execute(query.where(ASSIGNMENTS.c.roster == roster)):
        found.setdefault(shift, []).append((person, doubles))
    return {shift: tuple(sorted(rows)) for shift, rows in found.items()}
