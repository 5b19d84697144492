"""Restores, as the audit trail of the store tells them.

A restore takes signatures and changes back, and with them the counts and moments that calendars are
told from. A reader compares these with what it was served before (RFC 5545, 3.8.7.4; RFC 9110,
13.1.3): if they went back, it would keep what is no longer so. So the trail of a restored store
says from which count and moment on its calendars go on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.tables.access import CALENDARS
from data.store.tables.alerts import GAP_EVENTS, GAPS
from data.store.tables.rosters import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.store.audit.trail import Head

RESTORED = "store.restored"
_SUBJECT = "store"
_SECOND = timedelta(seconds=1)
#: Seconds since then outgrow every count of changes, and fit a SEQUENCE until 2088.
_COUNTED_FROM = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Served:
    """How far the validators of calendars came.

    Parameters
    ----------
    sequence
        Of a restored store: what to add to the SEQUENCE of every entry.
    at
        Of a restored store: nothing counts as changed before. None: no moment is known.
    """

    sequence: int = 0
    at: datetime | None = None

    @classmethod
    def farthest(cls, several: Iterable[Served]) -> Served:
        """At least as far as each of several."""
        found = list(several)
        moments = [one.at for one in found if one.at is not None]
        return cls(max((one.sequence for one in found), default=0), max(moments, default=None))

    def after(self, at: datetime) -> datetime:
        """The later of a moment and this one."""
        return at if self.at is None else max(at, self.at)


NEVER_RESTORED = Served()


def read_start(connection: Connection) -> Served:
    """From where the calendars of this store go on; from nothing, if it was never restored."""
    bodies = connection.scalars(
        select(ENTRIES.c.body).where(ENTRIES.c.subject == _SUBJECT, ENTRIES.c.action == RESTORED)
    )
    told = [json.loads(body)["after"] for body in bodies]
    return Served.farthest(
        Served(one["calendars_from"], datetime.fromisoformat(one["calendars_at"])) for one in told
    )


def served_by(connection: Connection) -> Served:
    """A bound of everything that calendars of this store ever said.

    Each step of a SEQUENCE is an entry of the trail, or a change of the row of a gap.
    """
    changes = select(func.coalesce(func.max(GAPS.c.lock_version), 0)).scalar_subquery()
    moments = (
        select(func.max(table.c[name])).scalar_subquery()
        for table, name in ((CALENDARS, "changed_at"), (GAP_EVENTS, "at"), (ENTRIES, "at"))
    )
    row = connection.execute(select(changes, *moments)).one()
    start, latest = read_start(connection), [at for at in row[1:] if at is not None]
    count = max(trail.head(connection).seq, row[0])
    return Served(
        start.sequence + count, max([*latest, *([start.at] if start.at else [])], default=None)
    )


def note_restore(connection: Connection, replaced: Served | None, who: str, now: datetime) -> Head:
    """Say in the trail of a store that it was just put back, and from where its calendars go on.

    Parameters
    ----------
    connection
        To the restored store.
    replaced
        What the store that stood there served. None: it is gone, or cannot be read; the clock
        stands in for its count, which is right as long as no entry changed more than once a second.
    """
    own, end = served_by(connection), trail.take_turn(connection)
    if replaced is None:
        replaced = Served((now - _COUNTED_FROM) // _SECOND)
    far = Served.farthest([own, replaced])
    now = now.replace(microsecond=0)
    at = now if far.at is None else max(now, far.at.replace(microsecond=0) + _SECOND)
    facts = {
        "restored_entries": end.seq,
        "restored_hash": end.hash,
        "calendars_from": far.sequence,
        "calendars_at": at.isoformat(),
    }
    return trail.append(connection, [Act(RESTORED, _SUBJECT, None, facts)], who, now)
