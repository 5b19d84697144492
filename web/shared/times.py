"""Moments, days and durations as a page shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from data.tables.period import ZONE
from web.locale import count, speech

if TYPE_CHECKING:
    from flask import Flask

HARD_SPACE = "\N{NO-BREAK SPACE}"


def show_times(app: Flask) -> None:
    """Give templates the filters below."""
    shown_here = (
        moment,
        clock,
        day,
        long_day,
        weekday,
        month_name,
        month_short,
        lasting,
        stretch,
        iso,
    )
    for shown in shown_here:
        app.jinja_env.filters[shown.__name__] = shown
    app.jinja_env.globals["stretch"] = stretch


def moment(at: datetime) -> str:
    """As ``ma 4 jan 07:00``, on the local clock."""
    return speech().moment(at, ZONE)


def clock(at: datetime) -> str:
    """As ``07:00``, on the local clock."""
    return f"{at.astimezone(ZONE):%H:%M}"


def day(at: date) -> str:
    """As ``ma 4 jan``; of a moment its local day."""
    return speech().day(at.astimezone(ZONE).date() if isinstance(at, datetime) else at)


def long_day(at: date | str) -> str:
    """As ``4 januari 2027``; of a date of the records too, which is a text."""
    return speech().long_date(date.fromisoformat(at) if isinstance(at, str) else at)


def weekday(number: int) -> str:
    """As ``ma``; 0 is Monday."""
    return speech().weekday(date(2027, 1, 4 + number))


def month_name(day: date) -> str:
    """As ``jan 2027``."""
    return speech().month(day)


def month_short(day: date) -> str:
    """As ``jan``; with the year where one begins."""
    return speech().month(day) if day.month == 1 else speech().month(day).split()[0]


def stretch(start: datetime, end: datetime) -> str:
    """As ``ma 4 jan 23:00 – di 5 jan 07:00``."""
    return speech().stretch(start, end, ZONE)


def iso(at: datetime) -> str:
    """For programs: the attribute ``datetime`` of ``<time>``."""
    return at.astimezone(UTC).isoformat(timespec="minutes").replace("+00:00", "Z")


def lasting(duration: timedelta) -> str:
    """As ``6 days``, ``5 h 30`` or ``20 min``, in the language of this page; no line ends in it."""
    return _lasting(max(0, int(duration.total_seconds() // 60))).replace(" ", HARD_SPACE)


def _lasting(minutes: int) -> str:
    if minutes >= 2 * 24 * 60:
        return count("{count} day", "{count} days", minutes // (24 * 60))
    hours, rest = divmod(minutes, 60)
    if hours:
        unit = speech().gettext("h")
        return f"{hours} {unit} {rest:02d}" if rest else f"{hours} {unit}"
    return f"{minutes} min"
