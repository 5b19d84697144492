"""Coverage as it is now, kept in memory: worked out anew when something was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from threading import Lock
from typing import TYPE_CHECKING

from data.exchange.period import ZONE
from data.model.contact import Recipient
from data.model.gap import Hole
from data.store import audit, presence
from scheduler.alerts.recipients import people_to_reach
from scheduler.coverage.known import Known
from scheduler.unchanged import holds_since
from scheduler.watching.gathering import gather_known
from scheduler.watching.showing import read_said
from scheduler.watching.status import CoverageStatus, GapRow, judge
from scheduler.watching.sweeping import find_all, horizon

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.store.opening import Store


@dataclass(frozen=True)
class Facts:
    """What coverage is worked out from, with its holes, at some point of the audit trail.

    Parameters
    ----------
    seq
        Where the trail was; whatever changes coverage stands in it.
    start, until
        From the midnight before up to the horizon.
    people
        Everybody who is here, with how to reach them, by id.
    names
        Of everybody ever, by id.
    """

    seq: int
    start: datetime
    until: datetime
    known: Known
    holes: tuple[Hole, ...]
    people: Mapping[str, Recipient]
    names: Mapping[str, str]


@dataclass(frozen=True)
class Seen:
    """Coverage at a moment.

    Parameters
    ----------
    status
        What is open.
    """

    facts: Facts
    status: CoverageStatus

    @property
    def at(self) -> datetime:
        """The moment."""
        return self.status.at

    @property
    def rows(self) -> tuple[GapRow, ...]:
        """Every gap that is open, by start."""
        return self.status.rows


class Latest:
    """Shows coverage as it is; any number of threads may ask.

    Asking costs little until the records change or a roster is signed: the facts are kept for the
    day. Gaps and offers change more often, and are read each time.
    """

    def __init__(self, store: Store, weeks: int) -> None:
        self._store, self._weeks = store, weeks
        self._lock = Lock()
        self._kept: tuple[date, Facts] | None = None

    def facts(self, now: datetime) -> Facts:
        """What coverage is worked out from.

        Raises
        ------
        InputError
            The records do not hold together.
        """
        with self._store.reading() as connection:
            return self._facts(connection, now)

    def see(self, now: datetime) -> Seen:
        """Coverage from now to the horizon; without any post there is nothing to see.

        Raises
        ------
        InputError
            The records do not hold together.
        """
        with self._store.reading() as connection:
            facts = self._facts(connection, now)
            said = read_said(connection, now, now)
        holes = [hole for hole in facts.holes if hole.end > now]
        return Seen(facts, judge(holes, facts.known.posts, said, now))

    def _facts(self, connection: Connection, now: datetime) -> Facts:
        today = now.astimezone(ZONE).date()
        with self._lock:  # several who ask at once wait for one answer
            kept = self._kept
            if kept is None or kept[0] != today or not holds_since(connection, kept[1].seq):
                self._kept = kept = today, _gather(connection, self._weeks, now)
            return kept[1]


def _gather(connection: Connection, weeks: int, now: datetime) -> Facts:
    start = datetime.combine(now.astimezone(ZONE).date(), time(), ZONE).astimezone(UTC)
    until = horizon(now, weeks)
    known = gather_known(connection, start, until, now)
    return Facts(
        audit.head(connection).seq,
        start,
        until,
        known,
        find_all(known, start, until),
        people_to_reach(connection),
        presence.names_of_people(connection),
    )
