"""Finds calendars that do not know yet what changes soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.subscription import Subscription
from data.store import subscriptions
from data.store.calendars import next_edition, read_editions
from scheduler.feeds.ics import etag_of, ics_bytes
from scheduler.feeds.keys import key_of
from scheduler.feeds.making import calendar_of
from scheduler.feeds.reading import Histories, read_material
from scheduler.feeds.window import CHANGE_HOURS

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from data.exchange.language import Language
    from scheduler.feeds.calendar import Calendar
    from scheduler.feeds.keys import CalendarKey
    from scheduler.settings import Settings

#: A signature bears the moment at which it began; a fetch in the seconds after did not see it yet.
_SIGNING = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Behind:
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
) -> list[Behind]:
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
                found.append(Behind(link, row, version))
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
