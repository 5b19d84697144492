"""Calendars as they are handed out: made when asked for, and kept until something changes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import TYPE_CHECKING

from data.exchange.period import ZONE
from data.model.errors import StoreError
from data.model.subscription import Scope
from data.store import audit
from data.store.calendars import (
    Edition,
    Stamp,
    read_editions,
    read_stamp,
    write_editions,
)
from scheduler.feeds.calendar import Calendar
from scheduler.feeds.ics import etag_of, ics_bytes
from scheduler.feeds.making import calendar_of
from scheduler.feeds.reading import Histories, read_material

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from data.store.opening import Store
    from scheduler.feeds.keys import CalendarKey
    from scheduler.settings import Settings

_KEPT = 1000  #: calendars that a process keeps ready
_TRIES = 5  #: to hand out what nobody changes meanwhile


@dataclass(frozen=True, slots=True)
class Handout:
    """A calendar as it is handed out.

    Parameters
    ----------
    calendar
        What the bytes say.
    """

    content: bytes
    edition: Edition
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: Stamp
    day: date
    handout: Handout


class Catalogue:
    """All calendars of a store, for one process; many threads may ask at once.

    A calendar is made again only when what it shows may have changed: the audit trail or the
    history of gaps grew, or a local day passed.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self._settings = settings
        self._histories = Histories()
        self._kept: OrderedDict[CalendarKey, _Kept] = OrderedDict()
        self._turn = Lock()

    def at_hand(self, key: CalendarKey, stamp: Stamp, now: datetime) -> Handout | None:
        """A calendar that is ready and, by this stamp, still so."""
        kept = self._kept.get(key)
        if kept is None or kept.day != now.astimezone(ZONE).date():
            return None
        same = kept.stamp.seq == stamp.seq and (
            key.scope is Scope.PERSON or kept.stamp.gaps == stamp.gaps
        )
        return kept.handout if same else None

    def _all_at_hand(
        self, keys: Iterable[CalendarKey], stamp: Stamp, now: datetime
    ) -> dict[CalendarKey, Handout]:
        asked = {key: self.at_hand(key, stamp, now) for key in keys}
        return {key: handout for key, handout in asked.items() if handout is not None}

    def current(self, key: CalendarKey, now: datetime) -> Handout:
        """A calendar as it is now.

        Raises
        ------
        StoreError
            The database cannot be reached, or written.
        """
        return self.current_of([key], now)[key]

    def current_of(self, keys: Iterable[CalendarKey], now: datetime) -> dict[CalendarKey, Handout]:
        """Some calendars as they are at one moment; see `current`."""
        wanted = list(dict.fromkeys(keys))
        for _ in range(_TRIES):
            with self.store.reading() as connection:
                stamp = read_stamp(connection)
                found = self._all_at_hand(wanted, stamp, now)
                made = self._made([key for key in wanted if key not in found], connection, now)
                editions = read_editions(connection, [str(key) for key in made])
            handed = self._handed(made, editions, stamp, now)
            if handed is not None:
                day = now.astimezone(ZONE).date()
                self._keep({key: _Kept(stamp, day, one) for key, one in handed.items()})
                return {**found, **handed}
        raise StoreError(
            "the calendars change faster than they can be read", "Try again in a minute"
        )

    def _made(
        self, keys: list[CalendarKey], connection: Connection, now: datetime
    ) -> dict[CalendarKey, tuple[Calendar, bytes]]:
        if not keys:
            return {}
        material, made = read_material(connection, self._histories, self._settings, now), {}
        for key in keys:
            calendar, kept = calendar_of(key, material), self._kept.get(key)
            if kept is not None and kept.handout.calendar == calendar:
                made[key] = calendar, kept.handout.content
            else:
                made[key] = calendar, ics_bytes(calendar)
        return made

    def _handed(
        self,
        made: Mapping[CalendarKey, tuple[Calendar, bytes]],
        editions: Mapping[str, Edition],
        stamp: Stamp,
        now: datetime,
    ) -> dict[CalendarKey, Handout] | None:
        """What was made, with its editions; None: the store changed since it was made."""
        etags = {str(key): etag_of(content) for key, (_, content) in made.items()}
        new = {
            name: etag
            for name, etag in etags.items()
            if name not in editions or editions[name].etag != etag
        }
        known = dict(editions)
        if new:
            with self.store.writing() as connection:
                audit.take_turn(connection)
                if read_stamp(connection) != stamp:
                    return None
                known |= write_editions(connection, new, now)
        return {
            key: Handout(content, known[str(key)], calendar)
            for key, (calendar, content) in made.items()
        }

    def _keep(self, new: Mapping[CalendarKey, _Kept]) -> None:
        with self._turn:
            for key, kept in new.items():
                self._kept[key] = kept
                self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
