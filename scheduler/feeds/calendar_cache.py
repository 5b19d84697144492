"""Calendars as they are handed out: made when asked for, and kept until something changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.account import Scope, Subscription
from data.model.errors import StoreError
from data.store import subscriptions
from data.store.audit import trail
from data.store.calendars import (
    CalendarVersion,
    SourceRevision,
    next_edition,
    read_editions,
    read_stamp,
    write_editions,
)
from data.tables.period import ZONE
from scheduler.cache import Cache
from scheduler.feeds.calendar import CHANGE_HOURS, Calendar
from scheduler.feeds.events import key_of
from scheduler.feeds.input import Histories, read_material
from scheduler.feeds.rendering import calendar_of, etag_of, ics_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.store.opening import Store
    from scheduler.feeds.events import CalendarKey
    from scheduler.settings import Settings

_KEPT = 1000  #: calendars that a process keeps ready


_TRIES = 5  #: to hand out what nobody changes meanwhile


@dataclass(frozen=True, slots=True)
class RenderedCalendar:
    """A calendar as it is handed out.

    Parameters
    ----------
    calendar
        What the bytes say.
    """

    content: bytes
    edition: CalendarVersion
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: SourceRevision
    day: date
    handout: RenderedCalendar


class CalendarCache:
    """All calendars of a store, for one process; many threads may ask at once.

    A calendar is made again only when what it shows may have changed: the audit trail or the
    history of gaps grew, or a local day passed.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self._settings = settings
        self._histories = Histories()
        self._kept: Cache[_Kept] = Cache(_KEPT)

    def at_hand(
        self, key: CalendarKey, stamp: SourceRevision, now: datetime
    ) -> RenderedCalendar | None:
        """A calendar that is ready and, by this stamp, still so."""
        kept = self._kept.peek(key)
        if kept is None or kept.day != now.astimezone(ZONE).date():
            return None
        same = kept.stamp.seq == stamp.seq and (
            key.scope is Scope.PERSON or kept.stamp.gaps == stamp.gaps
        )
        return kept.handout if same else None

    def _all_at_hand(
        self, keys: Iterable[CalendarKey], stamp: SourceRevision, now: datetime
    ) -> dict[CalendarKey, RenderedCalendar]:
        asked = {key: self.at_hand(key, stamp, now) for key in keys}
        return {key: handout for key, handout in asked.items() if handout is not None}

    def current(self, key: CalendarKey, now: datetime) -> RenderedCalendar:
        """A calendar as it is now.

        Raises
        ------
        StoreError
            The database cannot be reached, or written.
        """
        return self.current_of([key], now)[key]

    def current_of(
        self, keys: Iterable[CalendarKey], now: datetime
    ) -> dict[CalendarKey, RenderedCalendar]:
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
                for key, one in handed.items():
                    self._kept.put(key, _Kept(stamp, day, one))
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
            calendar, kept = calendar_of(key, material), self._kept.peek(key)
            if kept is not None and kept.handout.calendar == calendar:
                made[key] = calendar, kept.handout.content
            else:
                made[key] = calendar, ics_bytes(calendar)
        return made

    def _handed(
        self,
        made: Mapping[CalendarKey, tuple[Calendar, bytes]],
        editions: Mapping[str, CalendarVersion],
        stamp: SourceRevision,
        now: datetime,
    ) -> dict[CalendarKey, RenderedCalendar] | None:
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
                trail.take_turn(connection)
                if read_stamp(connection) != stamp:
                    return None
                known |= write_editions(connection, new, now)
        return {
            key: RenderedCalendar(content, known[str(key)], calendar)
            for key, (calendar, content) in made.items()
        }


#: A signature bears the moment at which it began; a fetch in the seconds after did not see it yet.
_SIGNING = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class StaleCalendar:
    """A link whose reader has not seen a change of the next 48 hours.

    Parameters
    ----------
    person
        Row of the person whose duties it shows; None: it shows those of many.
    version
        What a fetch would give now.
    """

    link: Subscription
    person: int | None
    version: int

    def sentence(self, speech: Language, zone: ZoneInfo) -> str:
        """What to tell the reader."""
        text = speech.gettext("Your calendar last fetched version {old} at {moment}, now {new}.")
        at = speech.moment(self.link.fetched_at, zone) if self.link.fetched_at else "?"
        return text.format(old=self.link.fetched_version, moment=at, new=self.version)


def behind(
    connection: Connection,
    settings: Settings,
    now: datetime,
    histories: Histories | None = None,
) -> list[StaleCalendar]:
    """The links that were fetched before a change of the next 48 hours, the oldest first.

    A link that was never fetched has no reader to be told. Nothing is written.

    Parameters
    ----------
    histories
        Of an earlier call, so that only new versions are read; None: all are read.
    """
    material = read_material(connection, histories or Histories(), settings, now)
    found = []
    people = subscriptions.rows_of_people(connection)
    for link in subscriptions.subscriptions(connection):
        row, is_here = people.get(link.id, (None, True))
        if link.fetched_at is None or not is_here or not _is_alive(link, now):
            continue
        key = key_of(link, row)
        calendar = calendar_of(key, material)
        if _has_news(calendar, link.fetched_at - _SIGNING, now):
            version = _version(connection, key, calendar, now)
            if version != link.fetched_version:
                found.append(StaleCalendar(link, row, version))
    return found


def _version(connection: Connection, key: CalendarKey, calendar: Calendar, now: datetime) -> int:
    """The version that a fetch would give now."""
    before = read_editions(connection, [str(key)]).get(str(key))
    return next_edition(before, etag_of(ics_bytes(calendar)), now).version


def _is_alive(link: Subscription, now: datetime) -> bool:
    return link.revoked_at is None and (link.expires_at is None or now < link.expires_at)


def _has_news(calendar: Calendar, since: datetime, now: datetime) -> bool:
    soon = now + timedelta(hours=CHANGE_HOURS)
    return any(
        entry.changed_at > since and entry.start < soon and entry.end > now
        for entry in calendar.entries
    )
