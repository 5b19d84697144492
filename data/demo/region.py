"""The demonstration region: its files, and what moves their dates to any Monday."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from data.demo.scene import PERIOD_START, instant
from data.files.read_input import read_tables
from data.tables.write_tables import write_tables

if TYPE_CHECKING:
    from data.demo.sheets import Row, Tables

WORKBOOK = "region.xlsx"
OWN_FILES = Path(__file__).parent / "files"  #: the region as it comes with the product
OWN_SCENARIOS = Path(__file__).parent / "scenarios.toml"  #: what may be asked about it
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})( \d{2}:\d{2})?")


def demo_tables() -> Tables:
    """The tables of the region; a cell without text is left out."""
    return {
        name: [{column: text for column, text in row.texts.items() if text} for row in table.rows]
        for name, table in read_tables(OWN_FILES).tables.items()
    }


def write_demo(folder: Path) -> None:
    """Write the region to a folder: a CSV file a table, and one workbook."""
    write_tables(demo_tables(), folder, folder / WORKBOOK)


def moved(tables: Tables, first: date) -> Tables:
    """The same tables with every date and moment moved, on the local clock, by whole weeks.

    What returns each year stays: New Year's Eve is on 31 December whenever the region begins.

    Parameters
    ----------
    first
        The Monday on which the period begins.
    """
    if first.weekday() != 0:
        raise ValueError(f"{first} is not a Monday")
    by = first - PERIOD_START
    return {name: [_moved_row(row, by) for row in rows] for name, rows in tables.items()}


def _moved_row(row: Row, by: timedelta) -> Row:
    if row.get("yearly"):
        return dict(row)
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
