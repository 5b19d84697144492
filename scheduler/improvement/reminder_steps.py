"""When an owner is reminded of an action: a week before its day, on it, and weekly after it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

BEFORE = timedelta(days=7)  #: the first reminder comes so long before the last day
EACH = timedelta(days=7)  #: and after it one in so many days
WEEK, LAST_DAY, LATE = "week", "day", "late"


def step_of(due: date, today: date) -> str:
    """Which reminder of an action is due, as a part of its key; empty: none yet.

    Of several that were missed only the last one still helps.
    """
    if today < due - BEFORE:
        return ""
    if today < due:
        return WEEK
    late = (today - due) // EACH
    return f"{LATE} {late}" if late else LAST_DAY
