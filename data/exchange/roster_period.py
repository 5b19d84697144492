"""Which whole weeks a ``roster.csv`` is about."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.exchange.faults import refuse

if TYPE_CHECKING:
    from pathlib import Path


def roster_period(path: Path, time_zone: str = "Europe/Amsterdam") -> tuple[date, int]:
    """The Monday of the first duty, and the number of weeks in which duties start.

    Raises
    ------
    InputError
        The file holds no moments to go by.
    """
    days = sorted(_start_dates(path, ZoneInfo(time_zone)))
    if not days:
        raise refuse(
            "no start of a duty can be read here", "Give the period with --from and --weeks", path
        )
    first = days[0] - timedelta(days=days[0].weekday())
    return first, (days[-1] - first).days // 7 + 1


def _start_dates(path: Path, zone: ZoneInfo) -> set[date]:
    """Local dates on which duties start; rows that cannot be read are told of later."""
    found: set[date] = set()
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
            for row in csv.DictReader(text):
                try:
                    moment = datetime.fromisoformat(row.get("start") or "")
                except ValueError:
                    continue
                found.add(moment.astimezone(zone).date())
    except (OSError, csv.Error) as error:
        raise refuse("this file cannot be read", "Check its name and its rights", path) from error
    return found
