"""Somebody reports sick: their absence is recorded, and what falls open is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.exchange.period import ZONE
from data.exchange.values import midnight
from data.model.duty import Absence, AbsenceKind
from data.model.errors import Fault, Refused
from data.model.shift import Shift
from scheduler.planning.absence import record_absence

if TYPE_CHECKING:
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class SickReport:
    """What an illness does to the rosters in force.

    Parameters
    ----------
    start, until
        The absence: first moment, and last day.
    fallen
        Their duties in it that have not ended, by start.
    """

    person: str
    start: datetime
    until: date
    fallen: tuple[Shift, ...]


def report_sick(
    store: Store, person: str, start: datetime, until: date, who: str, now: datetime
) -> SickReport:
    """Record an illness. Told again with the same start it changes the end.

    Raises
    ------
    Refused
        The person is unknown, or the end lies before the start.
    """
    end = midnight(until + timedelta(days=1), ZONE)
    if end <= start:
        what = f"the last day ({until}) lies before the start"
        raise Refused([Fault(what, "Correct one of the two")])
    absence = Absence(person, AbsenceKind.ILLNESS, start, end)
    return SickReport(person, start, until, record_absence(store, absence, who, now))
