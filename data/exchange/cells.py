"""Typed cells of a workbook to the texts a planner would have typed: the one place for it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

Cell = str | bool | int | float | date | datetime | time | timedelta | None


def cell_text(value: Cell) -> str:
    """The text of a cell.

    A date is ``2027-01-04``, a moment ``2027-01-04 07:00`` (at midnight the date alone, for the
    file does not tell the two apart), a clock time ``07:00``, a number as short as it can be.
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
        case datetime():
            return _moment(value)
        case date():
            return value.isoformat()
        case time():
            return _clock(3600 * value.hour + 60 * value.minute + value.second)
        case _:
            return _clock(round(value.total_seconds()))


def _moment(value: datetime) -> str:
    """Rounded to the second: a spreadsheet keeps a time as a binary fraction of a day."""
    exact = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    clock = 3600 * exact.hour + 60 * exact.minute + exact.second
    return f"{exact.date()} {_clock(clock)}" if clock else exact.date().isoformat()


def _clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    text = f"{hours:02}:{rest // 60:02}"
    return f"{text}:{rest % 60:02}" if rest % 60 else text
