"""Remembers the last few reports: the same is asked by many, and the store changes seldom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from data.store import gaps
from data.store.audit import trail as audit
from data.tables.period import ZONE
from scheduler.cache import Cache
from scheduler.reporting.hours import hours_of_people
from scheduler.reporting.open_call import all_side_by_side
from scheduler.reporting.statement import state

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import date, datetime

    from data.store.opening import Store
    from scheduler.reporting.hours import HoursReport
    from scheduler.reporting.open_call import SideBySide
    from scheduler.reporting.statement import Statement

    Report = TypeVar("Report")

MOST = 24  #: reports of one process


class Reports:
    """Statements and hours, for one process; each holds for one state of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reports: Cache[object] = Cache(MOST)

    def statement(self, first: date, last: date, now: datetime) -> Statement:
        """As `scheduler.reporting.statement.state` says it."""
        found = self._remembered(
            ("statement", first, last), now, lambda: state(self._store, first, last, now)
        )
        return replace(found, made_at=now)

    def hours(self, first: date, last: date, now: datetime) -> HoursReport:
        """As `scheduler.reporting.hours.hours_of_people` counts them."""
        return self._remembered(
            ("hours", first, last), now, lambda: hours_of_people(self._store, first, last)
        )

    def open_calls(self, now: datetime, weeks: int) -> tuple[SideBySide, ...]:
        """As `scheduler.reporting.open_call.all_side_by_side` tells them, within the hour."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        return self._remembered(
            ("open calls", hour, weeks), now, lambda: all_side_by_side(self._store, now, weeks)
        )

    def _remembered(self, what: Hashable, now: datetime, make: Callable[[], Report]) -> Report:
        return cast("Report", self._reports.get((what, *self._state(now)), make))

    def _state(self, now: datetime) -> tuple[str, int, date]:
        """What changes whenever a report may: all changes are in the trail, or are of a gap.

        Evidence of competence counts from a day on, so the day belongs to it.
        """
        with self._store.reading() as connection:
            trail = audit.head(connection)
            return trail.hash, gaps.last_event(connection), now.astimezone(ZONE).date()
