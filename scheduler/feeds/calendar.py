"""A calendar and its entries, before they become bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Colour(StrEnum):
    """CSS3 names of colours (RFC 7986, 5.9)."""

    TEAL = "teal"
    STEELBLUE = "steelblue"
    SLATEBLUE = "slateblue"
    CRIMSON = "crimson"
    DIMGRAY = "dimgray"

    @property
    def hex(self) -> str:
        """The same for programs that want numbers."""
        return _HEX[self]


_HEX = {
    Colour.TEAL: "#008080",
    Colour.STEELBLUE: "#4682B4",
    Colour.SLATEBLUE: "#6A5ACD",
    Colour.CRIMSON: "#DC143C",
    Colour.DIMGRAY: "#696969",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar.

    Parameters
    ----------
    uid
        The same for as long as the matter is the same.
    start, end
        UTC, half open.
    is_cancelled
        It is no longer so, and still told for a while.
    is_busy
        Takes up the reader's time.
    sequence, changed_at
        How often it changed, and when last.
    alarm_minutes
        A reminder so long before; None: none.
    """

    uid: str
    start: datetime
    end: datetime
    summary: str
    description: str
    location: str
    categories: tuple[str, ...]
    is_cancelled: bool
    is_busy: bool
    sequence: int
    changed_at: datetime
    alarm_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar.

    Parameters
    ----------
    time_zone
        The local clock, as a hint; entries are in UTC.
    url
        Where the web pages are; never the address of the calendar itself, which is a secret.
    changed_at
        When the latest change in it was made.
    entries
        By start.
    """

    name: str
    description: str
    language: str
    time_zone: str
    colour: Colour
    category: str
    url: str
    changed_at: datetime
    entries: tuple[Entry, ...]
