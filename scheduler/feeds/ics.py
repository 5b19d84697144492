"""Calendars as bytes: iCalendar (RFC 5545, RFC 7986), as today's programs read it.

Escaping, folding and line ends are the library's.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import icalendar

if TYPE_CHECKING:
    from scheduler.feeds.calendar import Calendar, Entry

PRODUCT = "-//CaCo Rooster//Calendar feed//EN"
REFRESH = timedelta(hours=1)  #: a wish; each program looks as often as it likes
_END = b"END:VCALENDAR\r\n"


def ics_bytes(calendar: Calendar) -> bytes:
    """A calendar as bytes: the same for the same calendar."""
    whole = icalendar.Calendar()
    # The library knows neither NAME nor extensions as texts, and would not escape them.
    name, about = (icalendar.vText(_plain(text)) for text in (calendar.name, calendar.description))
    for field, value in (
        ("VERSION", "2.0"),
        ("PRODID", PRODUCT),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("NAME", name),
        ("X-WR-CALNAME", name),
        ("DESCRIPTION", about),
        ("X-WR-CALDESC", about),
        ("COLOR", calendar.colour.value),
        ("X-APPLE-CALENDAR-COLOR", calendar.colour.hex),
        ("CATEGORIES", [_plain(calendar.category)]),
        ("X-WR-TIMEZONE", calendar.time_zone),
        ("X-PUBLISHED-TTL", "PT1H"),
        ("URL", calendar.url),
        ("LAST-MODIFIED", calendar.changed_at),
    ):
        whole.add(field, value)
    whole.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    head = whole.to_ical().removesuffix(_END)
    return b"".join([head, *(_event(entry) for entry in calendar.entries), _END])


def etag_of(content: bytes) -> str:
    """What tells two calendars apart to the byte."""
    return hashlib.sha256(content).hexdigest()[:32]


@lru_cache(maxsize=20_000)
def _event(entry: Entry) -> bytes:
    """An entry as bytes; most of them are the same when a calendar is made anew."""
    event = icalendar.Event()
    for name, value in (
        ("UID", entry.uid),
        ("DTSTAMP", entry.changed_at),
        ("DTSTART", entry.start),
        ("DTEND", entry.end),
        ("SEQUENCE", entry.sequence),
        ("LAST-MODIFIED", entry.changed_at),
        ("SUMMARY", _plain(entry.summary)),
        ("DESCRIPTION", _plain(entry.description)),
        ("STATUS", "CANCELLED" if entry.is_cancelled else "CONFIRMED"),
        ("TRANSP", "OPAQUE" if entry.is_busy else "TRANSPARENT"),
        ("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY" if entry.is_busy else "FREE"),
        ("CATEGORIES", [_plain(one) for one in entry.categories]),
    ):
        event.add(name, value)
    if entry.location:
        event.add("LOCATION", _plain(entry.location))
    if entry.alarm_minutes is not None:
        event.add_component(_alarm(entry, entry.alarm_minutes))
    return bytes(event.to_ical())


def _alarm(entry: Entry, minutes: int) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", _plain(entry.summary))
    alarm.add("TRIGGER", -timedelta(minutes=minutes))
    return alarm


def _plain(text: str) -> str:
    """Text without control characters, which a calendar may not hold (RFC 5545, 3.1)."""
    return "".join(sign for sign in text if sign == "\n" or sign.isprintable() or ord(sign) > 159)
