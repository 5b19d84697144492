"""The stretch of local days that is to be rostered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from data.model.validation import known_zone
from data.tables.faults import FaultLog, shown
from data.tables.values import YEARS, midnight

TIME_ZONE = "Europe/Amsterdam"  #: the local clock, unless the region says otherwise
ZONE = ZoneInfo(TIME_ZONE)
MOST_WEEKS = 105  # two years


@dataclass(frozen=True)
class Period:
    """Whole weeks from a local midnight.

    Parameters
    ----------
    first
        First local date.
    weeks
        How many.
    zone
        The local clock.
    """

    first: date
    weeks: int
    zone: ZoneInfo

    @cached_property
    def after(self) -> date:
        """The first local date after it."""
        return self.first + timedelta(weeks=self.weeks)

    @cached_property
    def start(self) -> datetime:
        """The instant at which it begins."""
        return midnight(self.first, self.zone)

    @cached_property
    def end(self) -> datetime:
        """The instant at which it ends."""
        return midnight(self.after, self.zone)


def checked_period(first: date, weeks: int, time_zone: str) -> Period:
    """The period that the user asks for.

    Raises
    ------
    InputError
        It is too short or too long, too far away, or on an unknown clock.
    """
    log = FaultLog()
    if not 1 <= weeks <= MOST_WEEKS:
        log.add(f"a period of {weeks} weeks cannot be rostered", f"Use 1 up to {MOST_WEEKS}")
    if first.year not in YEARS or first.year + 3 not in YEARS:
        log.add(f"the period starts on {first}", f"Plan within the years {YEARS[0]}-{YEARS[-1]}")
    zone = known_zone(time_zone)
    if zone is None:
        remedy = "Use a name such as Europe/Amsterdam"
        log.add(f"time zone {shown(time_zone)} is unknown", remedy)
    log.raise_if_any()
    assert zone is not None
    return Period(first, weeks, zone)
