"""Public holidays by name, and the days on which the clock changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.dutch_holidays import dutch_holidays

if TYPE_CHECKING:
    from datetime import date

    from data.exchange.workbook.view import View

_HOLIDAY_LANGUAGES = {"nl": "nl", "en": "en_US"}


def special_days(view: View) -> list[tuple[str, str]]:
    """Date and name of each public holiday and clock change of the period."""
    return [(view.words.day(day), said) for day, said in notes_by_date(view).items()]


def notes_by_date(view: View) -> dict[date, str]:
    """What is special about each date that is a public holiday, or on which the clock changes."""
    say = view.words.gettext
    days = [day for day in view.days if day.public_holiday or day.clock_change]
    names = _names(view, {day.date.year for day in days})
    found = {}
    for day in days:
        parts = []
        if day.public_holiday:
            parts.append(names.get(day.date, say("public holiday")))
        if day.clock_change > 0:
            parts.append(say("the clock goes forward: the night is an hour shorter"))
        if day.clock_change < 0:
            parts.append(say("the clock goes back: the night is an hour longer"))
        found[day.date] = ", ".join(parts)
    return found


def _names(view: View, years: set[int]) -> dict[date, str]:
    """Names of the Dutch public holidays; a region may keep others as well."""
    code = _HOLIDAY_LANGUAGES[view.words.code]
    return dutch_holidays(sorted(years), language=code)
