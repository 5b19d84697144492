"""Which stretch of time a calendar shows: by the local day, so that it moves once a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from data.exchange.period import ZONE
from data.model.days import DAY, last_valid_day

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
