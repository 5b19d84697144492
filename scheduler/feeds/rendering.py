"""Makes a calendar out of what was read: pure."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import icalendar

from data.model.account import Scope
from scheduler.feeds.calendar import (
    CHANGE_HOURS,
    DAYS_BACK,
    MONTHS_AHEAD,
    Calendar,
    CalendarEvent,
    Colour,
)
from scheduler.feeds.events import of_gaps, of_seats, personal
from scheduler.feeds.exercises import exercise_events
from scheduler.feeds.relief import relief_events

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.i18n.language import Language
    from data.store.dumps import Served
    from scheduler.feeds.calendar import CalendarEvent
    from scheduler.feeds.calendar_records import CalendarRecords
    from scheduler.feeds.events import CalendarKey
    from scheduler.feeds.input import CalendarInput
    from scheduler.feeds.series import ShiftSeries

_COLOURS = {
    Scope.PERSON: Colour.TEAL,
    Scope.POST: Colour.STEELBLUE,
    Scope.REGION: Colour.SLATEBLUE,
    Scope.BOOK: Colour.SLATEBLUE,
    Scope.GAPS: Colour.CRIMSON,
    Scope.ALL: Colour.DIMGRAY,
}


def calendar_of(key: CalendarKey, material: CalendarInput) -> Calendar:
    """A calendar: the same for the same key and the same material."""
    speech, window = key.choices.speech, material.window
    say, start = speech.gettext, material.start
    found = sorted(_entries(key, material), key=lambda one: (one.start, one.end, one.uid))
    entries = tuple(_later(one, start) for one in found)
    return Calendar(
        name=_name(key, material.known, speech),
        description=_about(key.scope, speech),
        language=key.language,
        time_zone=window.zone.key,
        colour=_COLOURS[key.scope],
        category=say("open seats") if key.scope is Scope.GAPS else say("roster"),
        url=material.url,
        changed_at=max([start.after(window.floor), *(one.changed_at for one in entries)]),
        entries=entries,
    )


def _later(entry: CalendarEvent, start: Served) -> CalendarEvent:
    """An entry as a store says it whose calendars go on from somewhere."""
    if start.at is None:
        return entry
    changed_at = start.after(entry.changed_at)
    return replace(entry, sequence=start.sequence + entry.sequence, changed_at=changed_at)


def _entries(key: CalendarKey, material: CalendarInput) -> Iterator[CalendarEvent]:
    known, window, choices = material.known, material.window, key.choices
    match key.scope:
        case Scope.PERSON:
            person = int(key.subject)
            return chain(
                personal(material.series, person, known, window, choices),
                relief_events(material.relief, person, known, window, choices),
                exercise_events(material.exercises, person, known, window, choices),
            )
        case Scope.GAPS:
            return of_gaps(material.gaps, known, window, choices)
        case _:
            mine = (series for series in material.series if _is_in(key, series, known))
            return of_seats(mine, material.gaps, known, window, choices)


def _is_in(key: CalendarKey, series: ShiftSeries, known: CalendarRecords) -> bool:
    match key.scope:
        case Scope.POST:
            return series.shift.post == key.subject
        case Scope.REGION:
            return key.subject in known.post(series.shift.post).regions
        case Scope.BOOK:
            return known.post(series.shift.post).book == key.subject
        case _:
            return True


def _name(key: CalendarKey, known: CalendarRecords, speech: Language) -> str:
    say = speech.gettext
    match key.scope:
        case Scope.PERSON:
            return say("Duties of {person}").format(person=known.person(int(key.subject)))
        case Scope.POST:
            return known.post(key.subject).name
        case Scope.REGION:
            return known.regions.get(key.subject, key.subject)
        case Scope.BOOK:
            return known.books.get(key.subject, key.subject)
        case Scope.GAPS:
            return say("Open seats")
        case Scope.ALL:
            return say("The whole roster")


def _about(scope: Scope, speech: Language) -> str:
    say = speech.gettext
    if scope is Scope.GAPS:
        return say(
            "Seats that will be empty. Your calendar program decides how often it looks here; "
            "messages tell sooner."
        )
    text = say(
        "Only what was signed: {days} days back and {months} months ahead. Your calendar program "
        "decides how often it looks here; of what changes within {hours} hours you are notified "
        "too."
    )
    return text.format(days=DAYS_BACK, months=MONTHS_AHEAD, hours=CHANGE_HOURS)


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
def _event(entry: CalendarEvent) -> bytes:
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
        ("STATUS", _status(entry)),
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


def _alarm(entry: CalendarEvent, minutes: int) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", _plain(entry.summary))
    alarm.add("TRIGGER", -timedelta(minutes=minutes))
    return alarm


def _plain(text: str) -> str:
    """Text without control characters, which a calendar may not hold (RFC 5545, 3.1)."""
    return "".join(sign for sign in text if sign == "\n" or sign.isprintable() or ord(sign) > 159)


def _status(entry: CalendarEvent) -> str:
    """As RFC 5545, 3.8.1.11 has it."""
    if entry.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.is_tentative else "CONFIRMED"
