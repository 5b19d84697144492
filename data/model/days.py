"""Sets of calendar days, exact, and what a number of months comes to."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model import intervals
from data.model.intervals import subtract, union

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
_FIRST, _END = date.min.toordinal(), date.max.toordinal() + 1


@dataclass(frozen=True, slots=True)
class Days:
    """A set of days; make one with `between` and combine it with ``|``, ``&`` and ``-``.

    Parameters
    ----------
    spans
        Proleptic ordinals, half open ``[first, end)``, in order and not touching.
    """

    spans: tuple[tuple[int, int], ...] = ()

    @classmethod
    def between(cls, first: date | None, until: date | None) -> Days:
        """The days from `first` to `until`, both inclusive; None: without bound."""
        start = _FIRST if first is None else first.toordinal()
        end = _END if until is None else until.toordinal() + 1
        return cls(((start, end),)) if start < end else cls()

    def __or__(self, other: Days) -> Days:
        return Days(tuple(union((*self.spans, *other.spans))))

    def __and__(self, other: Days) -> Days:
        return at_least(2, (self, other))

    def __sub__(self, other: Days) -> Days:
        return Days(tuple(subtract(self.spans, other.spans)))

    def __contains__(self, day: date) -> bool:
        return self._span(day) is not None

    def __bool__(self) -> bool:
        return bool(self.spans)

    def complement(self) -> Days:
        """All other days."""
        return Days(((_FIRST, _END),)) - self

    def stretches(self) -> Iterator[tuple[date, date | None]]:
        """First and last day, both inclusive, of each unbroken stretch; None: it does not end."""
        for first, end in self.spans:
            yield date.fromordinal(first), _last(end)

    def last_in_stretch(self, day: date) -> date | None:
        """The last day of the stretch that a day of this set lies in; None: it does not end.

        Raises
        ------
        KeyError
            The day is not in the set.
        """
        span = self._span(day)
        if span is None:
            raise KeyError(day)
        return _last(span[1])

    def last_before(self, day: date) -> date | None:
        """The latest day of the set that lies before `day`."""
        number = day.toordinal()
        ends = [min(end, number) - 1 for first, end in self.spans if first < number]
        return date.fromordinal(ends[-1]) if ends else None

    def first_after(self, day: date) -> date | None:
        """The earliest day of the set that lies after `day`."""
        number = day.toordinal()
        starts = [max(first, number + 1) for first, end in self.spans if end > number + 1]
        return date.fromordinal(starts[0]) if starts else None

    def _span(self, day: date) -> tuple[int, int] | None:
        number = day.toordinal()
        return next((span for span in self.spans if span[0] <= number < span[1]), None)


def _last(end: int) -> date | None:
    return None if end == _END else date.fromordinal(end - 1)


def at_least(number: int, sets: Iterable[Days]) -> Days:
    """The days that lie in at least so many (1 or more) of the sets."""
    return Days(tuple(intervals.at_least(number, (days.spans for days in sets))))


def last_valid_day(first: date, months: int) -> date | None:
    """The last day of so many months (1 or more) that begin on `first`.

    It is the day before the same day of a later month: 12 months from 15 March 2026 last until 14
    March 2027. A month that has no such day is filled to its end: a month from 29, 30 or 31
    January lasts until the end of February, and so does one from 1 February. None: after the
    year 9999.
    """
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    if year > date.max.year:
        return None
    length = monthrange(year, month + 1)[1]
    if first.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, first.day) - DAY


def touched_dates(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """First and last local date that ``[start, end)`` touches, both inclusive."""
    first, local_end = start.astimezone(zone).date(), end.astimezone(zone)
    last = local_end.date()
    if local_end.hour == local_end.minute == 0 and last > first:
        last -= DAY
    return first, last
