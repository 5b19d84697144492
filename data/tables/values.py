"""Texts of cells to values. Nothing is guessed: what has two readings is refused.

Every function raises `BadValue`, which says what is wrong and what to write instead.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from data.i18n.sheet_words import CHOICE
from data.tables.faults import nearest_name, shown

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

YEARS = range(2000, 2101)


WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
DAILY = "daily"  #: all of them


_DATE = re.compile(r"(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})-(\d{1,2})-(\d{4}))", re.ASCII)


_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?", re.ASCII)


_OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})", re.ASCII | re.IGNORECASE)


_MOMENT = re.compile(r"(\S+?)(?:T|\s+)(\d[\d:.]*)\s*(Z|[+-][\d:]+)?", re.ASCII | re.IGNORECASE)


_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)


_YES = frozenset({"yes", "y", "ja", "j", "true", "1"})


_NO = frozenset({"no", "n", "nee", "false", "0"})


class BadValue(Exception):
    """A text that is no value of its kind."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy


def to_date(text: str) -> date:
    """``2027-01-04`` or ``4-1-2027``."""
    match = _DATE.fullmatch(text)
    if not match:
        what = f"{shown(text)} is not a date"
        if _MOMENT.fullmatch(text):
            raise BadValue(f"{what}: it has a clock time", "Write only the date, as 2027-01-04")
        raise BadValue(what, "Write it as 2027-01-04 or 4-1-2027, the year in four digits")
    iso, dutch = match.groups()[:3], match.groups()[:2:-1]
    year, month, day = (int(part) for part in (iso if iso[0] else dutch))
    _check_year(year, text)
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValue(
            f"{shown(text)} does not exist in the calendar", "Correct the day or the month"
        ) from None


def to_clock(text: str) -> time:
    """``07:00``: whole minutes."""
    match = _CLOCK.fullmatch(text)
    if not match:
        raise BadValue(f"{shown(text)} is not a clock time", "Write it as 07:00")
    hour, minute, second = (int(part or 0) for part in match.groups())
    if second:
        raise BadValue(f"{shown(text)} has seconds", "Round it to a whole minute")
    if (hour, minute) == (24, 0):
        raise BadValue("24:00 is not a clock time", "Write 00:00, which belongs to the next day")
    if hour > 23 or minute > 59:
        raise BadValue(f"{shown(text)} is not a time on the clock", "Write 00:00 up to 23:59")
    return time(hour, minute)


@lru_cache(4096)
def to_moment(text: str, zone: ZoneInfo, *, date_is_midnight: bool = False) -> datetime:
    """A UTC instant from ``2027-01-04 07:00`` on the local clock, or with an offset from UTC.

    Parameters
    ----------
    text
        With a space or a ``T`` in the middle; ``+01:00`` or ``Z`` may follow.
    zone
        The local clock.
    date_is_midnight
        Take a date alone for its first moment: a workbook shows midnight so.
    """
    if _DATE.fullmatch(text):
        if date_is_midnight:
            return midnight(to_date(text), zone)
        raise BadValue(f"{shown(text)} has no clock time", "Write it as 2027-01-04 07:00")
    match = _MOMENT.fullmatch(text)
    if not match or not _DATE.fullmatch(match[1]):
        raise BadValue(f"{shown(text)} is not a moment", "Write it as 2027-01-04 07:00")
    local = datetime.combine(to_date(match[1]), to_clock(match[2]))
    if not match[3]:
        return _on_local_clock(local, zone, text)
    return (local - _offset(match[3], text)).replace(tzinfo=UTC)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a local date begins."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def is_date(text: str) -> bool:
    """Whether it looks like a date without a clock time."""
    return bool(_DATE.fullmatch(text))


def to_number(text: str) -> float:
    """``36``, ``36.5`` or ``36,5``."""
    if not _NUMBER.fullmatch(text):
        raise BadValue(
            f"{shown(text)} is not a number",
            "Write digits with at most one comma or point, as 36,5",
        )
    number = float(text.replace(",", "."))
    if abs(number) > 1e12:
        raise BadValue(f"{shown(text)} is far too large", "Correct the number")
    return number


