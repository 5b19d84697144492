"""Duties by week, as planners and functionaries think."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from data.tables.period import ZONE
from scheduler.self_service.duties import OwnDuty

if TYPE_CHECKING:
    from collections.abc import Iterable


_LONG = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Week:
    """The duties that begin in one local week.

    Parameters
    ----------
    number
        ISO: the week with the first Thursday of the year is 1.
    """

    monday: date
    number: int
    duties: tuple[OwnDuty, ...]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def by_week(duties: Iterable[OwnDuty]) -> tuple[Week, ...]:
    """Weeks that have a duty, in the order of the duties."""
    return tuple(
        Week(monday, monday.isocalendar().week, tuple(found))
        for monday, found in groupby(duties, key=_monday)
    )


def is_stretch(duty: OwnDuty) -> bool:
    """Whether it takes days rather than hours, so that its end needs a date."""
    return duty.shift.end - duty.shift.start > _LONG


def _monday(duty: OwnDuty) -> date:
    day = duty.shift.start.astimezone(ZONE).date()
    return day - timedelta(days=day.weekday())
