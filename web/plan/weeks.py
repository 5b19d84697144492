"""A period as planners say it: by its weeks. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from web.locale import say, speech


def period_text(first: date, weeks: int) -> str:
    """As ``week 8 – 20 (22 feb – 23 mei)``."""
    last = first + timedelta(weeks=weeks, days=-1)
    dates = speech().dates(first, last)
    if last.year != first.year:
        dates = f"{speech().short_date(first)} – {speech().short_date(last)}"
    return f"{week_numbers(first, last)} ({dates})"


def week_numbers(first: date, last: date) -> str:
    """As ``week 8`` or ``week 8 – 20``."""
    begin, end = first.isocalendar().week, last.isocalendar().week
    if begin == end:
        return say("week {number}").format(number=begin)
    return say("week {first} – {last}").format(first=begin, last=end)
