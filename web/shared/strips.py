"""Strips of time and bars of amounts, as numbers (`macros/charts.html` draws them as SVG)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from data.tables.period import ZONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDTH = 1000  #: of every strip and bar, in its own units
LEAST = 1.5  #: a gap of minutes in a strip of two years is still seen


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A part of a strip or a bar.

    Parameters
    ----------
    x, width
        Of `WIDTH`.
    text
        What it stands for.
    rank
        The first, second, ... of a bar: it chooses the tint.
    """

    x: float
    width: float
    text: str = ""
    rank: int = 0


def joined(
    stretches: Iterable[tuple[datetime, datetime, str]],
) -> list[tuple[datetime, datetime, str]]:
    """Stretches that touch and say the same, as one: a seam would look like cover."""
    found: list[tuple[datetime, datetime, str]] = []
    for begin, finish, text in stretches:
        if found and found[-1][1:] == (begin, text):
            found[-1] = (found[-1][0], finish, text)
        else:
            found.append((begin, finish, text))
    return found


def strip(
    stretches: Iterable[tuple[datetime, datetime, str]], start: datetime, end: datetime
) -> tuple[ChartPart, ...]:
    """Stretches of time in a strip from `start` to `end`."""
    parts = []
    for begin, finish, text in stretches:
        x = _at(begin, start, end)
        parts.append(ChartPart(x, max(round(_at(finish, start, end) - x, 1), LEAST), text))
    return tuple(parts)


def months(start: datetime, end: datetime) -> tuple[tuple[float, date], ...]:
    """Where each month of the local clock begins; the first one that the strip shows, too."""
    return tuple((_at(max(at, start), start, end), day) for at, day in _months(start, end))


def place(at: datetime, start: datetime, end: datetime) -> float | None:
    """Where a moment lies; None: outside the strip."""
    return _at(at, start, end) if start <= at < end else None


def bar_of_parts(amounts: Sequence[tuple[str, int]], most: int) -> tuple[ChartPart, ...]:
    """Amounts one after another; `most` would fill the whole width."""
    parts, x = [], 0.0
    for rank, (text, amount) in enumerate(amounts):
        width = WIDTH * amount / most if most else 0.0
        parts.append(ChartPart(round(x, 1), round(width, 1), text, rank))
        x += width
    return tuple(parts)


def _at(moment: datetime, start: datetime, end: datetime) -> float:
    return round(WIDTH * ((moment - start) / (end - start)), 1)


def _months(start: datetime, end: datetime) -> Iterator[tuple[datetime, date]]:
    day = start.astimezone(ZONE).date().replace(day=1)
    while (at := datetime.combine(day, time(), ZONE).astimezone(UTC)) < end:
        yield at, day
        day = (day + timedelta(days=32)).replace(day=1)
