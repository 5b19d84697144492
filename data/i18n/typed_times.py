"""Days and times as people type them: ``4-1-2027``, ``ma 4 jan``, ``4 January 7:00``, ``7u30``.

Both languages are read whatever the reader's own. Days come before months, as in all of Europe.
Whatever is not a day or a time is a `ValueError`, as of `date.fromisoformat`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_MONTHS = (
    ("jan", "januari", "january"),
    ("feb", "februari", "february"),
    ("mrt", "maart", "mar", "march"),
    ("apr", "april"),
    ("mei", "may"),
    ("jun", "juni", "june"),
    ("jul", "juli", "july"),
    ("aug", "augustus", "august"),
    ("sep", "sept", "september"),
    ("okt", "oktober", "oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_WEEKDAY = re.compile(
    r"(?:ma|di|wo|do|vr|za|zo|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun"
    r"|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)[.,]?\s+(?=\S)"
)
_NEAR = {
    **dict.fromkeys(("vandaag", "today"), 0),
    **dict.fromkeys(("morgen", "tomorrow"), 1),
    **dict.fromkeys(("overmorgen",), 2),
    **dict.fromkeys(("gisteren", "yesterday"), -1),
}
_ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", re.ASCII)
_DIGITS = re.compile(
    r"(?P<day>\d{1,2})(?:\s*[-/.]\s*|\s+)(?P<month>\d{1,2})"
    r"(?:(?:\s*[-/.]\s*|\s+)(?P<year>\d{4}|\d{2}))?",
    re.ASCII,
)
_YEAR = r"(?:[\s,.'-]*(?P<year>\d{4}|(?<=')\d{2}))?"
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})[\s.-]*(?P<name>[a-z]{{3,9}})\.?{_YEAR}", re.ASCII)
_MONTH_FIRST = re.compile(rf"(?P<name>[a-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}}){_YEAR}", re.ASCII)
_SHAPES = (_ISO, _DIGITS, _DAY_FIRST, _MONTH_FIRST)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*(?:[:.]|u(?:ur)?|h)\s*(?P<minute>\d{2})?)?(?::\d{2}(?:\.0+)?)?"
    r"\s*(?:u|uur|h|hrs)?",
    re.ASCII,
)
_CLOCK_AFTER = re.compile(
    r"(?:t|,?\s+(?:(?:om|at)\s+)?)(?P<clock>\d{1,2}\s*(?:[:.u]|h).*|\d{1,2}:\d{2}.*)$", re.ASCII
)


def typed_day(text: str, today: date) -> date:
    """Read a day; one without a year is the nearest to today.

    Raises
    ------
    ValueError
        It is none.
    """
    said = _WEEKDAY.sub("", _plain(text), count=1)
    if said in _NEAR:
        return today + timedelta(days=_NEAR[said])
    for shape in _SHAPES:
        found = shape.fullmatch(said)
        if found:
            parts = found.groupdict()
            month = _MONTH.get(parts["name"], 0) if "name" in parts else int(parts["month"])
            return _dated(int(parts["day"]), month, parts["year"], today)
    raise ValueError(text)


def typed_clock(text: str) -> time:
    """Read a time of the clock, in whole minutes.

    Raises
    ------
    ValueError
        It is none.
    """
    found = _CLOCK.fullmatch(_plain(text))
    if not found:
        raise ValueError(text)
    return time(int(found["hour"]), int(found["minute"] or 0))


def typed_moment(text: str, today: date) -> datetime:
    """Read a day with a time, on the local clock; without a zone.

    Raises
    ------
    ValueError
        It is none, or one of the two is missing.
    """
    said = _plain(text)
    found = _CLOCK_AFTER.search(said)
    if not found:
        raise ValueError(text)
    return datetime.combine(typed_day(said[: found.start()], today), typed_clock(found["clock"]))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    near: list[date] = []
    for one in (today.year - 1, today.year, today.year + 1):
        try:
            near.append(date(one, month, day))
        except ValueError:  # 29 February is not in every year
            continue
    if not near:
        raise ValueError(f"{day}-{month}")
    return min(near, key=lambda one: abs(one - today))
