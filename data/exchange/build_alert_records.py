"""From tables of texts to what alerts need of the records, for whoever does not plan."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.exchange.alert_tables import read_alert_records
from data.exchange.faults import FaultLog
from data.exchange.period import TIME_ZONE
from data.exchange.reading import Reading
from data.exchange.region_tables import read_posts

if TYPE_CHECKING:
    from datetime import date

    from data.exchange.raw_table import InputTables
    from data.model.alert_records import AlertRecords
    from data.model.post import Post


def build_alert_records(tables: InputTables, today: date) -> tuple[tuple[Post, ...], AlertRecords]:
    """The posts with their thresholds, and the records of alerts and open calls.

    Parameters
    ----------
    tables
        As read from a workbook, a folder or the store; those of duties are not looked at.
    today
        No call can be from after it.

    Raises
    ------
    InputError
        With everything that is wrong with these tables.
    """
    reading = Reading(tables, ZoneInfo(TIME_ZONE), FaultLog())
    reading.log.extend(tables.faults)
    posts, found = read_posts(reading), read_alert_records(reading, today)
    reading.log.raise_if_any()
    return posts, found
