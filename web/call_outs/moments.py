"""Moments as browsers write them: without an offset, so one hour of the year can be two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.tables.period import ZONE
from data.tables.values import BadValue, to_moment

if TYPE_CHECKING:
    from datetime import datetime

_SUMMER, _WINTER = "+02:00", "+01:00"


def browser_moment(at: datetime | None) -> str:
    """A moment as a browser shows it; empty: none is known."""
    return "" if at is None else f"{at.astimezone(ZONE):%Y-%m-%dT%H:%M}"


def is_second(at: datetime) -> bool:
    """Whether the clock shows this hour for the second time."""
    return at.astimezone(ZONE).fold == 1


def is_twice(text: str) -> bool:
    """Whether it lies in the hour that the clock shows twice."""
    if _is_moment(text) or not _is_moment(text + _SUMMER):
        return False
    both = [to_moment(text + offset, ZONE) for offset in (_SUMMER, _WINTER)]
    return all(browser_moment(at) == text[:16] for at in both)


def on_local_clock(text: str, *, second: bool) -> datetime:
    """What a text means; `second` chooses where there are two.

    Raises
    ------
    BadValue
        It is no moment, or the clock never shows it.
    """
    if not is_twice(text):
        return to_moment(text, ZONE)
    return to_moment(text + (_WINTER if second else _SUMMER), ZONE)


def not_before(alert: datetime, text: str) -> datetime:
    """Of two readings the first that is not before the alert; raises as `on_local_clock`."""
    first = on_local_clock(text, second=False)
    return first if first >= alert else on_local_clock(text, second=True)


def not_after(alert: datetime, text: str) -> datetime:
    """Of two readings the last that is not after the alert; raises as `on_local_clock`."""
    last = on_local_clock(text, second=True)
    return last if last <= alert else on_local_clock(text, second=False)


def _is_moment(text: str) -> bool:
    try:
        to_moment(text, ZONE)
    except BadValue:
        return False
    return True
