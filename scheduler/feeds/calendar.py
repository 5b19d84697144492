"""A calendar and its entries, before they become bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from data.model.days import DAY, last_valid_day
from data.tables.period import ZONE


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
class CalendarEvent:
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
    is_tentative
        Its reader has not said yet whether they come.
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
    is_tentative: bool = False


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
    entries: tuple[CalendarEvent, ...]


MONTHS_AHEAD = 12


DAYS_BACK = 30


KEPT_DAYS = 14  #: so long a cancelled entry stays to be seen


CHANGE_HOURS = 48  #: what changes so shortly before is told by a message too


@dataclass(frozen=True, slots=True)
class Window:
    """What is shown on a local day.

    Parameters
    ----------
    zone
        The local clock.
    today
        The local date.
    """

    zone: ZoneInfo
    today: date

    @classmethod
    def at(cls, now: datetime, zone: ZoneInfo) -> Window:
        """The window of a moment."""
        return cls(zone, now.astimezone(zone).date())

    @property
    def start(self) -> datetime:
        """Entries that ended before are not shown, unless they changed lately."""
        return self.midnight(self.today - timedelta(days=DAYS_BACK))

    @property
    def end(self) -> datetime:
        """Entries that start from here on are not shown yet."""
        last = last_valid_day(self.today, MONTHS_AHEAD)
        return self.midnight((last or self.today) + DAY)

    @property
    def kept_from(self) -> datetime:
        """What was cancelled before is no longer shown."""
        return self.midnight(self.today - timedelta(days=KEPT_DAYS))

    @property
    def floor(self) -> datetime:
        """No calendar was last modified before: the Monday of last week.

        Whatever left the calendar did so on a day by which it had not changed for `KEPT_DAYS`. So
        the latest change among what is left, or this, never goes back; and it moves once a week.
        """
        monday = self.today - timedelta(days=self.today.weekday())
        return self.midnight(monday - timedelta(days=7))

    def shows(
        self, start: datetime, end: datetime, changed_at: datetime, *, is_cancelled: bool
    ) -> bool:
        """Whether an entry belongs in the calendar."""
        if start >= self.end:
            return False
        if changed_at > self.kept_from:
            return True
        return end > self.start and not is_cancelled

    def midnight(self, day: date) -> datetime:
        """When a local day begins, UTC."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """When a day is over on the local clock, UTC."""
    return Window(ZONE, day).midnight(day + DAY)
