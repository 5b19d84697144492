"""Duties as an iCalendar file, to go with a mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from data.model.shift import Shift

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One duty of one person.

    Parameters
    ----------
    title
        Name of the post, with what else there is to say.
    is_gone
        It is no longer his.
    """

    shift: Shift
    title: str
    is_on_call: bool
    is_gone: bool = False


def duties_file(recipient: str, entries: Iterable[Entry], version: int, at: datetime) -> str:
    """The file, as RFC 5545 and RFC 5546 3.2.1 (PUBLISH) ask.

    Parameters
    ----------
    recipient
        ``people/12``: part of what tells the duty apart in his calendar.
    version
        Of the roster: a later one goes before an earlier one.
    at
        When it was signed.
    """
    calendar = Calendar()
    calendar.add("PRODID", "-//CaCo Rooster//duties//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    for entry in entries:
        event = Event()
        event.add("UID", f"{entry.shift.id}/{recipient}@caco-rooster")
        event.add("SEQUENCE", version)
        event.add("DTSTAMP", at)
        event.add("DTSTART", entry.shift.start)
        event.add("DTEND", entry.shift.end)
        event.add("SUMMARY", entry.title)
        event.add("STATUS", "CANCELLED" if entry.is_gone else "CONFIRMED")
        event.add("TRANSP", "TRANSPARENT" if entry.is_on_call else "OPAQUE")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode()
