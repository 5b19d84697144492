"""The month on ``/mine/wishes``: each day free, rather not, or gladly, by tapping it."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.duty import WishKind
from data.model.errors import Fault, Refused
from data.tables.period import ZONE
from data.tables.values import YEARS
from scheduler.self_service.wish_days import by_day
from web.locale import _, current_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.self_service.round_queries import OwnRound
    from scheduler.self_service.wishes import OwnWish

_AHEAD = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of the month.

    Parameters
    ----------
    kind
        What was said of it: ``want``, ``avoid``, or nothing.
    is_open
        It can be said.
    is_asked
        A round of requests asks about it.
    """

    day: date
    kind: str = ""
    is_open: bool = True
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class WishMonth:
    """A month of days to tap.

    Parameters
    ----------
    weeks
        Rows of seven cells from Monday; None: a day of another month.
    before, after
        The months beside it, as ``2027-02``; empty: none can be chosen.
    """

    first: date
    weeks: tuple[tuple[DayCell | None, ...], ...]
    before: str
    after: str

    @property
    def last(self) -> date:
        """Its last day."""
        return _first_of(_month_name(self.first, 1)) - timedelta(days=1)

    @property
    def name(self) -> str:
        """As an address has it: ``2027-02``."""
        return f"{self.first:%Y-%m}"


def month_of(text: str, rounds: Sequence[OwnRound], now: datetime) -> date:
    """The first day of the month that is asked for; else of the first round, or of now."""
    today = now.astimezone(ZONE).date()
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = max(rounds[0].round.first, today) if rounds else today
    return found.replace(day=1) if _is_near(found, today) else today.replace(day=1)


def wish_month(
    first: date, found: Sequence[OwnWish], rounds: Sequence[OwnRound], now: datetime
) -> WishMonth:
    """The month with what was said of each day."""
    said, today = by_day(found), now.astimezone(ZONE).date()
    asked = [(one.round.first, one.round.last) for one in rounds]

    def cell(day: date) -> DayCell | None:
        if day.month != first.month:
            return None
        kind = said[day].kind.value if day in said else ""
        is_asked = any(start <= day <= end for start, end in asked)
        return DayCell(day, kind, day >= today, is_asked)

    weeks = Calendar().monthdatescalendar(first.year, first.month)
    before, after = _month_name(first, -1), _month_name(first, 1)
    return WishMonth(
        first,
        tuple(tuple(cell(day) for day in week) for week in weeks),
        before if _is_near(_first_of(before), today) else "",
        after if _is_near(_first_of(after), today) else "",
    )


def wanted_days(
    avoid: Sequence[str], want: Sequence[str], first: date, last: date
) -> Mapping[date, WishKind]:
    """What a form says of the days of a month.

    Raises
    ------
    Refused
        A day is none of the month, or is wished both ways.
    """
    found: dict[date, WishKind] = {}
    for kind, texts in ((WishKind.AVOID, avoid), (WishKind.WANT, want)):
        for text in texts[:62]:
            day = _day(text)
            if day is None or not first <= day <= last:
                raise Refused([Fault(_("This is not a day of the month"), _("Reload the page"))])
            if day in found:
                what = _("{day}: rather not and would like to at once").format(
                    day=current_language().day(day)
                )
                raise Refused([Fault(what, _("Choose one of the two"))])
            found[day] = kind
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _month_name(first: date, step: int) -> str:
    number = first.year * 12 + first.month - 1 + step
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _first_of(name: str) -> date:
    return date.fromisoformat(f"{name}-01")


def _is_near(day: date, today: date) -> bool:
    return day.year in YEARS and today.replace(day=1) <= day <= today + _AHEAD
