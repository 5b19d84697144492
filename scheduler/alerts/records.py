"""What the store knows of reaching people and of open calls, as nouns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.exchange.build_alert_records import build_alert_records
from data.exchange.period import ZONE
from data.exchange.raw_table import tables_from_texts
from data.store import records
from data.store.calls import read_answers
from scheduler.records.importing import SOURCE

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.alert_records import AlertRecords
    from data.model.post import Post


def stored_alert_records(
    connection: Connection, now: datetime
) -> tuple[tuple[Post, ...], AlertRecords]:
    """The posts with their thresholds, and the records of alerts and open calls.

    Of people who left only their answers to calls are there.

    Raises
    ------
    InputError
        The records do not hold together.
    """
    texts = records.record_texts(connection, ZONE)
    tables = tables_from_texts({name: rows for name, rows in texts.items() if rows}, SOURCE)
    posts, found = build_alert_records(tables, now.astimezone(ZONE).date())
    return posts, replace(found, answers=read_answers(connection))
