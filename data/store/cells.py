"""Texts of the input contract to values of the records, and back, by kind of column.

A value has one text: what was written as ``4-1-2027`` or ``Leave`` comes back as ``2027-01-04`` and
``leave``. An empty text is "not given" and stays so.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Date, Float, Integer, Time

from data.store.tables.columns import Choice, UtcDateTime, WordList
from data.store.tables.record_table import FIRST_DAY, LAST_DAY, WEEKDAYS, WORD
from data.tables import values

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlalchemy import Column

Value = Any  #: str, int, float, bool, date, time, datetime, list of str, or None


def to_value(text: str, column: Column[Any], zone: ZoneInfo) -> Value:
    """The value of a sound text.

    Raises
    ------
    BadValue
        It is not sound: the tables were not validated first.
    """
    if not text:
        return None
    match column.type:
        case UtcDateTime():
            return _moment(text, column, zone)
        case WordList():
            if column.info == WEEKDAYS:
                return [values.WEEKDAYS[day] for day in values.to_weekdays(text)]
            return list(values.to_list(text))
        case Date():
            return values.to_date(text)
        case Time():
            return values.to_clock(text)
        case Boolean():
            return values.to_yes_no(text)
        case Integer():
            return values.to_whole(text)
        case Float():
            return values.to_number(text)
        case Choice():
            return column.type.words(text.casefold())
        case _:
            return text.casefold() if column.info == WORD else text


def to_text(value: Value, column: Column[Any], zone: ZoneInfo) -> str:
    """The one text of a value; empty for None."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return _moment_text(value, column, zone)
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case list():
            return ";".join(value)
        case float():
            return f"{value:.12g}"
        case _:
            return str(value)


def _moment(text: str, column: Column[Any], zone: ZoneInfo) -> datetime:
    if values.is_date(text):
        later = timedelta(days=1) if column.info == LAST_DAY else timedelta()
        return values.midnight(values.to_date(text) + later, zone)
    return values.to_moment(text, zone)


def _moment_text(value: datetime, column: Column[Any], zone: ZoneInfo) -> str:
    local = value.astimezone(zone)
    if column.info in (FIRST_DAY, LAST_DAY) and local.time() == time():
        earlier = timedelta(days=1) if column.info == LAST_DAY else timedelta()
        return (local.date() - earlier).isoformat()
    return moment_text(value, zone)


def moment_text(value: datetime, zone: ZoneInfo) -> str:
    """A moment on the local clock; with its offset in the hour that comes twice."""
    return _local_text(value.astimezone(UTC), zone)


@lru_cache(4096)  # shifts of many people begin together; in UTC, where equal moments are the same
def _local_text(value: datetime, zone: ZoneInfo) -> str:
    local = value.astimezone(zone)
    comes_twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    if comes_twice:
        return local.isoformat(sep=" ", timespec="minutes")
    return f"{local:%Y-%m-%d %H:%M}"
