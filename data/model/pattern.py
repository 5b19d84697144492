"""Shift patterns: what one week of a post looks like on the local clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from zoneinfo import ZoneInfo

DAYS_IN_WEEK = 7
_LONGEST_DAYS = 7  #: from the date on which a shift starts to that on which it ends


@dataclass(frozen=True, slots=True)
class PatternShift:
    """One shift of the week.

    Parameters
    ----------
    name
        Short name shown in the grid, such as ``D``, ``L``, ``N``.
    weekday
        0 is Monday: the day on which it starts.
    start, end
        Local clock times.
    days
        Days from the start date to the end date, 0..7.
    break_minutes
        Unpaid break inside the shift, in minutes.
    handover_minutes
        Minutes that the holder stays on while the next one continues the work (ATB 4.4:1);
        they lie after `end`.
    """

    name: str
    weekday: int
    start: time
    end: time
    days: int = 0
    break_minutes: int = 0
    handover_minutes: int = 0

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Start and end as UTC instants of the shift that starts on the local date `day`."""
        start = datetime.combine(day, self.start, zone)
        end = datetime.combine(day + timedelta(days=self.days), self.end, zone)
        return start.astimezone(UTC), end.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class ShiftPattern:
    """A week of shifts that repeats."""

    id: str
    name: str
    shifts: tuple[PatternShift, ...]

    def starting_between(self, first: date, last: date) -> Iterator[tuple[date, PatternShift]]:
        """Each shift that starts on a local date from `first` up to, not including, `last`."""
        day = first
        while day < last:
            for shift in self.shifts:
                if shift.weekday == day.weekday():
                    yield day, shift
            day += timedelta(days=1)

    def touching(
        self, start: datetime, end: datetime, zone: ZoneInfo
    ) -> Iterator[tuple[date, PatternShift]]:
        """Each shift, with its local date, that touches ``[start, end)``: begun before it too.

        This is the time at which the pattern asks for people: before the first shift that begins
        in a period it is that of the week before. A shift that the clock skips is left out.
        """
        first = start.astimezone(zone).date() - timedelta(days=_LONGEST_DAYS)
        last = end.astimezone(zone).date() + timedelta(days=1)
        for day, shift in self.starting_between(first, last):
            begin, finish = shift.on(day, zone)
            if begin < finish and begin < end and start < finish:
                yield day, shift


def _daily(*shifts: tuple[str, int, int, int]) -> tuple[PatternShift, ...]:
    return tuple(
        PatternShift(name, weekday, time(start), time(end % 24), days)
        for weekday in range(DAYS_IN_WEEK)
        for name, start, end, days in shifts
    )


THREE_BY_EIGHT = ShiftPattern(
    "3x8", "3 x 8 hours", _daily(("D", 7, 15, 0), ("L", 15, 23, 0), ("N", 23, 7, 1))
)
TWO_BY_TWELVE = ShiftPattern("2x12", "2 x 12 hours", _daily(("D", 7, 19, 0), ("N", 19, 7, 1)))
TWENTY_FOUR = ShiftPattern("24h", "24 hours", _daily(("24", 8, 8, 1)))
PIKET_WEEK = ShiftPattern(
    "week-fri", "Week from Friday 17:00", (PatternShift("P", 4, time(17), time(17), 7),)
)
PIKET_WEEKNIGHTS = ShiftPattern(
    "weeknights",
    "Weeknights 17:00-08:00",
    (
        *(PatternShift("A", day, time(17), time(8), 1) for day in range(4)),
        PatternShift("W", 4, time(17), time(8), 3),
    ),
)

STANDARD_PATTERNS = (THREE_BY_EIGHT, TWO_BY_TWELVE, TWENTY_FOUR, PIKET_WEEK, PIKET_WEEKNIGHTS)


def with_standard_patterns(own: Mapping[str, Iterable[PatternShift]]) -> dict[str, ShiftPattern]:
    """The standard patterns and those made of a region's own shifts, by id."""
    standard = {pattern.id: pattern for pattern in STANDARD_PATTERNS}
    return standard | {
        code: ShiftPattern(code, code, tuple(sorted(shifts, key=lambda s: (s.weekday, s.start))))
        for code, shifts in own.items()
    }
