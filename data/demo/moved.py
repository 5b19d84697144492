"""The demonstration region as if its period began on another Monday: to be looked at today."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.demo.amsterdam import instant
from data.demo.scene import PERIOD_START

if TYPE_CHECKING:
    from data.demo.rows import Row
    from data.demo.sheets import Tables

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})( \d{2}:\d{2})?")


def moved(tables: Tables, first: date) -> Tables:
    """The same tables with every date and moment moved, on the local clock, by whole weeks.

    Parameters
    ----------
    first
        The Monday on which the period begins.
    """
    if first.weekday() != 0:
        raise ValueError(f"{first} is no Monday")
    by = first - PERIOD_START
    return {name: [_moved_row(row, by) for row in rows] for name, rows in tables.items()}


def _moved_row(row: Row, by: timedelta) -> Row:
    there = {column: _moved(text, by) for column, text in row.items()}
    if int(row.get("work_minutes") or 0):  # a night in which the clock changes has another length
        longer = _minutes(there) - _minutes(row)
        there["work_minutes"] = str(int(row["work_minutes"]) + longer)
    return there


def _moved(text: str, by: timedelta) -> str:
    found = _DAY.fullmatch(text)
    if found is None:
        return text
    return f"{date.fromisoformat(found[1]) + by}{found[2] or ''}"


def _minutes(row: Row) -> int:
    """How long a duty really lasts."""
    start, end = (datetime.fromisoformat(row[column]) for column in ("start", "end"))
    lasts = instant(end.date(), end.time()) - instant(start.date(), start.time())
    return round(lasts.total_seconds() / 60)