def to_whole(text: str) -> int:
    """A whole number; ``30.0`` is one too."""
    number = to_number(text)
    if number != int(number):
        raise BadValue(f"{shown(text)} is not a whole number", "Write it without decimals")
    return int(number)


def to_yes_no(text: str) -> bool:
    """``yes`` or ``no``, ``ja`` or ``nee``."""
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadValue(f"{shown(text)} is neither yes nor no", "Write yes or no")


def to_weekday(text: str) -> int:
    """``mo`` is 0, ``su`` is 6."""
    word = text.casefold()
    if word not in WEEKDAYS:
        raise BadValue(f"{shown(text)} is not a weekday", nearest_name(CHOICE, text, WEEKDAYS))
    return WEEKDAYS.index(word)


def to_weekdays(text: str) -> tuple[int, ...]:
    """``mo;tu`` or ``daily``."""
    if text.casefold() == DAILY:
        return tuple(range(7))
    days = [to_weekday(part) for part in to_list(text)]
    if len(set(days)) < len(days):
        raise BadValue(f"{shown(text)} names a day twice", "Name each day once")
    return tuple(sorted(days))


def to_list(text: str) -> tuple[str, ...]:
    """The parts of ``fl;gv``."""
    parts = tuple(part.strip() for part in text.split(";") if part.strip())
    if not parts:
        raise BadValue(f"{shown(text)} is an empty list", "Put something between the semicolons")
    return parts


def to_choice(text: str, choices: tuple[str, ...]) -> str:
    """One of some words, in any case."""
    word = text.casefold()
    if word not in choices:
        raise BadValue(f"{shown(text)} is not allowed here", nearest_name(CHOICE, text, choices))
    return word


def _check_year(year: int, text: str) -> None:
    if year not in YEARS:
        raise BadValue(
            f"{shown(text)} lies outside the years {YEARS[0]}-{YEARS[-1]}",
            f"Correct the year; for what began earlier, write {YEARS[0]}-01-01",
        )


def _on_local_clock(local: datetime, zone: ZoneInfo, text: str) -> datetime:
    """The one instant at which the local clock shows this; there may be two, or none."""
    early, late = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    before, after = early.utcoffset(), late.utcoffset()
    if before == after:
        return early.astimezone(UTC)
    remedies = " or ".join(_with_offset(moment) for moment in (early, late))
    if before is not None and after is not None and before > after:
        raise BadValue(
            f"{shown(text)} comes twice, because the clock is set back in that hour",
            f"Add the offset from UTC: {remedies}",
        )
    raise BadValue(
        f"{shown(text)} does not exist, because the clock is set forward over it",
        f"Correct the time or add the offset from UTC: {remedies}",
    )


def _with_offset(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="minutes")


def _offset(text: str, moment: str) -> timedelta:
    if not _OFFSET.fullmatch(text):
        raise BadValue(
            f"{shown(moment)} has no proper offset from UTC", "Write the offset as +01:00"
        )
    if text.upper() == "Z":
        return timedelta()
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise BadValue(f"{shown(moment)} has an impossible offset", "Write it as +01:00 or +02:00")
    size = timedelta(hours=hours, minutes=minutes)
    return -size if text[0] == "-" else size


_FORMULA = re.compile(r"'*[=+\-@\t\r]")


_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet may run this text, or it is already behind an apostrophe."""
    return bool(_FORMULA.match(text)) and not _NUMBER.fullmatch(text)


def defuse(text: str) -> str:
    """The text as it can stand in a CSV file."""
    return f"'{text}" if looks_like_formula(text) else text


def restore(text: str) -> str:
    """The text that `defuse` was given."""
    return text[1:] if text.startswith("'") and looks_like_formula(text) else text
